/** The null responder and the senders: what it signs is believed, and what is not right is not. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirePrograms } from '@zonewright/testkit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  BadKeyError,
  BadSigError,
  DnsClient,
  type DnsClientOptions,
  ResponseSignatureError,
  TsigKey,
  UnsignedResponseError,
} from 'zonewright';
import { compile } from '../src/null/compile.ts';
import {
  checkCounted,
  NullResponder,
  type NullResponderOptions,
} from '../src/null/null-responder.ts';
import { findPeers, type Peer } from '../src/peers.ts';
import { bareSender, ourSender, peerSender } from '../src/senders/line-sender.ts';
import { findScriptPrograms, ScriptSender } from '../src/senders/script-sender.ts';
import type { Sender, SendRequest } from '../src/senders/send-turn.ts';
import { key, keyName, secret, zoneName } from '../src/workload.ts';

const otherSecret = Buffer.alloc(32, 'another secret').toString('base64');

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zonewright-bench-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function start(options: Partial<NullResponderOptions> = {}): Promise<NullResponder> {
  const responder = await NullResponder.start({ program, folder, ...options });
  onTestFinished(() => responder[Symbol.dispose]());
  return responder;
}

function clientOf(server: string, options: Partial<DnsClientOptions> = {}): DnsClient {
  const client = new DnsClient({
    server,
    key,
    verify: false,
    onUnknown: 'throw',
    retry: false,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

const requirements = requirePrograms('gcc', 'headers of C', 'headers of OpenSSL');

describe.skipIf(!requirements.available)('the null responder', () => {
  beforeAll(() => {
    const compiled = compile(folder, 'null-responder', ['crypto']);
    if (compiled.path === undefined) throw new Error(compiled.missing);
    program = compiled.path;
  });

  test.each(['udp', 'tcp'] as const)(
    'signs what it answers, and counts it, over %s (RFC 8945 section 5.3)',
    async (transport) => {
      const responder = await start();
      const client = clientOf(responder.server, { transport });
      const update = client.update(zoneName).insert('a', 300, 'A', '192.0.2.1', '192.0.2.2');
      const result = await update.send();
      expect(result).toMatchObject({ rcode: 'NOERROR', authenticated: true, transport });
      expect(await responder.counted()).toMatchObject({ [transport]: 1, records: 2, refused: 0 });
    },
  );

  test('takes the key in mixed case, as RFC 8945 section 4.3.3 has it', async () => {
    const responder = await start({ key: { name: 'BENCH.', secret } });
    const { authenticated } = await clientOf(responder.server)
      .update(zoneName)
      .insert('a', 300, 'A', '192.0.2.1')
      .send();
    expect(authenticated).toBe(true);
  });

  test('with another secret is not believed', async () => {
    const responder = await start({ key: { name: keyName, secret: otherSecret }, verifies: false });
    const update = clientOf(responder.server).update(zoneName).removeName('a');
    await expect(update.send()).rejects.toThrow(ResponseSignatureError);
  });

  test('without a key is not believed', async () => {
    const responder = await start({ isSigned: false });
    const update = clientOf(responder.server).update(zoneName).removeName('a');
    await expect(update.send()).rejects.toThrow(UnsignedResponseError);
  });

  test('refuses what is signed by another secret or under another name', async () => {
    const responder = await start();
    const wrongSecret = new TsigKey({
      name: keyName,
      algorithm: 'hmac-sha256',
      secret: otherSecret,
    });
    const wrongName = new TsigKey({ name: 'other.', algorithm: 'hmac-sha256', secret });
    const send = (wrong: TsigKey): Promise<unknown> =>
      clientOf(responder.server, { key: wrong }).update(zoneName).removeName('a').send();
    await expect(send(wrongSecret)).rejects.toThrow(BadSigError);
    await expect(send(wrongName)).rejects.toThrow(BadKeyError);
    const counted = await responder.counted();
    expect(counted).toMatchObject({ records: 0, refused: 2 });
    const before = { ...counted, refused: 0 };
    expect(() => checkCounted(before, counted, 0, 'somebody')).toThrow(/refused 2/);
  });

  test('answers from the address that was asked', async () => {
    const responder = await start({ any: true });
    for (const transport of ['udp', 'tcp'] as const) {
      const server = `127.0.3.4:${responder.port}`;
      const result = await clientOf(server, { transport }).update(zoneName).removeName('a').send();
      expect(result).toMatchObject({ server, transport });
    }
  });

  test('has less than what was told where updates were lost', async () => {
    const responder = await start();
    const counted = await responder.counted();
    expect(() => checkCounted(counted, counted, 1, 'somebody')).toThrow(
      'somebody told of 1 records, and the responder had 0 of them and refused 0',
    );
  });

  describe('is sent all that was asked for', () => {
    async function expectSent(sender: Sender, given: Partial<SendRequest>): Promise<void> {
      onTestFinished(() => sender.end());
      const responder = await start();
      const { host, port } = responder;
      const run = await sender.send({
        host,
        port,
        transport: 'tcp',
        zone: `${zoneName}.`,
        key: { name: keyName, secret },
        from: 5,
        records: 25,
        perMessage: 1,
        inFlight: 1,
        ...given,
      });
      expect(run.records).toBe(25);
      expect(run.ms).toBeGreaterThan(0);
      const counted = await responder.counted();
      expect(counted).toMatchObject({ records: 25, refused: 0 });
      if (given.how !== 'load') expect(counted[given.transport ?? 'tcp']).toBe(run.updates);
    }

    test.each([
      { how: 'send' },
      { how: 'send', transport: 'udp' },
      { how: 'send', inFlight: 8 },
      { how: 'sendAll', inFlight: 8 },
      { how: 'load' },
    ] as const)('by ours, %j', (given) => expectSent(ourSender(), given));

    test.each([
      {},
      { transport: 'udp', inFlight: 8 },
      { inFlight: 8 },
      { perMessage: 10 },
    ] as const)('by Node alone, %j', (given) => expectSent(bareSender(), given));

    let peers: readonly Peer[] = [];
    // One of them is compiled.
    beforeAll(() => {
      peers = findPeers(folder);
    });

    test.each(['miekg/dns', 'dnspython'])('by %s', async (name) => {
      const peer = peers.find((one) => one.name === name);
      const sender = peer === undefined ? undefined : peerSender(peer);
      // It is no part of what has to be installed: the report says so then.
      if (sender === undefined) return expect(peer?.missing).toMatch(/not installed/);
      await expectSent(sender, { perMessage: 10 });
    });

    test.each(['nsupdate', 'knsupdate', 'dnsperf'] as const)('by %s', async (name) => {
      const found = findScriptPrograms().find((one) => one.program === name);
      if (found?.version === undefined) return expect(found?.missing).toMatch(/not installed/);
      await expectSent(new ScriptSender(name, folder), { transport: 'udp', inFlight: 4 });
    });

    test('and who is not believed ends in an error', async () => {
      const sender = bareSender();
      const responder = await start({ isSigned: false });
      const { host, port } = responder;
      const sent = sender.send({
        host,
        port,
        transport: 'udp',
        zone: `${zoneName}.`,
        key: { name: keyName, secret },
        from: 0,
        records: 1,
        perMessage: 1,
        inFlight: 1,
      });
      await expect(sent).rejects.toThrow('a peer ended before it had answered');
    });
  });
});

describe.skipIf(!requirePrograms('gcc').available)('what cannot be compiled', () => {
  test('is said to be missing, with what the compiler said', () => {
    const { missing } = compile(folder, 'no-such-program');
    expect(missing).toMatch(/^did not compile: .*no-such-program/);
  });
});

test('without a compiler the packages are named that bring one', () => {
  vi.stubEnv('PATH', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { missing } = compile(folder, 'run-program');
  expect(missing).toBe('cannot be compiled (Debian: gcc libc6-dev libssl-dev)');
});
