/**
 * The TCP side of the server: takes connections, as many as are allowed. Where one more comes, the
 * one that has been silent for longest goes (RFC 7766 section 6.2.3), so that idle ones never keep
 * anybody out.
 */

import { createServer, type Server } from 'node:net';
import { ListenError } from './listen-error.ts';
import { printEndpoint, type SocketOptions } from './request-handler.ts';
import { TcpConnection } from './tcp-connection.ts';

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
  readonly #connections = new Set<TcpConnection>();

  /** @throws {ListenError} */
  static open(options: SocketOptions, limits: TcpLimits): Promise<TcpListener> {
    const { address, port } = options;
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const listener = new TcpListener(server, options, limits);
    return new Promise((resolve, reject) => {
      server.once('error', (cause) => {
        reject(new ListenError(`TCP ${printEndpoint(address, port)}`, cause));
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
    server.on('connection', (socket) => {
      const connection = new TcpConnection(socket, {
        handle: options.handle,
        report: options.report,
        idleTimeoutMs: limits.idleTimeoutMs,
        onRequest: (active) => {
          this.#connections.delete(active);
          this.#connections.add(active);
        },
        onClose: (closed) => this.#connections.delete(closed),
      });
      this.#makeRoom();
      this.#connections.add(connection);
    });
  }

  get port(): number {
    const bound = this.#server.address();
    // Without a path to listen on, and while it listens, it is an object.
    return typeof bound === 'object' && bound !== null ? bound.port : this.#options.port;
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
