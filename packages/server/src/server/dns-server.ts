/**
 * The embedded server: the answering core behind UDP, TCP and TLS sockets, or called in memory. Here
 * they are joined, with the clock, and have a beginning and an end.
 */

import { isIP } from 'node:net';
import { InvalidOptionError } from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import { type Answerer, createAnswerer } from '../answer/answerer.ts';
import { arrivingMessage, type Delivery } from '../answer/delivery.ts';
import type { Faults } from '../answer/fault.ts';
import { checkOptionNames } from '../answer/option-names.ts';
import type { ReceivedRequest } from '../answer/received.ts';
import type { RequestOrigin } from '../answer/request.ts';
import { Peers } from '../peers/peers.ts';
import { DelayedReplies } from '../sockets/delayed-replies.ts';
import { ListenError } from '../sockets/listen-error.ts';
import { type Listeners, openListeners } from '../sockets/listeners.ts';
import { LeaseTimer } from './lease-timer.ts';
import { ServerClosedError } from './server-closed-error.ts';
import {
  type CheckedServerOptions,
  checkServerOptions,
  type ServerOptions,
} from './server-options.ts';
import { openZoneFiles, type ZoneFiles } from './zone-files.ts';

/** Where a server listens. */
export interface ServerEndpoint {
  readonly address: string;
  /** The UDP and the TCP port. */
  readonly port: number;
  /** The port for DNS over TLS; there where the server has `tls`. */
  readonly tlsPort?: number;
}

export interface ListenOptions {
  /** 0 takes any that is free. @default 0 */
  readonly port?: number;
  /** The port for DNS over TLS, which needs the option `tls`; 0 takes any that is free. @default 0 */
  readonly tlsPort?: number | undefined;
  /**
   * The IP address to listen on. Anything but loopback lets other machines in: this is a server for
   * tests and development. @default '127.0.0.1'
   */
  readonly address?: string;
}

/**
 * Creates an authoritative server that takes signed updates (RFC 2136, RFC 8945). For tests, demos
 * and development: its zones live in memory unless `file` says otherwise, and every key may change all
 * of them unless there is a policy.
 *
 * @throws {InvalidOptionError}
 * @throws {MasterFileError | InvalidZoneError} for text that is no zone
 * @throws {StorageError} for files of zones that cannot be used
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
  /** Replies of {@link DnsServer.answer} that wait for their time. */
  readonly #delayed = new DelayedReplies();
  readonly #leaseTimer: LeaseTimer;
  readonly #peers: Peers;
  readonly #files: ZoneFiles;
  #opening: Promise<Listeners> | undefined;
  #listeners: Listeners | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: ServerOptions) {
    this.#options = checkServerOptions(options);
    const { zones, keys, policy, readOnly, leases, faults, profile, onError } = this.#options;
    const { keepReceived, keepChanges, notify, primaries, unloaded, clock } = this.#options;
    // Before all others who are told of changes: what cannot be kept does not happen.
    this.#files = openZoneFiles(this.#options);
    try {
      this.#answerer = createAnswerer({
        ...{ zones, keys, policy, readOnly, leases, faults, profile, onError },
        ...{ keepReceived, keepChanges },
        secondaries: [...primaries.keys()],
        onNotify: (zone) => this.#peers.notified(zone),
      });
    } catch (error) {
      this.#files.close(onError);
      throw error;
    }
    const served = zones.map(({ name }) => this.#answerer.served(name));
    for (const zone of served) {
      zone.isUnavailable = zone.isSecondary && unloaded.has(zone.name);
    }
    const [key] = keys;
    this.#peers = new Peers({ served, notify, primaries, key, clock, report: onError });
    this.#leaseTimer = new LeaseTimer({
      nextExpiry: () => this.#answerer.nextExpiry,
      expire: () => this.#expire(),
      clock: this.#options.clock,
    });
  }

  /**
   * Opens one UDP and one TCP socket with the same port number, and with `tls` one for DNS over TLS.
   *
   * @returns where it listens, as {@link DnsServer.address} then says too
   * @throws {InvalidOptionError}
   * @throws {ListenError} where the port is taken or not allowed, and on a server that listens
   *   already or was closed
   */
  async listen(options: ListenOptions = {}): Promise<ServerEndpoint> {
    const { onError, maxConnections, idleTimeoutMs, tls } = this.#options;
    const { port, tlsPort, address } = checkListenOptions(options, tls !== undefined);
    if (this.#closed !== undefined) throw new ListenError('a server that was closed');
    if (this.#opening !== undefined) throw new ListenError('two ports: it listens already');
    this.#opening = openListeners(
      {
        address,
        port,
        handle: (request, origin) => this.#respond(request, origin),
        report: onError,
      },
      { maxConnections, idleTimeoutMs },
      tls && { port: tlsPort, tls },
    );
    try {
      this.#listeners = await this.#opening;
    } catch (error) {
      // Another port may be tried.
      this.#opening = undefined;
      throw error;
    }
    if (this.#closed === undefined) this.#peers.start(address);
    return this.address;
  }

  /** Where it listens. @throws {ListenError} before `listen` and after `close` */
  get address(): ServerEndpoint {
    if (this.#listeners === undefined || this.#closed !== undefined) {
      throw new ListenError('anything before listen() and after close()');
    }
    const { address, port, tlsPort } = this.#listeners;
    return { address, port, ...(tlsPort !== undefined && { tlsPort }) };
  }

  /**
   * Answers a request in memory as if it had come through a socket, faults included: before `listen`
   * too, and without it. A reply that is lost is undefined, and so is one of which a connection carries
   * only a part; one that a fault delays comes later. Of a transfer it is the first
   * message.
   *
   * @param origin `transport`: by default `'tcp'`; `from`: the sender, for `received`
   * @throws {InvalidOptionError}
   * @throws {ServerClosedError} after `close`
   *
   * @example
   * ```ts
   * import { createServer } from '@zonewright/server';
   * import { decodeMessage, encodeMessage } from '@zonewright/wire';
   *
   * const server = createServer({ zones: { 'example.com': '@ 60 SOA ns1 admin 1 60 60 60 60' } });
   * const question = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
   * const request = encodeMessage({ id: 1, opcode: 'QUERY', questions: [question] });
   * const reply = await server.answer(request);
   * reply && decodeMessage(reply).rcode; // => 'NOERROR'
   * await server.close();
   * ```
   */
  async answer(
    request: Uint8Array,
    origin: Partial<RequestOrigin> = {},
  ): Promise<Uint8Array | undefined> {
    if (this.#closed !== undefined) throw new ServerClosedError();
    const { transport = 'tcp', from = '' } = origin;
    const delivery = this.#respond(request, { transport, from });
    const reply = arrivingMessage(delivery);
    const { delayMs } = delivery;
    if (delayMs === 0) return reply;
    return new Promise((resolve) => {
      this.#delayed.add(
        { delayMs, reply },
        () => resolve(reply),
        () => resolve(undefined),
      );
    });
  }

  /**
   * Makes the server misbehave on purpose: the function is asked about each request that can be
   * decoded. undefined, as it is at first, ends that. Where the function throws, or gives what is no
   * fault, the request gets SERVFAIL and `onError` is told.
   *
   * @throws {InvalidOptionError} for what is no function
   *
   * @example
   * ```ts
   * import { createServer } from '@zonewright/server';
   * import { decodeMessage, encodeMessage } from '@zonewright/wire';
   *
   * const server = createServer({ zones: { 'example.com': '@ 60 SOA ns1 admin 1 60 60 60 60' } });
   * server.faults = ({ message }) => (message.opcode === 'UPDATE' ? { drop: 'reply' } : undefined);
   *
   * const zone = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
   * await server.answer(encodeMessage({ id: 1, opcode: 'UPDATE', zone })); // => undefined
   * await server.close();
   * ```
   */
  get faults(): Faults | undefined {
    return this.#answerer.faults;
  }

  set faults(faults: Faults | undefined) {
    this.#answerer.faults = faults;
  }

  #respond(request: Uint8Array, origin: RequestOrigin): Delivery {
    const { clock } = this.#options;
    const delivery = this.#answerer.respond(request, { ...origin, now: clock(), clock });
    this.#leaseTimer.arm();
    return delivery;
  }

  /** Ends the leases that are over by now. */
  #expire(): void {
    if (this.#answerer.nextExpiry === undefined) return;
    try {
      this.#answerer.expire(this.#options.clock());
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** The zone of a name, as it is now and goes on to be. @throws {ZoneNotServedError} */
  zone(name: string): Zone {
    this.#expire();
    return this.#answerer.zone(name);
  }

  /** From now on updates of a zone get REFUSED; queries are answered. @throws {ZoneNotServedError} */
  freeze(zone: string): void {
    this.#answerer.freeze(zone);
  }

  /** Lets a zone be changed again. @throws {ZoneNotServedError} */
  thaw(zone: string): void {
    this.#answerer.thaw(zone);
    this.#leaseTimer.arm();
  }

  /**
   * Asks the primaries of a zone for a newer version now, as NOTIFY makes it do, and resolves when the
   * zone is as they have it.
   *
   * @throws {TransferError} where none of them gives it
   * @throws {InvalidOptionError} for a zone without `primaries`
   * @throws {ZoneNotServedError}
   */
  async refresh(zone: string): Promise<void> {
    if (this.#closed !== undefined) throw new ServerClosedError();
    const { name } = this.#answerer.served(zone);
    const secondary = this.#peers.secondary(name);
    if (secondary === undefined) throw new InvalidOptionError('zone', zone, 'it has no primaries');
    await secondary.refresh();
  }

  /** The requests that came and could be decoded, the oldest first. */
  get received(): readonly ReceivedRequest[] {
    return this.#answerer.received;
  }

  /**
   * Stops listening and closes all connections, behind the replies that are on their way. Those that a
   * fault delays are lost. Files of zones are written and let go of.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#delayed.clear();
    this.#leaseTimer.stop();
    await this.#peers.close();
    // Where it could not listen there is nothing to close; `listen` tells its caller why.
    const listeners = await this.#opening?.catch(() => undefined);
    await listeners?.close();
    // Only now: until the last connection is closed a transfer may be asked for.
    this.#answerer.close();
    this.#files.close(this.#options.onError);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function checkListenOptions(options: ListenOptions, hasTls: boolean): Required<ServerEndpoint> {
  checkOptionNames(options, ['port', 'tlsPort', 'address']);
  const { port = 0, tlsPort, address = '127.0.0.1' } = options;
  checkPort('port', port);
  checkPort('tlsPort', tlsPort ?? 0);
  if (tlsPort !== undefined && !hasTls) {
    throw new InvalidOptionError('tlsPort', tlsPort, 'the server was created without tls');
  }
  if (typeof address !== 'string' || isIP(address) === 0) {
    throw new InvalidOptionError(
      'address',
      address,
      "an IP address is needed, such as '127.0.0.1' or '::1'",
    );
  }
  return { port, tlsPort: tlsPort ?? 0, address };
}

function checkPort(option: string, port: unknown): void {
  if (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new InvalidOptionError(option, port, 'an integer from 0 to 65535 is needed');
}
