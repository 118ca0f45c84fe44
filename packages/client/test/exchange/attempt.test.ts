import { expect, test } from 'vitest';
import { attempt } from '../../src/exchange/attempt.ts';
import { Call } from '../../src/exchange/call.ts';
import { Connector } from '../../src/transport/connector.ts';
import { serveTcp } from '../transport/scripted-peer.ts';

test('a turn that came in the moment of an abort goes to the next', async () => {
  await using peer = await serveTcp(() => {});
  const connector = new Connector({
    server: { host: '127.0.0.1', port: peer.port, label: 'peer' },
    transport: 'tcp',
    maxUdpBytes: 1_232,
    maxConnections: 1,
    tls: undefined,
    localAddress: undefined,
    family: 0,
  });
  const turns = connector.turns;
  if (turns === undefined) throw new Error('a server by sockets has turns');
  const { signal } = new AbortController();
  while ((await turns.take(1, signal)).status === 'taken');
  const question = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
  const call = new Call(undefined, undefined);
  const waiting = attempt({ message: { opcode: 'UPDATE', zone: question }, question }, call, {
    connector,
    key: undefined,
    clock: () => 0,
    timeoutMs: 5_000,
    retransmits: false,
  });
  turns.end();
  call.interrupt({ kind: 'closed' });
  expect(await waiting).toEqual({ status: 'interrupted' });
  expect(await turns.take(1, signal)).toEqual({ status: 'taken' });
  connector.close();
});
