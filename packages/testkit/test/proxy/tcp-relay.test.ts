import { once } from 'node:events';
import { connect } from 'node:net';
import { type Plan, startProxy } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { pollUntil } from '../../src/poll-until.ts';
import { received, tcpAsk, tcpPeer, tcpTalk } from '../support/peers.ts';

const text = (octets: Uint8Array | undefined) => Buffer.from(octets ?? []).toString();
const octets = (from: string) => Uint8Array.from(Buffer.from(from));
const request = octets('0123456789');
const reply = octets('abcdefgh');

async function proxied(plan: Plan) {
  const peer = await tcpPeer(reply, request.length);
  const proxy = await startProxy({ target: peer.server, script: () => plan });
  return {
    peer,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy.close();
      await peer[Symbol.asyncDispose]();
    },
  };
}

describe('a proxy over TCP', () => {
  it('passes octets on both ways, and each side’s end', async () => {
    await using both = await proxied({});
    const socket = await tcpAsk(both.proxy.port, request, reply.length);
    expect(both.proxy.openConnections).toBe(1);
    socket.end();
    await once(socket, 'close');
    expect(both.peer.got.map(text)).toEqual(['0123456789']);
    await pollUntil('both are gone', async () => both.proxy.openConnections === 0);
  });

  it('cuts a request at every octet: so many reach the server, then both sides are closed', async () => {
    await using both = await proxied({});
    const { peer, proxy } = both;
    proxy.script = ({ index }) => ({ cutRequestAfter: index });
    for (let cut = 0; cut < request.length; cut++) {
      expect(await tcpTalk(proxy.port, request)).toEqual({ received: octets(''), by: 'end' });
      await pollUntil('both are gone', async () => proxy.openConnections === 0);
    }
    const prefixes = Array.from(request, (_, cut) => '0123456789'.slice(0, cut));
    expect(peer.got.map(text)).toEqual(prefixes);
  });

  it('cuts a reply at every octet, after the server has had the request', async () => {
    await using both = await proxied({});
    const { peer, proxy } = both;
    proxy.script = ({ index }) => ({ cutReplyAfter: index });
    for (let cut = 0; cut <= reply.length; cut++) {
      const { received, by } = await tcpTalk(proxy.port, request);
      expect([text(received), by]).toEqual(['abcdefgh'.slice(0, cut), 'end']);
      expect(text(peer.got[cut])).toBe('0123456789');
    }
  });

  it('counts the octets of a connection from its start, over all its messages', async () => {
    await using both = await proxied({ cutRequestAfter: request.length + 3 });
    const socket = await tcpAsk(both.proxy.port, request, reply.length);
    socket.write(request);
    await once(socket, 'close');
    await pollUntil('both are gone', async () => both.proxy.openConnections === 0);
    expect(both.peer.got.map(text)).toEqual(['0123456789012']);
  });

  it('resets both sides in place of closing them', async () => {
    await using both = await proxied({ cutReplyAfter: 0, reset: true });
    const { by, received } = await tcpTalk(both.proxy.port, request);
    expect([text(received), by]).toEqual(['', 'ECONNRESET']);
    await pollUntil('both are gone', async () => both.proxy.openConnections === 0);
  });

  it('swallows a request, and the connection stays open', async () => {
    await using both = await proxied({ dropRequest: true });
    const socket = connect({ host: '127.0.0.1', port: both.proxy.port });
    socket.write(request);
    await pollUntil('it came', async () => both.proxy.seen.length === 1);
    expect(both.proxy.openConnections).toBe(1);
    expect(both.peer.got.map(text)).toEqual(['']);
    socket.end();
    await once(socket, 'close');
  });

  it('swallows a reply and the server’s end, and ends with the client', async () => {
    await using both = await proxied({ dropReply: true });
    const { peer, proxy } = both;
    const socket = connect({ host: '127.0.0.1', port: proxy.port });
    let heard = '';
    let ended = false;
    socket.on('end', () => {
      ended = true;
    });
    socket.on('data', (part) => {
      heard += part;
    });
    socket.write(request);
    await pollUntil('the reply came', async () => proxy.seen.length === 2);
    await peer[Symbol.asyncDispose]();
    // By the time that the proxy has more from the client, a passed-on end would have come.
    for (const count of [3, 4, 5]) {
      socket.write('x');
      await pollUntil('more came', async () => proxy.seen.length === count);
    }
    expect(ended).toBe(false);
    expect(proxy.openConnections).toBe(1);
    socket.end();
    await once(socket, 'close');
    expect(heard).toBe('');
    await pollUntil('both are gone', async () => proxy.openConnections === 0);
  });

  it.each([{ delayRequestMs: 60 }, { delayReplyMs: 60 }])('delays: %o', async (plan) => {
    await using both = await proxied(plan);
    const begun = performance.now();
    const socket = await tcpAsk(both.proxy.port, request, reply.length);
    expect(performance.now() - begun).toBeGreaterThan(59);
    socket.destroy();
  });

  it('delays each part by the same, not by the sum', async () => {
    await using both = await proxied({ delayRequestMs: 200 });
    const begun = performance.now();
    const socket = connect({ host: '127.0.0.1', port: both.proxy.port, noDelay: true });
    for (const octet of request) {
      socket.write(Uint8Array.of(octet));
      await pollUntil('it came', async () =>
        text(both.proxy.seen.at(-1)?.octets).endsWith(text(Uint8Array.of(octet))),
      );
    }
    await received(socket, reply.length);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(both.peer.got.map(text)).toEqual(['0123456789']);
    socket.destroy();
  });

  it('passes octets on in pieces, and changes them', async () => {
    const seen: number[] = [];
    await using both = await proxied({
      segment: 3,
      mutateRequest: (part) => part.map((octet) => octet ^ 1),
      mutateReply: (part) => octets(text(part).toUpperCase()),
    });
    const socket = connect({ host: '127.0.0.1', port: both.proxy.port });
    socket.on('data', (part) => seen.push(part.length));
    socket.write(request);
    expect(text(await received(socket, reply.length))).toBe('ABCDEFGH');
    expect(seen.length).toBeGreaterThan(1);
    expect(Math.max(...seen)).toBeLessThan(reply.length);
    expect(both.peer.got.map(text)).toEqual(['1032547698']);
    socket.destroy();
  });

  it('shows a server that is not there as a reset', async () => {
    const peer = await tcpPeer(reply, 1);
    await peer[Symbol.asyncDispose]();
    await using proxy = await startProxy({ target: peer.server });
    expect((await tcpTalk(proxy.port, request)).by).toBe('ECONNRESET');
  });

  it('ends its connections when told to, and takes new ones', async () => {
    await using both = await proxied({});
    const { proxy } = both;
    const socket = await tcpAsk(proxy.port, request, reply.length);
    const ended = once(socket, 'close');
    await proxy.closeConnections();
    expect(proxy.openConnections).toBe(0);
    await ended;
    (await tcpAsk(proxy.port, request, reply.length)).destroy();
  });

  it('tells what a script threw, at the end', async () => {
    await using peer = await tcpPeer(reply, 1);
    const proxy = await startProxy({ target: peer.server, script: () => ({ duplicateReply: 1 }) });
    await tcpTalk(proxy.port, request);
    await expect(proxy.close()).rejects.toThrow('duplicateReply is not for tcp');
    proxy.script = undefined;
    const other = await startProxy({
      target: peer.server,
      script: () => ({
        mutateRequest: () => {
          throw new Error('cannot be changed');
        },
      }),
    });
    await tcpTalk(other.port, request);
    await expect(other.close()).rejects.toThrow('cannot be changed');
  });
});
