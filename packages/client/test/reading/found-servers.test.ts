/** The servers of a zone, looked for by several calls at once. */

import { createServer } from '@zonewright/server';
import { describe, expect, test } from 'vitest';
import { DnsClient } from '../../src/index.ts';
import { key, outcomeOf, zone } from '../sending/embedded.ts';

/** A server that is its own resolver, and a client that is told of no other. */
async function startResolved() {
  const text = '@ 60 SOA ns1 hostmaster 1 60 60 60 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1';
  const server = createServer({ zones: { [zone]: text }, keys: [key] });
  const { port } = await server.listen({ port: 0 });
  const dns = new DnsClient({ resolvers: `127.0.0.1:${port}`, port, key });
  return {
    server,
    dns,
    insert: (i: number, signal?: AbortSignal) =>
      dns.update(zone).insert(`n${i}`, 60, 'A', '192.0.2.1').send({ verify: false, signal }),
    questions: () => server.received.filter(({ message: { opcode } }) => opcode === 'QUERY').length,
    [Symbol.asyncDispose]: async () => {
      await dns.close();
      await server.close();
    },
  };
}

describe('the servers of a zone', () => {
  test('are looked for once, however many calls want them', async () => {
    await using ground = await startResolved();
    await ground.insert(0);
    const once = ground.questions();
    await using another = await startResolved();
    await Promise.all(Array.from({ length: 50 }, (_, i) => another.insert(i)));
    expect(another.questions()).toBe(once);
  });

  test('are found though the call ends that looked for them first', async () => {
    await using ground = await startResolved();
    ground.server.faults = ({ message: { opcode } }) =>
      opcode === 'QUERY' && ground.questions() === 1 ? { drop: 'request' } : undefined;
    const controller = new AbortController();
    const first = outcomeOf(ground.insert(0, controller.signal));
    await expect.poll(() => ground.questions()).toBe(1);
    const others = [1, 2].map((i) => ground.insert(i));
    controller.abort('enough');
    expect(await first).toBe('enough');
    expect(await Promise.all(others)).toMatchObject([{ rcode: 'NOERROR' }, { rcode: 'NOERROR' }]);
  });

  test('are not waited for by a call that ends', async () => {
    await using ground = await startResolved();
    ground.server.faults = () => ({ drop: 'request' });
    const first = outcomeOf(ground.insert(0));
    const controller = new AbortController();
    const second = outcomeOf(ground.insert(1, controller.signal));
    controller.abort('enough');
    expect(await second).toBe('enough');
    await ground.dns.close();
    expect(await first).toMatchObject({ code: 'CLIENT_CLOSED' });
  });
});
