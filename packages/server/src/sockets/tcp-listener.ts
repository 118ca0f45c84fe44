/**
 * The TCP side of the server, plain or under TLS: takes connections, as many as are allowed. Where
 * one more comes, the one that has been silent for longest goes (RFC 7766 section 6.2.3), so that
 * idle ones never keep anybody out.
 */

import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { ListenError } from './listen-error.ts';
import { printEndpoint, type SocketOptions } from './request-handler.ts';
import { TcpConnection } from './tcp-connection.ts';
import { TlsHandshake } from './tls-handshake.ts';
import type { CheckedTlsOptions } from './tls-options.ts';

export interface TcpLimits {
  readonly maxConnections: number;
  readonly idleTimeoutMs: number;
}

/** How long replies may take to leave after the server was closed. */
const closeTimeoutMs = 1_000;

/** Listens on one address. */
export class TcpListener {
  readonly #server: Server;
  readonly #options: SocketOptions;
  readonly #limits: TcpLimits;
  /** Longest silent first. */
  readonly #connections = new Set<TcpConnection | TlsHandshake>();

  /**
   * @param tls makes it DNS over TLS
   * @throws {ListenError}
   */
  static open(
    options: SocketOptions,
    limits: TcpLimits,
    tls?: CheckedTlsOptions,
  ): Promise<TcpListener> {
    const { address, port } = options;
    const server = tls === undefined ? createServer(socketOptions) : createDotServer(tls);
    const listener = new TcpListener(server, options, limits);
    if (tls === undefined) server.on('connection', (socket) => listener.#take(socket, 'tcp'));
    else listener.#takeAfterHandshakes();
    return new Promise((resolve, reject) => {
      server.once('error', (cause) => {
        const protocol = tls === undefined ? 'TCP' : 'TLS';
        reject(new ListenError(`${protocol} ${printEndpoint(address, port)}`, cause));
      });
      server.listen({ host: address, port, exclusive: true, ipv6Only: true }, () => {
        server.removeAllListeners('error');
        server.on('error', options.report);
        resolve(listener);
      });
    });
  }

  private constructor(server: Server, options: SocketOptions, limits: TcpLimits) {
    this.#server = server;
    this.#options = options;
    this.#limits = limits;
  }

  get port(): number {
    const bound = this.#server.address();
    // Without a path to listen on, and while it listens, it is an object.
    return typeof bound === 'object' && bound !== null ? bound.port : this.#options.port;
  }

  #take(socket: Socket, transport: 'tcp' | 'tls'): void {
    const connection = new TcpConnection(socket, {
      handle: this.#options.handle,
      report: this.#options.report,
      transport,
      idleTimeoutMs: this.#limits.idleTimeoutMs,
      onRequest: (active) => {
        this.#connections.delete(active);
        this.#connections.add(active);
      },
      onClose: (closed) => this.#connections.delete(closed),
    });
    this.#makeRoom();
    this.#connections.add(connection);
  }

  #takeAfterHandshakes(): void {
    // The two events come with different sockets. Both know the other side's endpoint, which no other
    // connection has.
    const handshakes = new Map<string, TlsHandshake>();
    this.#server.on('connection', (socket: Socket) => {
      const from = endpointOf(socket);
      const handshake = new TlsHandshake(socket, { timeoutMs: this.#limits.idleTimeoutMs });
      handshakes.set(from, handshake);
      socket.once('close', () => {
        this.#connections.delete(handshake);
        if (handshakes.get(from) === handshake) handshakes.delete(from);
      });
      this.#makeRoom();
      this.#connections.add(handshake);
    });
    this.#server.on('secureConnection', (socket: Socket) => {
      const from = endpointOf(socket);
      const handshake = handshakes.get(from);
      if (handshake === undefined) {
        socket.destroy();
        return;
      }
      handshake.finish();
      handshakes.delete(from);
      this.#connections.delete(handshake);
      this.#take(socket, 'tls');
    });
  }

  #makeRoom(): void {
    for (const connection of this.#connections) {
      if (this.#connections.size < this.#limits.maxConnections) return;
      this.#connections.delete(connection);
      connection.destroy();
    }
  }

  /** Takes no more connections, and closes those that there are behind their replies. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        for (const connection of this.#connections) connection.destroy();
      }, closeTimeoutMs);
      // It is called when the last connection has gone too.
      this.#server.close(() => {
        clearTimeout(late);
        resolve();
      });
      for (const connection of this.#connections) connection.close();
    });
  }
}

const socketOptions = { allowHalfOpen: true, noDelay: true } as const;

/** As RFC 7858 and RFC 9325 have it: TLS 1.2 at least; who offers protocols has to offer `dot`. */
function createDotServer({ cert, key, ca }: CheckedTlsOptions): Server {
  return createTlsServer({
    ...socketOptions,
    cert,
    key,
    ...(ca !== undefined && { ca, requestCert: true, rejectUnauthorized: true }),
    ALPNProtocols: ['dot'],
    minVersion: 'TLSv1.2',
  });
}

function endpointOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return printEndpoint(remoteAddress, remotePort);
}
