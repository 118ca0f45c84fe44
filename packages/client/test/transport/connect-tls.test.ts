/** DNS over TLS (RFC 7858): who is trusted, who is not, and that nothing is sent to the latter. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import type { TlsOptions as ServerOptions, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkTls, type TlsOptions } from '../../src/options/tls-options.ts';
import type { ConnectionOutcome } from '../../src/transport/connect-tcp.ts';
import { connectTls, refusePeer } from '../../src/transport/connect-tls.ts';
import { Connector } from '../../src/transport/connector.ts';
import { type Certificates, hasOpenssl, makeCertificates } from './certificates.ts';
import {
  activeResources,
  framed,
  loopback,
  patient,
  readRequests,
  requestOf,
  resourcesLeft,
  serveTcp,
  serveTls,
  type TcpPeer,
} from './scripted-peer.ts';

let certificates: Certificates;

beforeAll(() => {
  if (hasOpenssl) certificates = makeCertificates();
});

afterAll(() => {
  if (hasOpenssl) certificates[Symbol.dispose]();
});

const echo = (socket: TLSSocket): void => {
  readRequests(socket, (request) => socket.write(framed(request)));
};

function connectTo(
  port: number,
  options: TlsOptions,
  limits: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<ConnectionOutcome> {
  return connectTls(loopback(port), checkTls(options), { ...patient(), ...limits });
}

/** Connects, sends one request where that went well, and sees that nothing is left behind. */
async function outcomeWith(server: ServerOptions, client: TlsOptions): Promise<string> {
  let requests = 0;
  const peer = await serveTls(server, (socket) => {
    readRequests(socket, (request) => {
      requests += 1;
      socket.write(framed(request));
    });
  });
  const outcome = await connectTo(peer.port, client);
  let told: string = outcome.status;
  if (outcome.status === 'failed') told = outcome.cause.message;
  if (outcome.status === 'connected') {
    const { channel } = outcome;
    const exchange = await channel.exchange(requestOf(channel.newId()));
    told = `${channel.transport} ${exchange.status}`;
    channel.close();
  }
  expect(requests).toBe(told === 'tls answered' ? 1 : 0);
  await expect.poll(peer.connections).toBe(0);
  await peer[Symbol.asyncDispose]();
  expect(await resourcesLeft()).toEqual([]);
  return told;
}

describe.skipIf(!hasOpenssl)('the certificate of the server', () => {
  test('by tls.ca and the address or the name is trusted', async () => {
    const { server, ca, otherName } = certificates;
    expect(await outcomeWith(server, { ca: ca.cert })).toBe('tls answered');
    expect(await outcomeWith(server, { ca: [Buffer.from(ca.cert)] })).toBe('tls answered');
    expect(await outcomeWith(server, { ca: ca.cert, serverName: 'NS1.example.com.' })).toBe(
      'tls answered',
    );
    expect(await outcomeWith(otherName, { ca: ca.cert, serverName: 'other.example.com' })).toBe(
      'tls answered',
    );
  });

  test('by another issuer, or by itself, is not', async () => {
    const { server, stranger, ca } = certificates;
    expect(await outcomeWith(server, { ca: stranger.cert })).toContain('not trusted: tls.ca');
    expect(await outcomeWith(stranger, { ca: ca.cert })).toContain('signed by itself');
    expect(await outcomeWith(server, {})).toContain('not trusted: tls.ca');
  });

  test('with another name is not, and both names are told', async () => {
    const { server, otherName, ca } = certificates;
    const byAddress = await outcomeWith(otherName, { ca: ca.cert });
    expect(byAddress).toContain('127.0.0.1');
    const byName = await outcomeWith(server, { ca: ca.cert, serverName: 'ns2.example.com' });
    expect(byName).toContain('ns2.example.com');
    expect(byName).toContain('ns1.example.com');
  });

  test('that has expired is not', async () => {
    const { expired, ca } = certificates;
    expect(await outcomeWith(expired, { ca: ca.cert })).toContain('has expired');
  });
});

describe.skipIf(!hasOpenssl)('pins (RFC 7858 section 4.2)', () => {
  test('that fit decide alone without tls.ca', async () => {
    const { stranger, expired, server } = certificates;
    expect(await outcomeWith(stranger, { pin: stranger.pin })).toBe('tls answered');
    expect(await outcomeWith(expired, { pin: [server.pin, expired.pin] })).toBe('tls answered');
  });

  test('that do not fit refuse the server, and the pin seen is told', async () => {
    const { server, stranger, ca } = certificates;
    const seen = `the pin ${server.pin}, which is none of tls.pin`;
    expect(await outcomeWith(server, { pin: stranger.pin })).toContain(seen);
    expect(await outcomeWith(server, { pin: stranger.pin, ca: ca.cert })).toContain(seen);
  });

  test('beside tls.ca both must fit', async () => {
    const { server, stranger, otherName, ca } = certificates;
    expect(await outcomeWith(server, { pin: server.pin, ca: ca.cert })).toBe('tls answered');
    expect(await outcomeWith(stranger, { pin: stranger.pin, ca: ca.cert })).toContain('itself');
    expect(await outcomeWith(otherName, { pin: otherName.pin, ca: ca.cert })).toContain(
      '127.0.0.1',
    );
  });
});

describe.skipIf(!hasOpenssl)('ALPN', () => {
  test('dot is offered, and the name is sent where it is one (RFC 6066 section 3)', async () => {
    const { server, ca } = certificates;
    const seen: unknown[] = [];
    await using peer = await serveTls({ ...server, ALPNProtocols: ['h2', 'dot'] }, (socket) => {
      seen.push([socket.alpnProtocol, socket.servername]);
      echo(socket);
    });
    for (const options of [{}, { serverName: 'ns1.example.com' }]) {
      const outcome = await connectTo(peer.port, { ca: ca.cert, ...options });
      if (outcome.status !== 'connected') throw new Error(outcome.status);
      await outcome.channel.exchange(requestOf(1));
      outcome.channel.close();
    }
    expect(seen).toEqual([
      ['dot', false],
      ['dot', 'ns1.example.com'],
    ]);
  });

  test('a server that speaks another protocol alone is refused', async () => {
    const { server, ca } = certificates;
    const told = await outcomeWith({ ...server, ALPNProtocols: ['h2'] }, { ca: ca.cert });
    expect(told).toContain('does not speak dot');
  });

  test('so is one that chooses what was not offered', () => {
    const peer = { alpnProtocol: 'h2', getPeerX509Certificate: () => undefined };
    expect(refusePeer(peer, checkTls({}))?.message).toContain('speaks h2');
    expect(refusePeer({ ...peer, alpnProtocol: false }, checkTls({}))).toBe(undefined);
  });
});

describe.skipIf(!hasOpenssl)('the certificate of the client', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is shown to a server that asks (%s)',
    async (version) => {
      const { server, client, ca } = certificates;
      const demanding = { ...server, ca: ca.cert, requestCert: true, maxVersion: version };
      const shown = { ca: ca.cert, cert: client.cert, key: Buffer.from(client.key) };
      expect(await outcomeWith(demanding, shown)).toBe('tls answered');
    },
  );

  test('where it is missing, TLS 1.2 does not come about', async () => {
    const { server, ca } = certificates;
    const demanding = { ...server, ca: ca.cert, requestCert: true, maxVersion: 'TLSv1.2' } as const;
    expect(await outcomeWith(demanding, { ca: ca.cert })).toContain('handshake failure');
  });

  test('where it is missing, TLS 1.3 says so after the request left: it was not taken', async () => {
    const { server, ca } = certificates;
    const port = await freePort();
    const peer: ChildProcess = spawn(
      'openssl',
      [
        ...['s_server', '-accept', `127.0.0.1:${port}`, '-tls1_3', '-quiet'],
        ...['-cert', server.certFile, '-key', server.keyFile],
        ...['-Verify', '1', '-verify_return_error', '-CAfile', ca.certFile],
      ],
      { stdio: 'ignore' },
    );
    try {
      const opened = await expect
        .poll(() => connectTo(port, { ca: ca.cert }), { timeout: 10_000, interval: 50 })
        .toMatchObject({ status: 'connected' })
        .then(() => connectTo(port, { ca: ca.cert }));
      if (opened.status !== 'connected') throw new Error(opened.status);
      const outcome = await opened.channel.exchange(requestOf(1));
      expect(outcome).toMatchObject({
        status: 'unsent',
        cause: { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' },
      });
    } finally {
      peer.kill();
    }
  });
});

/** A port of loopback that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('a handshake that does not come about', () => {
  const nothingLeft = async (peer: TcpPeer): Promise<void> => {
    await expect.poll(peer.connections).toBe(0);
    await peer[Symbol.asyncDispose]();
    expect(await resourcesLeft()).toEqual([]);
  };

  test('in time is given up', async () => {
    const peer = await serveTcp((socket) => socket.resume());
    const outcome = await connectTo(peer.port, {}, { timeoutMs: 100 });
    expect(outcome).toMatchObject({ status: 'failed', cause: { name: 'ConnectTimeout' } });
    await nothingLeft(peer);
  });

  test('before the caller aborts is given up', async () => {
    const controller = new AbortController();
    const peer = await serveTcp((socket) => socket.once('data', () => controller.abort()));
    const outcome = await connectTo(peer.port, {}, { signal: controller.signal });
    expect(outcome).toEqual({ status: 'aborted' });
    await nothingLeft(peer);
  });

  test.each([
    ['ends', (socket: Socket) => socket.end()],
    ['is reset', (socket: Socket) => socket.resetAndDestroy()],
    ['speaks something else', (socket: Socket) => socket.end('HTTP/1.0 400\r\n')],
  ])('because the connection %s fails', async (_what, end) => {
    const peer = await serveTcp((socket) => socket.once('data', () => end(socket)));
    const outcome = await connectTo(peer.port, {});
    expect(outcome).toMatchObject({ status: 'failed', cause: { message: /./ } });
    await nothingLeft(peer);
  });

  test.skipIf(!hasOpenssl)('with a version before 1.2 fails (RFC 9325 section 3.1.1)', async () => {
    const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' } as const;
    const told = await outcomeWith(
      { ...certificates.server, ...old },
      { pin: certificates.server.pin },
    );
    expect(told).toMatch(/protocol version|PROTOCOL_VERSION/i);
  });

  test('to a port that nobody listens on fails as TCP does', async () => {
    const outcome = await connectTo(await freePort(), {});
    expect(outcome).toMatchObject({ status: 'failed', cause: { code: 'ECONNREFUSED' } });
  });
});

describe.skipIf(!hasOpenssl)('a connector over TLS', () => {
  const settings = {
    transport: 'tls',
    maxUdpBytes: 1_232,
    localAddress: undefined,
    family: 0,
  } as const;

  test('spreads its requests, never resumes a session, and leaves nothing when closed', async () => {
    const resumed: boolean[] = [];
    const peer = await serveTls(certificates.server, (socket) => {
      resumed.push(socket.isSessionReused());
      echo(socket);
    });
    const connector = new Connector({
      ...settings,
      server: loopback(peer.port),
      maxConnections: 3,
      tls: checkTls({ ca: certificates.ca.cert }),
    });
    const exchange = async (): Promise<string> => {
      const open = { ...patient(), messageBytes: 100, isSigned: true, needsTcp: false };
      const outcome = await connector.open(open);
      if (outcome.status !== 'connected') return outcome.status;
      const { channel } = outcome;
      return `${channel.transport} ${(await channel.exchange(requestOf(channel.newId()))).status}`;
    };
    const outcomes = await Promise.all(Array.from({ length: 20 }, exchange));
    expect(new Set(outcomes)).toEqual(new Set(['tls answered']));
    expect(resumed).toEqual([false, false, false]);
    // The connections of the peer are all that holds the process: ours are idle.
    const held = activeResources().filter((name) => /TCPSocket|TLS/.test(name));
    expect(held.filter((name) => name === 'TCPSocketWrap').length).toBe(3);
    connector.close();
    await expect.poll(peer.connections).toBe(0);
    await peer[Symbol.asyncDispose]();
    expect(await resourcesLeft()).toEqual([]);
  });

  test('without options trusts the roots of Node, which are not ours', async () => {
    await using peer = await serveTls(certificates.server, echo);
    const server = loopback(peer.port);
    const connector = new Connector({ ...settings, server, maxConnections: 1, tls: undefined });
    const outcome = await connector.open({
      ...patient(),
      messageBytes: 100,
      isSigned: true,
      needsTcp: false,
    });
    const cause = outcome.status === 'failed' ? outcome.cause.message : outcome.status;
    expect(cause).toContain('not trusted: tls.ca');
    connector.close();
  });
});
