/** The way to one server: which transport, and what is left when it is closed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Connector, type ConnectorSettings } from '../../src/transport/connector.ts';
import {
  activeResources,
  loopback,
  type Peer,
  patient,
  requestOf,
  resourcesLeft,
  serveTcp,
  serveUdp,
} from './scripted-peer.ts';

function connectorTo(port: number, settings: Partial<ConnectorSettings> = {}): Connector {
  return new Connector({
    server: loopback(port),
    transport: 'auto',
    maxUdpBytes: 1_232,
    maxConnections: 16,
    tls: undefined,
    localAddress: undefined,
    family: 0,
    ...settings,
  });
}

const small = { ...patient(), messageBytes: 100, isSigned: true, needsTcp: false };

async function transportOf(connector: Connector, options = small): Promise<string> {
  const outcome = await connector.open(options);
  if (outcome.status !== 'connected') return outcome.status;
  outcome.channel.release();
  return outcome.channel.transport;
}

/** A port with a TCP listener and none for UDP. */
const tcpPeer = (): ReturnType<typeof serveTcp> => serveTcp((socket: Socket) => socket.resume());

/**
 * A TCP port that leaves connections without any answer, as behind a firewall: its process is
 * stopped, and its queue of connections full. Undefined where the port cannot be had.
 */
async function blockTcp(port: number): Promise<AsyncDisposable | undefined> {
  const program = `
    require('node:net').createServer().listen({ port: ${port}, host: '127.0.0.1', backlog: 1 },
      () => console.log('listening'));`;
  const child = spawn(process.execPath, ['--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const isListening = await Promise.race([
    once(child.stdout, 'data').then(() => true),
    once(child, 'exit').then(() => false),
  ]);
  if (!isListening) return undefined;
  child.kill('SIGSTOP');
  const queued: Socket[] = [];
  for (let isFull = false; !isFull; ) {
    const socket = connect(port, '127.0.0.1');
    queued.push(socket);
    isFull = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(false));
      socket.setTimeout(150, () => resolve(true));
    });
  }
  return {
    [Symbol.asyncDispose]: async () => {
      for (const socket of queued) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** A peer that answers over UDP, and whose TCP port is blocked: it may be somebody else's already. */
async function udpBesideBlockedTcp(): Promise<Peer> {
  for (let tries = 0; tries < 10; tries += 1) {
    const udp = await serveUdp((request, reply) => reply(request));
    const blocked = await blockTcp(udp.port);
    if (blocked !== undefined) {
      const dispose = async (): Promise<void> => {
        await Promise.all([udp[Symbol.asyncDispose](), blocked[Symbol.asyncDispose]()]);
      };
      return { port: udp.port, [Symbol.asyncDispose]: dispose };
    }
    await udp[Symbol.asyncDispose]();
  }
  throw new Error('ten ports were free for UDP and not for TCP');
}

describe('which transport', () => {
  test('auto is TCP, and UDP where TCP cannot connect and the message fits (RFC 2136 section 7.8, RFC 7766 section 5)', async () => {
    await using tcp = await tcpPeer();
    await using udp = await serveUdp(() => {});
    const withTcp = connectorTo(tcp.port);
    expect(await transportOf(withTcp)).toBe('tcp');
    const withUdp = connectorTo(udp.port);
    expect(await transportOf(withUdp)).toBe('udp');
    expect(await transportOf(withUdp, { ...small, messageBytes: 1_233 })).toBe('failed');
    expect(await transportOf(withUdp, { ...small, isSigned: true, needsTcp: true })).toBe('failed');
    withTcp.close();
    withUdp.close();
  });

  test('auto leaves half of the time for UDP where TCP does not answer at all', async () => {
    await using udp = await udpBesideBlockedTcp();
    const connector = connectorTo(udp.port);
    const startedAt = performance.now();
    const outcome = await connector.open({ ...small, timeoutMs: 600 });
    if (outcome.status !== 'connected') throw new Error(outcome.status);
    expect(outcome.channel.transport).toBe('udp');
    expect(performance.now() - startedAt).toBeLessThan(550);
    expect(await outcome.channel.exchange(requestOf(1))).toMatchObject({ status: 'answered' });
    connector.close();
  });

  test('udp goes by TCP where the message does not fit, or after an answer was cut (RFC 2136 section 2.1, RFC 7766 section 5)', async () => {
    await using tcp = await tcpPeer();
    const connector = connectorTo(tcp.port, { transport: 'udp' });
    expect(await transportOf(connector)).toBe('udp');
    expect(await transportOf(connector, { ...small, messageBytes: 1_233 })).toBe('tcp');
    expect(await transportOf(connector, { ...small, isSigned: true, needsTcp: true })).toBe('tcp');
    connector.close();
  });

  test('tcp never falls back', async () => {
    await using udp = await serveUdp(() => {});
    const connector = connectorTo(udp.port, { transport: 'tcp' });
    expect(await transportOf(connector)).toBe('failed');
    connector.close();
  });

  test('it is named as its server is', () => {
    expect(connectorTo(5353).label).toBe('127.0.0.1:5353');
  });

  test('a local address of the other family is refused before anything is tried', async () => {
    for (const transport of ['tcp', 'udp', 'auto'] as const) {
      const outcome = await connectorTo(53, { transport, localAddress: '::1' }).open(small);
      const message = outcome.status === 'failed' ? outcome.cause.message : '';
      expect(message).toContain('127.0.0.1 cannot be reached from localAddress ::1');
    }
  });

  test('a name with addresses of both families finds the one that listens', async () => {
    await using peer = await tcpPeer();
    for (const family of [0, 4] as const) {
      const server = { ...loopback(peer.port), host: 'localhost' };
      const connector = connectorTo(peer.port, { server, transport: 'tcp', family });
      expect(await transportOf(connector)).toBe('tcp');
      connector.close();
    }
  });
});

describe('close', () => {
  test('ends what is in flight over TCP and UDP, and leaves no socket and no timer', async () => {
    const tcp = await tcpPeer();
    const udp = await serveUdp(() => {});
    for (const connector of [
      connectorTo(tcp.port, { transport: 'tcp' }),
      connectorTo(udp.port, { transport: 'udp' }),
    ]) {
      const outcome = await connector.open(small);
      if (outcome.status !== 'connected') throw new Error(outcome.status);
      const exchange = outcome.channel.exchange(requestOf(1, { retransmits: true }));
      // Handed to the kernel at the end of the tick.
      await new Promise(setImmediate);
      connector.close();
      expect(await exchange).toMatchObject({ status: 'lost', copies: 1 });
      expect(await connector.open(small)).toEqual({ status: 'aborted' });
    }
    await expect.poll(tcp.connections).toBe(0);
    await tcp[Symbol.asyncDispose]();
    await udp[Symbol.asyncDispose]();
    expect(await resourcesLeft()).toEqual([]);
  });

  test('ends what is being opened', async () => {
    // A name, so that it is not there at once.
    const server = { host: 'localhost', port: 9, label: 'localhost:9' };
    for (const transport of ['tcp', 'udp', 'auto'] as const) {
      const connector = connectorTo(9, { server, transport });
      const opening = connector.open(small);
      connector.close();
      expect(await opening).toEqual({ status: 'aborted' });
    }
    expect(await resourcesLeft()).toEqual([]);
  });

  test('ends connections that nobody uses, too', async () => {
    await using tcp = await tcpPeer();
    const connector = connectorTo(tcp.port);
    const opened = await Promise.all(
      Array.from({ length: 9 }, async () => await connector.open(small)),
    );
    await expect.poll(tcp.connections).toBe(3);
    for (const outcome of opened) {
      if (outcome.status === 'connected') outcome.channel.release();
    }
    connector.close();
    await expect.poll(tcp.connections).toBe(0);
  });

  test('an idle connection does not hold the process', async () => {
    await using peer = await tcpPeer();
    const connector = connectorTo(peer.port);
    const outcome = await connector.open(small);
    // The peer's own socket is among them.
    const held = (): number => activeResources().filter((name) => name === 'TCPSocketWrap').length;
    const withoutRequest = held();
    if (outcome.status !== 'connected') throw new Error(outcome.status);
    const controller = new AbortController();
    const exchange = outcome.channel.exchange(requestOf(1, { signal: controller.signal }));
    expect(held()).toBe(withoutRequest + 1);
    controller.abort();
    await exchange;
    expect(held()).toBe(withoutRequest);
    connector.close();
  });
});
