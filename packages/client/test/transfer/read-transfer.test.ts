/** Transfers from peers that do what no well-made server does. */

import { heapBytes, lastingHandles, newHandles } from '@zonewright/testkit';
import { encodeMessage, type MessageInput, TsigKey as WireTsigKey } from '@zonewright/wire';
import { describe, expect, test, vi } from 'vitest';
import {
  ClientClosedError,
  ConnectError,
  DnsClient,
  type DnsClientOptions,
  InvalidOptionError,
  NotImpError,
  RefusedError,
  ServFailError,
  TimeoutError,
  TransferError,
  UnsignedResponseError,
} from '../../src/index.ts';
import { key } from '../sending/embedded.ts';
import { errorOf } from '../servers/real-servers.ts';
import { serveUdp } from '../transport/scripted-peer.ts';
import {
  type Conversation,
  host,
  type Part,
  serveTransfer,
  soa,
  zone,
} from './transferring-peer.ts';
import { all } from './zones.ts';

const brief = { retry: false, timeoutMs: 300, deadlineMs: 600 } as const;

function client(port: number, options: Partial<DnsClientOptions> = {}): DnsClient {
  return new DnsClient({ server: `127.0.0.1:${port}`, key, ...brief, ...options });
}

/** What a client gets of an answer, and how that ends. */
async function outcomeOf(
  parts: readonly Part[],
  options: Partial<DnsClientOptions> = {},
  verified: 'message' | 'transfer' = 'message',
): Promise<{ readonly names: readonly string[]; readonly error: unknown }> {
  await using peer = await serveTransfer(({ socket, send }) => {
    for (const part of parts) send(part);
    socket.end();
  });
  await using dns = client(peer.port, options);
  const names: string[] = [];
  let error: unknown;
  try {
    for await (const record of dns.transfer(zone, { verified })) names.push(record.name);
  } catch (thrown) {
    error = thrown;
  }
  return { names, error };
}

const signed = (...answers: Part['answers']): Part => ({ answers });
const unsigned = (...answers: Part['answers']): Part => ({ answers, isSigned: false });

describe('a signed transfer (RFC 8945 section 5.3.1)', () => {
  test('with messages that are not signed between those that are', async () => {
    const parts = [signed(soa), unsigned(host(1)), unsigned(host(2)), signed(host(3), soa)];
    const { names, error } = await outcomeOf(parts);
    expect(error).toBeUndefined();
    expect(names).toEqual([zone, `h1.${zone}`, `h2.${zone}`, `h3.${zone}`]);
  });

  test('hands on nothing that the next signature has not vouched for', async () => {
    const parts = [signed(soa, host(0)), unsigned(host(1)), unsigned(host(2))];
    const { names, error } = await outcomeOf(parts);
    expect(names).toEqual([zone, `h0.${zone}`]);
    expect(error).toBeInstanceOf(TransferError);
    expect(error).toMatchObject({ messages: 3, records: 4 });
    expect((await outcomeOf(parts, {}, 'transfer')).names).toEqual([]);
  });

  test('whose last message is not signed is an error, and hands on nothing of it', async () => {
    const { names, error } = await outcomeOf([signed(soa), unsigned(host(1), soa)]);
    expect(names).toEqual([zone]);
    expect(error).toBeInstanceOf(TransferError);
    expect((error as TransferError).cause).toBeInstanceOf(UnsignedResponseError);
  });

  test('whose first message is not signed is no answer', async () => {
    const { names, error } = await outcomeOf([unsigned(soa), signed(host(1), soa)]);
    expect(names).toEqual([]);
    expect(error).toBeInstanceOf(UnsignedResponseError);
  });

  test('with `transfer`, nothing is handed on before the last message verified', async () => {
    const whole = [signed(soa), signed(host(1)), signed(host(2), soa)];
    expect((await outcomeOf(whole, {}, 'transfer')).names).toHaveLength(3);
    expect((await outcomeOf(whole.slice(0, 2), {}, 'transfer')).names).toEqual([]);
  });

  test('needs a key that can verify it', async () => {
    const foreign = { name: 'x.', overheadBytes: 0, sign: () => Promise.reject(new Error('no')) };
    const { error } = await outcomeOf([signed(soa, soa)], { key: foreign });
    expect(error).toBeInstanceOf(InvalidOptionError);
  });

  test('takes a key of another copy of the package', async () => {
    vi.resetModules();
    const { TsigKey: OtherKey } = await import('@zonewright/wire');
    const other = OtherKey.parse(`${key.algorithm}:${key.name}:${key.revealSecret()}`);
    expect(other).not.toBeInstanceOf(WireTsigKey);
    const { names, error } = await outcomeOf([signed(soa, host(1), soa)], { key: other });
    expect(error).toBeUndefined();
    expect(names).toHaveLength(2);
  });
});

describe('what is no transfer is an error', () => {
  const open = { key: undefined } as const;
  test.each<[string, readonly Part[]]>([
    ['no message', []],
    ['a message without records first', [signed()]],
    ['a message without records later', [signed(soa), signed(), signed(soa)]],
    ['another id', [signed(soa), { answers: [soa], id: 1 }]],
    ['an RCODE in the middle', [signed(soa), { answers: [], rcode: 'SERVFAIL' }]],
    ['no closing SOA', [signed(soa, host(1))]],
    ['no SOA at all', [signed(host(1))]],
  ])('%s', async (_rule, parts) => {
    for (const options of [{}, open]) {
      const { error } = await outcomeOf(parts, options);
      expect(error).toBeInstanceOf(TransferError);
      expect(error).toMatchObject({ applied: 'no', zone, code: 'TRANSFER_FAILED' });
    }
  });

  test('that the server does not give it is the RCODE', async () => {
    for (const [rcode, error] of [
      ['REFUSED', RefusedError],
      ['SERVFAIL', ServFailError],
      ['NOTIMP', NotImpError],
    ] as const) {
      const outcome = await outcomeOf([{ answers: [], rcode }]);
      expect(outcome.error).toBeInstanceOf(error);
      expect(outcome.error).toMatchObject({ authenticated: true, applied: 'no' });
    }
  });

  test('octets that are no message', async () => {
    await using peer = await serveTransfer(({ socket, send }) => {
      send(signed(soa));
      socket.write(Buffer.from([0, 14, ...new Array(14).fill(255)]));
    });
    await using dns = client(peer.port, open);
    expect(await errorOf(all(dns.transfer(zone)))).toBeInstanceOf(TransferError);
  });

  test('nobody there is a ConnectError', async () => {
    const peer = await serveTransfer(() => {});
    await peer[Symbol.asyncDispose]();
    await using dns = client(peer.port);
    expect(await errorOf(all(dns.transfer(zone)))).toBeInstanceOf(ConnectError);
  });
});

describe('time and size are bounded', () => {
  test('silence, and a message that comes octet by octet', async () => {
    const drip = ({ socket, send }: Conversation): void => {
      send(signed(soa));
      socket.write(Buffer.from([1, 0]));
      const timer = setInterval(() => socket.write(Buffer.from([0])), 50);
      socket.on('close', () => clearInterval(timer));
    };
    for (const script of [({ send }: Conversation) => send(signed(soa)), drip, () => {}]) {
      await using peer = await serveTransfer(script);
      await using dns = client(peer.port);
      const error = await errorOf(all(dns.transfer(zone)));
      expect(error).toBeInstanceOf(TransferError);
      expect((error as TransferError).cause).toBeInstanceOf(TimeoutError);
    }
  });

  test('records without end', async () => {
    await using peer = await serveTransfer(({ socket, send }) => {
      send(signed(soa));
      const more = (): void => {
        if (socket.destroyed) return;
        send(signed(host(1), host(2)));
        setImmediate(more);
      };
      more();
    });
    await using dns = client(peer.port);
    const error = await errorOf(all(dns.transfer(zone, { maxRecords: 1_000 })));
    expect(error).toBeInstanceOf(TransferError);
    expect(String(error)).toContain('maxRecords');
  });

  test('a consumer that takes its time slows the server down, and is not late for it', async () => {
    const answers = Array.from({ length: 1_000 }, (_, index) => host(index));
    let sent = 0;
    await using peer = await serveTransfer(({ socket, send }) => {
      send(signed(soa));
      const more = (): void => {
        for (; sent < 1_000; sent += 1) {
          if (socket.writableLength > 1_000_000) {
            socket.once('drain', more);
            return;
          }
          send(signed(...answers));
        }
        send(signed(soa));
      };
      more();
    });
    await using dns = client(peer.port, { timeoutMs: 1_500, deadlineMs: 2_000 });
    const before = heapBytes();
    let count = 0;
    let most = 0;
    for await (const { type } of dns.transfer(zone)) {
      count += 1;
      if (type === 'SOA') {
        // Longer than a message may take.
        const until = performance.now() + 2_200;
        while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
        expect(sent).toBeLessThan(900);
      }
      if (count % 200_000 === 0) most = Math.max(most, heapBytes() - before);
    }
    expect(count).toBe(1_000_001);
    expect(most).toBeLessThan(20_000_000);
  }, 60_000);
});

describe('an end from our side', () => {
  const slow = ({ send }: Conversation): void => send(signed(soa, host(1)));

  test('an abort rejects with its reason, closing with ClientClosedError', async () => {
    await using peer = await serveTransfer(slow);
    const dns = client(peer.port, { timeoutMs: 5_000, deadlineMs: 10_000 });
    const controller = new AbortController();
    const values = dns.transfer(zone, { signal: controller.signal })[Symbol.asyncIterator]();
    expect((await values.next()).value).toMatchObject({ type: 'SOA' });
    await values.next();
    const aborted = errorOf(values.next());
    controller.abort('enough');
    expect(await aborted).toBe('enough');
    const others = dns.transfer(zone)[Symbol.asyncIterator]();
    await others.next();
    await others.next();
    const closed = errorOf(others.next());
    await dns.close();
    expect(await closed).toBeInstanceOf(ClientClosedError);
    expect(() => dns.transfer(zone)).toThrow(ClientClosedError);
    await expect.poll(peer.connections).toBe(0);
  });

  test('an abort before it begins, and while it connects', async () => {
    await using peer = await serveTransfer(() => {});
    await using dns = client(peer.port);
    const before = all(dns.transfer(zone, { signal: AbortSignal.abort('never') }));
    expect(await errorOf(before)).toBe('never');
    const controller = new AbortController();
    const waiting = errorOf(all(dns.transfer(zone, { signal: controller.signal })));
    setImmediate(() => controller.abort('soon'));
    expect(await waiting).toBe('soon');
  });

  test('leaving while a value is waited for ends both, and leaves nothing open', async () => {
    const handles = await lastingHandles();
    {
      await using peer = await serveTransfer(slow);
      await using dns = client(peer.port, { timeoutMs: 5_000 });
      const values = dns.transfer(zone)[Symbol.asyncIterator]();
      await values.next();
      await values.next();
      const pending = values.next();
      expect(await values.return?.()).toEqual({ value: undefined, done: true });
      expect(await pending).toEqual({ value: undefined, done: true });
      expect(await values.next()).toEqual({ value: undefined, done: true });
      await expect.poll(peer.connections).toBe(0);
    }
    expect(await newHandles(handles)).toEqual({});
  });

  test('a transfer that is over, or is none, has closed its connection', async () => {
    for (const parts of [[signed(soa, soa)], [signed(soa), signed(host(1), host(1), soa, soa)]]) {
      await using peer = await serveTransfer(({ send }) => {
        for (const part of parts) send(part);
      });
      await using dns = client(peer.port);
      await all(dns.transfer(zone)).catch(() => undefined);
      await expect.poll(peer.connections).toBe(0);
    }
  });

  test('several values that are asked for at once come in their order', async () => {
    await using peer = await serveTransfer(({ send }) => {
      for (const part of [signed(soa), signed(host(1)), signed(host(2), soa)]) send(part);
    });
    await using dns = client(peer.port);
    const values = dns.transfer(zone)[Symbol.asyncIterator]();
    const four = await Promise.all([1, 2, 3, 4].map(() => values.next()));
    expect(four.map(({ value }) => value?.name)).toEqual([
      zone,
      `h1.${zone}`,
      `h2.${zone}`,
      undefined,
    ]);
  });
});

describe('what changed (RFC 1995)', () => {
  test.each(['NOTIMP', 'FORMERR'] as const)(
    'a server that knows no IXFR and says %s is asked for the whole zone',
    async (rcode) => {
      await using peer = await serveTransfer(({ request, send }) => {
        const [question] = request.questions;
        if (question?.type === 'IXFR') send({ answers: [], rcode });
        else for (const part of [signed(soa), signed(host(1), soa)]) send(part);
      });
      await using dns = client(peer.port);
      expect(await all(dns.changes(zone, 6))).toEqual([{ full: [soa, host(1)] }]);
    },
  );

  test('it asks with the serial alone, in the authority section (section 3)', async () => {
    let asked: unknown;
    await using peer = await serveTransfer(({ request, send }) => {
      asked = request.authorities.map(({ name, type, data }) => ({ name, type, data }));
      send(signed(soa));
    });
    await using dns = client(peer.port);
    expect(await all(dns.changes(zone, 7))).toEqual([]);
    expect(asked).toMatchObject([{ name: zone, type: 'SOA', data: { serial: 7 } }]);
  });

  test('by UDP a whole answer is enough (section 2)', async () => {
    await using peer = await serveUdp((request, reply) => {
      const id = ((request[0] as number) << 8) | (request[1] as number);
      const questions = [{ name: zone, type: 'IXFR', class: 'IN' }] as const;
      const message: MessageInput = { id, opcode: 'QUERY', flags: { qr: true }, questions };
      reply(encodeMessage({ ...message, answers: [soa, host(1), soa] }));
    });
    await using dns = client(peer.port, { key: undefined, transport: 'udp' });
    expect(await all(dns.changes(zone, 6))).toEqual([{ full: [soa, host(1)] }]);
  });

  test('by UDP an SOA alone says that nothing changed where it is the version that is known', async () => {
    await using peer = await serveUdp((request, reply) => {
      const id = ((request[0] as number) << 8) | (request[1] as number);
      const questions = [{ name: zone, type: 'IXFR', class: 'IN' }] as const;
      const flags = { qr: true };
      reply(encodeMessage({ id, opcode: 'QUERY', flags, questions, answers: [soa] }));
    });
    await using dns = client(peer.port, { key: undefined, transport: 'udp' });
    expect(await all(dns.changes(zone, 7))).toEqual([]);
    // Of any other it may be what does not fit (section 2), also of one that is neither older nor newer.
    for (const serial of [6, 7 + 2 ** 31]) {
      expect(await errorOf(all(dns.changes(zone, serial)))).toBeInstanceOf(ConnectError);
    }
  });
});
