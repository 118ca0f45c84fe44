import { createServer, type DnsServer } from '@zonewright/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { MeasuredServer } from '../../src/client/measured-server.ts';
import { clientOf, takeTurn, Updates } from '../../src/client/turn.ts';
import { zoneText } from '../../src/client/zone-text.ts';
import { key, zoneName } from '../../src/workload.ts';

async function start(): Promise<{ server: DnsServer; measured: MeasuredServer }> {
  const server = createServer({ zones: { [zoneName]: zoneText }, keys: [key] });
  const { address, port } = await server.listen();
  const contents = async () => {
    const { serial, size } = server.zone(zoneName);
    return { serial, records: size };
  };
  const measured: MeasuredServer = {
    name: 'a server',
    address: `${address}:${port}`,
    serial: async () => (await contents()).serial,
    contents,
    [Symbol.asyncDispose]: () => server.close(),
  };
  onTestFinished(() => server.close());
  return { server, measured };
}

describe('a turn', () => {
  test.each([
    ['one after the other, verified', 1, true],
    ['64 in flight', 64, false],
  ])('is of updates that the zone then holds, %s', async (_, inFlight, verify) => {
    const { server, measured } = await start();
    const client = clientOf(measured, { verify });
    onTestFinished(() => client.close());
    const updates = new Updates();
    const turn = await takeTurn(client, measured, updates, { ms: 30, inFlight });
    // Those that open the connections are sent, and not counted.
    expect(updates.sentTo(measured)).toBe(turn.updates + inFlight);
    expect(turn.updates).toBeGreaterThanOrEqual(inFlight);
    expect(turn.wallMs).toBeGreaterThanOrEqual(30);
    expect(turn.cpuMs).toBeGreaterThan(0);
    expect(server.zone(zoneName).size).toBe(3 + updates.sentTo(measured));
    await updates.checkRecords(measured);
  });

  test('is none where the server said NOERROR and carried nothing out', async () => {
    const { server, measured } = await start();
    const client = clientOf(measured, { verify: false });
    onTestFinished(() => client.close());
    server.faults = ({ message }) =>
      message.opcode === 'UPDATE' ? { rcode: 'NOERROR' } : undefined;
    await expect(takeTurn(client, measured, new Updates(), { ms: 1, inFlight: 1 })).rejects.toThrow(
      /serial 1, and not/,
    );
  });

  test('is not, either, where records are gone after it', async () => {
    const { measured } = await start();
    const client = clientOf(measured, {});
    onTestFinished(() => client.close());
    const updates = new Updates();
    const forgetful: MeasuredServer = {
      ...measured,
      contents: async () => ({ serial: await measured.serial(), records: 3 }),
    };
    await updates.send(client, forgetful);
    await expect(updates.checkRecords(forgetful)).rejects.toThrow(/number of records 3, and not 4/);
  });
});
