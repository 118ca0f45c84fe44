/** Zone transfers from the real servers, whole and broken. */

import { type Plan, startProxy } from '@zonewright/testkit';
import { expect, test } from 'vitest';
import {
  BadKeyError,
  BadSigError,
  ConnectionLostError,
  DnsClient,
  NotAuthError,
  RefusedError,
  ResponseSignatureError,
  TransferError,
  TsigKey,
} from '../../src/index.ts';
import { describeServer, errorOf, key } from '../servers/real-servers.ts';
import { all, printed, zoneOf } from './zones.ts';

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'zones are transferred', (ground) => {
    test.each([10, 10_000])(
      '%i records are what dig gets, the SOA first and once',
      async (size) => {
        const zone = `size-${size}.test`;
        await ground.server.addZone(zone, zoneOf(size));
        for (const verified of ['message', 'transfer'] as const) {
          const records = await all(ground.client().transfer(zone, { verified }));
          expect(records).toHaveLength(size);
          expect(records[0]).toMatchObject({ name: `${zone}.`, type: 'SOA' });
          expect(records.map(printed).sort()).toEqual(await ground.server.axfr(zone));
        }
      },
    );

    test('a zone that the server does not have, or a key it does not know, is its RCODE', async () => {
      const missing = await errorOf(all(ground.client().transfer('nobody.test')));
      expect(missing).toBeInstanceOf(NotAuthError);
      expect(missing).toMatchObject({ applied: 'no', zone: 'nobody.test.' });
      const zone = await ground.zone();
      const stranger = TsigKey.parse('hmac-sha256:stranger:c2VjcmV0');
      const unknown = await errorOf(all(ground.client({ key: stranger }).transfer(zone)));
      expect(unknown).toBeInstanceOf(kind === 'powerdns' ? NotAuthError : BadKeyError);
      const liar = TsigKey.parse(`${key.algorithm}:${key.name}:c2VjcmV0`);
      const wrong = await errorOf(all(ground.client({ key: liar }).transfer(zone)));
      expect(wrong).toBeInstanceOf(kind === 'powerdns' ? NotAuthError : BadSigError);
    });

    test('leaving the loop closes the connection', async () => {
      const zone = `left.test`;
      await ground.server.addZone(zone, zoneOf(5_000));
      await using proxy = await startProxy({ target: ground.server.server });
      const dns = ground.client({ server: proxy.server });
      for await (const { type } of dns.transfer(zone)) {
        expect(type).toBe('SOA');
        break;
      }
      await expect.poll(() => proxy.openConnections).toBe(0);
    });
  });
}

for (const kind of ['bind', 'knot'] as const) {
  describeServer(kind, 'transfers that go wrong', (ground) => {
    test('without a key the same records come, of an open zone', async () => {
      for (const size of [10, 10_000]) {
        const zone = `open-${size}.test`;
        await ground.server.addZone(zone, { text: zoneOf(size), openTransfer: true });
        const dns = new DnsClient({ server: ground.server.server });
        const records = await all(dns.transfer(zone));
        expect(records.map(printed).sort()).toEqual(await ground.server.axfr(zone));
        await dns.close();
      }
    });

    test('without a key it is refused where one is needed', async () => {
      const dns = new DnsClient({ server: ground.server.server });
      const error = await errorOf(all(dns.transfer(await ground.zone())));
      expect(error).toBeInstanceOf(kind === 'bind' ? RefusedError : NotAuthError);
      await dns.close();
    });

    test('cut before, in and behind each message it is a TransferError that says where', async () => {
      const zone = 'cut.test';
      await ground.server.addZone(zone, zoneOf(4_000));
      await using proxy = await startProxy({ target: ground.server.server });
      const dns = ground.client({ server: proxy.server, retry: false });
      const whole = await all(dns.transfer(zone));
      expect(whole).toHaveLength(4_000);
      const lengths = proxy.messages('reply').map(({ length }) => length + 2);
      expect(lengths.length).toBeGreaterThan(3);
      let before = 0;
      for (const [index, length] of lengths.entries()) {
        for (const cutReplyAfter of [before, before + 1, before + length - 1]) {
          proxy.script = (): Plan => ({ cutReplyAfter });
          const seen: string[] = [];
          const error = await errorOf(
            (async () => {
              for await (const record of dns.transfer(zone)) seen.push(printed(record));
            })(),
          );
          expect(error).toBeInstanceOf(TransferError);
          expect(error).toMatchObject({ applied: 'no', zone: 'cut.test.', messages: index });
          expect((error as TransferError).cause).toBeInstanceOf(ConnectionLostError);
          expect(error).toMatchObject({ records: seen.length });
          expect(seen).toEqual(whole.slice(0, seen.length).map(printed));
          const held = await errorOf(all(dns.transfer(zone, { verified: 'transfer' })));
          expect(held).toBeInstanceOf(TransferError);
        }
        before += length;
      }
    });

    test('a bad MAC is an error at its message, and hands nothing of it on', async () => {
      const zone = 'mac.test';
      await ground.server.addZone(zone, zoneOf(4_000));
      await using proxy = await startProxy({ target: ground.server.server });
      const dns = ground.client({ server: proxy.server, retry: false });
      const whole = await all(dns.transfer(zone));
      const lengths = proxy.messages('reply').map(({ length }) => length + 2);
      let end = 0;
      for (const [index, length] of lengths.entries()) {
        end += length;
        // Behind the MAC stand the original id, the error and the length of nothing.
        const at = end - 7;
        proxy.script = (): Plan => ({ mutateReply: flipAt(at) });
        let count = 0;
        const error = await errorOf(
          (async () => {
            for await (const { name } of dns.transfer(zone)) {
              expect(name).toBe(whole[count]?.name);
              count += 1;
            }
          })(),
        );
        if (index === 0) {
          expect(error).toBeInstanceOf(ResponseSignatureError);
          expect(count).toBe(0);
        } else {
          expect(error).toBeInstanceOf(TransferError);
          expect((error as TransferError).cause).toBeInstanceOf(ResponseSignatureError);
          expect(error).toMatchObject({ messages: index, records: count });
        }
        const held = dns.transfer(zone, { verified: 'transfer' })[Symbol.asyncIterator]();
        expect(await errorOf(held.next())).toBeInstanceOf(Error);
      }
    });
  });
}

/** Changes one octet of a connection's replies, counted from its start. */
function flipAt(at: number): (octets: Uint8Array) => Uint8Array {
  let passed = 0;
  return (octets) => {
    const index = at - passed;
    passed += octets.length;
    if (index >= 0 && index < octets.length) octets[index] = (octets[index] as number) ^ 1;
    return octets;
  };
}
