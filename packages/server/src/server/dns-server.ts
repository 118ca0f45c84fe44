/**
 * The embedded server: the answering core behind UDP and TCP sockets. Here they are joined, with the
 * clock, and have a beginning and an end.
 */

import { isIP } from 'node:net';
import { InvalidOptionError } from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import { type Answerer, createAnswerer } from '../answer/answerer.ts';
import type { ReceivedRequest } from '../answer/received.ts';
import { ListenError } from '../sockets/listen-error.ts';
import { type Listeners, openListeners } from '../sockets/listeners.ts';
import {
  type CheckedServerOptions,
  checkServerOptions,
  type ServerOptions,
} from './server-options.ts';

/** Where a server listens, over UDP and TCP. */
export interface ServerEndpoint {
  readonly address: string;
  readonly port: number;
}

export interface ListenOptions {
  /** 0 takes any that is free. @default 0 */
  readonly port?: number;
  /**
   * The IP address to listen on. Anything but loopback lets other machines in: this is a server for
   * tests and development. @default '127.0.0.1'
   */
  readonly address?: string;
}

/**
 * Creates an authoritative server that takes signed updates (RFC 2136, RFC 8945). For tests, demos
 * and development: its zones live in memory, and every key may change all of them.
 *
 * @throws {InvalidOptionError}
 * @throws {MasterFileError | InvalidZoneError} for text that is no zone
 *
 * @example
 * ```ts
 * import { createServer } from '@zonewright/server';
 * import { TsigKey } from '@zonewright/wire';
 *
 * const server = createServer({
 *   zones: { 'example.com': '@ 300 SOA ns1 hostmaster 1 3600 600 86400 300' },
 *   keys: [TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0')],
 * });
 * await server.listen({ port: 0 });
 * server.address.address; // => '127.0.0.1'
 * server.zone('example.com').serial; // => 1
 * await server.close();
 * ```
 */
export function createServer(options: ServerOptions): DnsServer {
  return new DnsServer(options);
}

/** An embedded server; made by {@link createServer}. */
export class DnsServer {
  readonly #options: CheckedServerOptions;
  readonly #answerer: Answerer;
  #opening: Promise<Listeners> | undefined;
  #listeners: Listeners | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: ServerOptions) {
    this.#options = checkServerOptions(options);
    this.#answerer = createAnswerer(this.#options);
  }

  /**
   * Opens one UDP and one TCP socket with the same port number.
   *
   * @returns where it listens, as {@link DnsServer.address} then says too
   * @throws {InvalidOptionError}
   * @throws {ListenError} where the port is taken or not allowed, and on a server that listens
   *   already or was closed
   */
  async listen(options: ListenOptions = {}): Promise<ServerEndpoint> {
    const { port, address } = checkListenOptions(options);
    if (this.#closed !== undefined) throw new ListenError('a server that was closed');
    if (this.#opening !== undefined) throw new ListenError('two ports: it listens already');
    const { clock, onError, maxConnections, idleTimeoutMs } = this.#options;
    this.#opening = openListeners(
      {
        address,
        port,
        handle: (request, origin) => this.#answerer.answer(request, { ...origin, now: clock() }),
        report: onError,
      },
      { maxConnections, idleTimeoutMs },
    );
    try {
      this.#listeners = await this.#opening;
    } catch (error) {
      // Another port may be tried.
      this.#opening = undefined;
      throw error;
    }
    return this.address;
  }

  /** Where it listens. @throws {ListenError} before `listen` and after `close` */
  get address(): ServerEndpoint {
    if (this.#listeners === undefined || this.#closed !== undefined) {
      throw new ListenError('anything before listen() and after close()');
    }
    const { address, port } = this.#listeners;
    return { address, port };
  }

  /** The zone of a name, as it is now and goes on to be. @throws {ZoneNotServedError} */
  zone(name: string): Zone {
    return this.#answerer.zone(name);
  }

  /** From now on updates of a zone get REFUSED; queries are answered. @throws {ZoneNotServedError} */
  freeze(zone: string): void {
    this.#answerer.freeze(zone);
  }

  /** Lets a zone be changed again. @throws {ZoneNotServedError} */
  thaw(zone: string): void {
    this.#answerer.thaw(zone);
  }

  /** The requests that came and could be decoded, the oldest first. */
  get received(): readonly ReceivedRequest[] {
    return this.#answerer.received;
  }

  /** Stops listening and closes all connections, behind the replies that are on their way. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    // Where it could not listen there is nothing to close; `listen` tells its caller why.
    const listeners = await this.#opening?.catch(() => undefined);
    await listeners?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function checkListenOptions({ port = 0, address = '127.0.0.1' }: ListenOptions): ServerEndpoint {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidOptionError('port', port, 'an integer from 0 to 65535 is needed');
  }
  if (typeof address !== 'string' || isIP(address) === 0) {
    throw new InvalidOptionError(
      'address',
      address,
      "an IP address is needed, such as '127.0.0.1' or '::1'",
    );
  }
  return { port, address };
}
