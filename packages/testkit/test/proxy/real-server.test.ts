import {
  type Proxy,
  requirePrograms,
  requireServers,
  startProxy,
  startServer,
} from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { nsupdate } from '../support/nsupdate.ts';
import { tcpTalk } from '../support/peers.ts';

const servers = requireServers('bind');
const programs = requirePrograms('nsupdate');
const available = servers.available && programs.available;
const reason = [servers.reason, programs.reason].filter(Boolean).join('; ');

describe.skipIf(!available)(`a proxy in front of BIND ${reason}`, () => {
  it('loses requests and replies of a signed update, over TCP at every octet', async () => {
    await using server = await startServer('bind');
    await using proxy = await startProxy({ target: server.server });
    const through = (to: Pick<Proxy, 'address' | 'port'>, line: string) => {
      const keyFile = (name: string) => server.keyFile(name);
      const { address, port } = to;
      return nsupdate({ address, port, keyFile }, 'example.test', [line], 'testkit-key');
    };
    const added = async () => {
      const { answers } = await server.dig('new.example.test', 'A');
      return answers.map(({ data }) => data);
    };
    const remove = () => through(server, 'delete new.example.test');

    expect(await through(proxy, 'add new.example.test 60 A 192.0.2.99')).toBe('NOERROR');
    expect(await added()).toEqual(['192.0.2.99']);
    const [message, ...more] = proxy.messages('request');
    const [reply, ...moreReplies] = proxy.messages('reply');
    if (message === undefined || reply === undefined) throw new Error('nothing was seen');
    expect([more, moreReplies]).toEqual([[], []]);
    // The rcode of the reply, and that both are signed: the last record is a TSIG.
    expect((reply[3] ?? 0) & 15).toBe(0);
    for (const signed of [message, reply]) {
      expect(Buffer.from(signed).toString('latin1')).toContain('testkit-key');
    }

    expect(await remove()).toBe('NOERROR');
    const sent = Uint8Array.from([message.length >> 8, message.length & 255, ...message]);
    proxy.script = ({ index }) => ({ cutRequestAfter: index });
    for (let cut = 0; cut < sent.length; cut++) {
      expect(await tcpTalk(proxy.port, sent)).toEqual({ received: new Uint8Array(), by: 'end' });
    }
    expect(await added()).toEqual([]);

    for (const cutReplyAfter of [0, 1, 2, reply.length + 1, reply.length + 2]) {
      proxy.script = () => ({ cutReplyAfter });
      const { received } = await tcpTalk(proxy.port, sent);
      expect(received).toHaveLength(cutReplyAfter);
      expect(await added()).toEqual(['192.0.2.99']);
      expect(await remove()).toBe('NOERROR');
    }
  });
});
