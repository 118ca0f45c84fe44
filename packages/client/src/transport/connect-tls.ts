/**
 * Opens a connection for DNS over TLS (RFC 7858). Nothing of a request leaves before the server has
 * shown that it is the one that is meant, so that whatever fails here leaves nothing in doubt.
 */

import { createHash, type X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import process from 'node:process';
import type { TLSSocket } from 'node:tls';
import type { ServerAddress } from '../options/server-address.ts';
import type { TlsSettings } from '../options/tls-options.ts';
import { type ConnectOptions, connectSocket, type SocketOutcome } from './connect-socket.ts';
import type { ConnectionOutcome } from './connect-tcp.ts';
import { ConnectTimeout } from './connect-timeout.ts';
import { TcpChannel } from './tcp-channel.ts';

/** RFC 7858 section 3.1 has it registered; a server need not know it. */
const protocol = 'dot';

/** Connects and shakes hands; whatever ends it first frees the rest. */
export async function connectTls(
  server: ServerAddress,
  tls: TlsSettings,
  options: ConnectOptions,
): Promise<ConnectionOutcome> {
  const outcome = await connectTlsSocket(server, tls, options);
  if (outcome.status !== 'connected') return outcome;
  const channel = new TcpChannel(outcome.socket, 'tls', isCertificateRefused);
  return { status: 'connected', channel };
}

/** As {@link connectTls}, for who does something else with the socket than to send requests. */
export async function connectTlsSocket(
  server: ServerAddress,
  tls: TlsSettings,
  options: ConnectOptions,
): Promise<SocketOutcome> {
  const startedAt = performance.now();
  const outcome = await connectSocket(server, options);
  if (outcome.status !== 'connected') return outcome;
  const remainingMs = Math.max(1, options.timeoutMs - (performance.now() - startedAt));
  return await shakeHands(outcome.socket, server, tls, { ...options, timeoutMs: remainingMs });
}

function shakeHands(
  socket: Socket,
  server: ServerAddress,
  tls: TlsSettings,
  { signal, timeoutMs }: ConnectOptions,
): Promise<SocketOutcome> {
  // Its secure context is made, so it is loaded.
  const { checkServerIdentity, connect } = process.getBuiltinModule('node:tls');
  return new Promise((resolve) => {
    const name = tls.serverName ?? server.host.replace(/\.$/, '').replace(/%.*$/, '');
    // No session is given: without resumption there is no early data, which can be replayed.
    const secured = connect({
      socket,
      secureContext: tls.secureContext,
      ALPNProtocols: [protocol],
      rejectUnauthorized: tls.checksChain,
      checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
      // RFC 6066 section 3: an address is not sent as a name.
      ...(isIP(name) === 0 ? { servername: name } : {}),
    });
    const settle = (outcome: SocketOutcome): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      secured.off('error', onError);
      secured.off('close', onClose);
      secured.off('secureConnect', onSecure);
      if (outcome.status !== 'connected') {
        secured.on('error', () => {});
        secured.destroy();
        socket.destroy();
      }
      resolve(outcome);
    };
    const fail = (cause: Error): void => settle({ status: 'failed', cause });
    const onAbort = (): void => settle({ status: 'aborted' });
    const onError = (cause: Error): void => fail(explained(cause));
    const onClose = (): void => fail(new Error('the server closed the connection during TLS'));
    const onSecure = (): void => {
      const refusal = refusePeer(secured, tls);
      if (refusal !== undefined) fail(refusal);
      else settle({ status: 'connected', socket: secured });
    };
    const timer = setTimeout(() => {
      fail(new ConnectTimeout('TCP connected, and TLS did not come about in time'));
    }, timeoutMs);
    // Its own errors come by way of the other, too.
    socket.on('error', () => {});
    secured.once('error', onError);
    secured.once('close', onClose);
    secured.once('secureConnect', onSecure);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** What of the server's side of the handshake is looked at here. */
type Peer = Pick<TLSSocket, 'alpnProtocol' | 'getPeerX509Certificate'>;

/** Why a server that shook hands is refused, if it is. */
export function refusePeer(peer: Peer, { pins }: TlsSettings): Error | undefined {
  const { alpnProtocol } = peer;
  // A server that does not know ALPN says nothing, which Node tells as `false`.
  if (typeof alpnProtocol === 'string' && alpnProtocol !== protocol) {
    return new Error(`the server speaks ${alpnProtocol} and not ${protocol} (ALPN)`);
  }
  if (pins.length === 0) return undefined;
  const certificate = peer.getPeerX509Certificate();
  if (certificate === undefined) return new Error('the server showed no certificate');
  const seen = pinOf(certificate);
  return pins.includes(seen)
    ? undefined
    : new Error(`the server's public key has the pin ${seen}, which is none of tls.pin`);
}

/** The digest by which a server's key is pinned (RFC 7858 section 4.2, RFC 7469 section 2.4). */
function pinOf(certificate: X509Certificate): string {
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

/**
 * With TLS 1.3 the server reads the client's certificate after the client is done with its own part
 * (RFC 8446 section 4.4.2.4), and the first requests are then on their way. A server that says such
 * an alert did not come to its end of the handshake, and took nothing of them.
 */
function isCertificateRefused(error: Error): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return /_ALERT_(?:CERTIFICATE_\w+|\w+_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)$/.test(code);
}

/** Node's and OpenSSL's words for a failed handshake, in plain ones where there are such. */
function explained(cause: Error): Error {
  const { code = '', reason } = cause as NodeJS.ErrnoException & { readonly reason?: unknown };
  // OpenSSL's message is full of addresses and line numbers; its reason is not. That of a name
  // which does not match comes from Node, and is its message too.
  const words = reasons[code] ?? (typeof reason === 'string' ? reason : undefined);
  return words === undefined ? cause : new Error(`${words} (${code})`, { cause });
}

const untrusted = 'not trusted: tls.ca says who is';

const reasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: `the server's certificate is signed by itself, and ${untrusted}`,
  SELF_SIGNED_CERT_IN_CHAIN: `the root of the server's certificate is ${untrusted}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `the issuer of the server's certificate is ${untrusted}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `the issuer of the server's certificate is ${untrusted}`,
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: `the server does not speak ${protocol} (ALPN)`,
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS on this port',
};
