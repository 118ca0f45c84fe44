import { once } from 'node:events';
import { connect } from 'node:net';
import { type Plan, startProxy } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { pollUntil } from '../../src/poll-until.ts';
import { type Datagram, tcpPeer, udpClient, udpPeer } from '../support/peers.ts';

const octets = (from: string) => Uint8Array.from(Buffer.from(from));
const text = (from: Uint8Array) => Buffer.from(from).toString();

interface Outcome {
  /** What the server gets. */
  readonly got: readonly string[];
  /** What the client hears, in order. */
  readonly heard: readonly string[];
}

/**
 * Sends "one" under a plan and waits until it has led to what is expected; then "two" without a
 * plan, and by the time that "two!" is back nothing more may have come of the first.
 */
async function expectOf(plan: Plan, { got, heard }: Outcome) {
  await using peer = await udpPeer();
  await using proxy = await startProxy({ target: peer.server });
  await using client = await udpClient();
  proxy.script = ({ index }) => (index === 0 ? plan : undefined);
  client.send('one', proxy.port);
  await pollUntil('the outcome', async () => {
    const enough = peer.got.length >= got.length && client.heard.length >= heard.length;
    return enough && proxy.seen.length >= 1 + got.length;
  });
  client.send('two', proxy.port);
  await client.hear(heard.length + 1);
  expect(peer.got.map(text)).toEqual([...got, 'two']);
  const where = ({ port }: Datagram) => (port === proxy.port ? '' : ' from elsewhere');
  expect(client.heard.map((datagram) => `${datagram.text}${where(datagram)}`)).toEqual([
    ...heard,
    'two!',
  ]);
  expect(text(proxy.messages('request')[0] ?? octets(''))).toBe('one');
}

describe('a proxy over UDP', () => {
  const upper = (datagram: Uint8Array) => octets(text(datagram).toUpperCase());
  const twice = (reply: Uint8Array) => [octets(`${text(reply)}${text(reply)}`)];

  it.each<readonly [string, Plan, Outcome]>([
    ['passes datagrams on both ways', {}, { got: ['one'], heard: ['one!'] }],
    ['cuts a request', { cutRequestAfter: 2 }, { got: ['on'], heard: ['on!'] }],
    ['sends nothing of a request cut to 0', { cutRequestAfter: 0 }, { got: [], heard: [] }],
    ['cuts no shorter request', { cutRequestAfter: 3 }, { got: ['one'], heard: ['one!'] }],
    ['cuts a reply', { cutReplyAfter: 2 }, { got: ['one'], heard: ['on'] }],
    ['sends nothing of a reply cut to 0', { cutReplyAfter: 0 }, { got: ['one'], heard: [] }],
    ['drops a request', { dropRequest: true }, { got: [], heard: [] }],
    ['drops the reply to a request', { dropReply: true }, { got: ['one'], heard: [] }],
    [
      'sends further copies of a request, and passes on what comes of each',
      { duplicateRequest: 2 },
      { got: ['one', 'one', 'one'], heard: ['one!', 'one!', 'one!'] },
    ],
    [
      'sends further copies of a reply',
      { duplicateReply: 1 },
      { got: ['one'], heard: ['one!', 'one!'] },
    ],
    ['changes a request', { mutateRequest: upper }, { got: ['ONE'], heard: ['ONE!'] }],
    ['changes a reply', { mutateReply: upper }, { got: ['one'], heard: ['ONE!'] }],
    [
      'sends forged datagrams before the reply, from its own address and from another port',
      {
        injectBefore: [octets('first'), octets('second')],
        fromOtherPort: [octets('third')],
      },
      { got: ['one'], heard: ['third from elsewhere', 'first', 'second', 'one!'] },
    ],
    [
      'sends forged datagrams where no reply follows',
      { injectBefore: [octets('alone')], dropRequest: true },
      { got: [], heard: ['alone'] },
    ],
    [
      'makes forged datagrams of the reply itself',
      { injectBefore: twice, fromOtherPort: twice },
      { got: ['one'], heard: ['one!one! from elsewhere', 'one!one!', 'one!'] },
    ],
  ])('%s', (_, plan, outcome) => expectOf(plan, outcome));

  it.each([{ delayRequestMs: 60 }, { delayReplyMs: 60 }])('delays: %o', async (plan) => {
    const begun = performance.now();
    await expectOf(plan, { got: ['one'], heard: ['one!'] });
    expect(performance.now() - begun).toBeGreaterThan(59);
  });

  it('gives each client the replies to its own datagrams', async () => {
    await using peer = await udpPeer();
    await using proxy = await startProxy({ target: peer.server });
    await using first = await udpClient();
    await using second = await udpClient();
    for (let n = 0; n < 300; n++) {
      first.send(`a${n}`, proxy.port);
      second.send(`b${n}`, proxy.port);
      await Promise.all([first.hear(n + 1), second.hear(n + 1)]);
    }
    expect(first.heard.map((heard) => heard.text)).toEqual(
      Array.from({ length: 300 }, (_, n) => `a${n}!`),
    );
    expect(second.heard.every((heard) => heard.text.startsWith('b'))).toBe(true);
  });

  it('stays quiet where no server is, and tells nothing at the end', async () => {
    const peer = await udpPeer();
    await peer[Symbol.asyncDispose]();
    const proxy = await startProxy({ target: peer.server });
    await using client = await udpClient();
    client.send('one', proxy.port);
    client.send('two', proxy.port);
    await pollUntil('both came', async () => proxy.seen.length === 2);
    await proxy.close();
    expect(client.heard).toEqual([]);
  });
});

describe('startProxy', () => {
  it('tells a script which exchange it is, counted from where the script was set', async () => {
    await using udp = await udpPeer();
    await using proxy = await startProxy({ target: udp.server });
    await using client = await udpClient();
    client.send('zero', proxy.port);
    await client.hear(1);
    const told: unknown[] = [];
    proxy.script = (exchange) => {
      told.push(
        exchange.transport === 'udp'
          ? [exchange.index, text(exchange.datagram)]
          : [exchange.index, 'tcp'],
      );
      return undefined;
    };
    client.send('one', proxy.port);
    await client.hear(2);
    const socket = connect({ host: '127.0.0.1', port: proxy.port });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    client.send('two', proxy.port);
    await client.hear(3);
    expect(told).toEqual([
      [0, 'one'],
      [1, 'tcp'],
      [2, 'two'],
    ]);
  });

  it('does not listen on a transport that it was not given', async () => {
    await using peer = await tcpPeer(octets('yes'), 1);
    await using udp = await startProxy({ target: peer.server, transports: ['udp'] });
    const socket = connect({ host: '127.0.0.1', port: udp.port });
    const [error] = await once(socket, 'error');
    expect(error.code).toBe('ECONNREFUSED');
    await using tcp = await startProxy({ target: peer.server, transports: ['tcp'] });
    await using client = await udpClient();
    client.socket.connect(tcp.port, '127.0.0.1');
    await once(client.socket, 'connect');
    client.socket.send('one');
    const [refused] = await once(client.socket, 'error');
    expect(refused.code).toBe('ECONNREFUSED');
  });

  it('goes to loopback alone', async () => {
    await expect(startProxy({ target: '192.0.2.1:53' })).rejects.toThrow('on loopback only');
    await expect(startProxy({ target: '127.0.0.1' })).rejects.toThrow('is no address and port');
    await expect(startProxy({ target: '127.0.0.1:70000' })).rejects.toThrow(
      'is no address and port',
    );
    await expect(startProxy({ target: '127.0.0.1:53', transports: [] })).rejects.toThrow(
      'a transport',
    );
  });
});
