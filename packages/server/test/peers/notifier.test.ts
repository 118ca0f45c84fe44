// What a secondary that is a bare socket sees of NOTIFY, on fake timers: real time never passes.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { decodeMessage, encodeMessage, type Message, type Rcode } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Notifier } from '../../src/peers/notifier.ts';
import { parsePeers } from '../../src/peers/peer-address.ts';
import { NotifyError } from '../../src/peers/peer-errors.ts';
import { assertNoOpenSockets } from '../support/handles.ts';
import { key, now, zoneText } from '../support/zone.ts';

let socket: Socket;
let notifier: Notifier;
let zone: Zone;
const report = vi.fn<(error: unknown) => void>();

async function start(
  signer: typeof key | undefined = key,
  { clock = (): number => now, host = '127.0.0.1' } = {},
) {
  socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  notifier = new Notifier({
    peers: parsePeers('notify', `${host}:${socket.address().port}`),
    key: signer,
    clock,
    localAddress: '127.0.0.1',
    report,
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  zone = Zone.parse('example.com', zoneText);
});

afterEach(async () => {
  vi.useRealTimers();
  report.mockReset();
  await notifier.close();
  socket.close();
  await assertNoOpenSockets();
});

async function next(): Promise<{ message: Message; octets: Uint8Array; sender: RemoteInfo }> {
  const [octets, sender] = (await once(socket, 'message')) as [Uint8Array, RemoteInfo];
  return { message: decodeMessage(octets), octets: Uint8Array.from(octets), sender };
}

function reply({ id }: Message, { port }: RemoteInfo, rcode: Rcode = 'NOERROR'): void {
  const answer = encodeMessage({ id, opcode: 'NOTIFY', flags: { qr: true, aa: true }, rcode });
  socket.send(answer, port, '127.0.0.1');
}

/** Until what was sent to the notifier has been taken. */
async function taken(holds: () => boolean): Promise<void> {
  vi.useRealTimers();
  await vi.waitFor(() => expect(holds()).toBe(true));
}

describe('NOTIFY (RFC 1996)', () => {
  it('of many changes is one message, signed, with the SOA as it is then (section 3.7)', async () => {
    await start();
    for (let changes = 0; changes < 100; changes++) notifier.changed(zone);
    expect(vi.getTimerCount()).toBe(1);
    const seen = next();
    zone.replace(Zone.parse('example.com', zoneText.replace(' 7 ', ' 8 ')));
    vi.advanceTimersByTime(50);
    const { message, octets } = await seen;
    expect(message).toMatchObject({
      opcode: 'NOTIFY',
      flags: { qr: false, aa: true },
      questions: [{ name: 'example.com.', type: 'SOA', class: 'IN' }],
      answers: [{ type: 'SOA', data: { serial: 8 } }],
      tsig: { name: 'test-key.', timeSigned: now },
    });
    expect(octets.length).toBeLessThan(512);
  });

  it('without an answer goes out five times with the same id, and is then given up (section 3.6)', async () => {
    await start(undefined);
    notifier.changed(zone);
    const ids: number[] = [];
    for (const waitMs of [50, 1_000, 2_000, 4_000, 8_000]) {
      const seen = next();
      vi.advanceTimersByTime(waitMs - 1);
      vi.advanceTimersByTime(1);
      ids.push((await seen).message.id);
    }
    expect(new Set(ids).size).toBe(1);
    expect(report).not.toHaveBeenCalled();
    vi.advanceTimersByTime(16_000);
    expect(report.mock.calls).toEqual([[expect.any(NotifyError)]]);
    expect(report.mock.calls[0]?.[0]).toMatchObject({ zone: 'example.com.', attempts: 5 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that cannot be sent is told with the cause', async () => {
    // From the loopback there is no way to another machine.
    await start(key, { host: '192.0.2.1' });
    notifier.changed(zone);
    for (const waitMs of [50, 1_000, 2_000, 4_000, 8_000, 16_000]) {
      vi.advanceTimersByTime(waitMs);
      // The socket is bound, and the system asked, in some turns of the loop.
      for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate);
    }
    expect(report.mock.calls).toEqual([[expect.any(NotifyError)]]);
    const error = report.mock.calls[0]?.[0] as NotifyError | undefined;
    expect(error?.message).toMatch(
      /no answer to 5 messages, the last of which could not be sent \(E\w+\)\.$/,
    );
    expect(error?.cause).toMatchObject({ syscall: 'send' });
  });

  it('that a clock keeps from being signed is told, and kills nobody', async () => {
    await start(key, { clock: () => Number.NaN });
    notifier.changed(zone);
    vi.advanceTimersByTime(50);
    expect(report.mock.calls).toEqual([[expect.any(NotifyError)]]);
    expect(report.mock.calls[0]?.[0]).toMatchObject({ cause: { code: 'INVALID_MESSAGE' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is over with an answer, and a change that came meanwhile is told in the next one', async () => {
    await start();
    notifier.changed(zone);
    const first = next();
    vi.advanceTimersByTime(50);
    const { message, sender } = await first;
    notifier.changed(zone);
    expect(vi.getTimerCount()).toBe(1);
    const second = next();
    // The timer that gathers changes runs in real time from here.
    vi.useRealTimers();
    reply(message, sender);
    expect((await second).message.id).not.toBe(message.id);
    expect(report).not.toHaveBeenCalled();
  });

  it('a refusal is told to onError, and is not asked again', async () => {
    await start();
    notifier.changed(zone);
    const seen = next();
    vi.advanceTimersByTime(50);
    const { message, sender } = await seen;
    reply(message, sender, 'NOTAUTH');
    await taken(() => report.mock.calls.length > 0);
    expect(String(report.mock.calls[0]?.[0])).toContain('it answers NOTAUTH');
  });

  it('what is no answer to it is passed over', async () => {
    await start();
    notifier.changed(zone);
    const seen = next();
    vi.advanceTimersByTime(50);
    const { message, sender } = await seen;
    const { id } = message;
    const nothing = [
      Uint8Array.of(1, 2, 3),
      encodeMessage({ id: id ^ 1, opcode: 'NOTIFY', flags: { qr: true }, rcode: 'REFUSED' }),
      encodeMessage({ id, opcode: 'NOTIFY', rcode: 'REFUSED' }),
      encodeMessage({ id, opcode: 'QUERY', flags: { qr: true }, rcode: 'REFUSED' }),
    ];
    for (const octets of nothing) socket.send(octets, sender.port, '127.0.0.1');
    reply(message, sender, 'SERVFAIL');
    await taken(() => report.mock.calls.length > 0);
    expect(report.mock.calls.map(([error]) => String(error))).toEqual([
      expect.stringContaining('SERVFAIL'),
    ]);
  });

  it('ends with close, in the middle of whatever', async () => {
    await start();
    notifier.changed(zone);
    const seen = next();
    vi.advanceTimersByTime(50);
    await seen;
    await notifier.close();
    notifier.changed(zone);
    expect(vi.getTimerCount()).toBe(0);
  });
});
