/**
 * Chooses the way to one server: a kept connection, UDP, or first the one and then the other.
 * Falling back from TCP to UDP is safe, since nothing was sent where no connection was made.
 */

import type { ServerAddress } from '../options/server-address.ts';
import { checkTls, type TlsSettings } from '../options/tls-options.ts';
import type { Channel, ConnectOutcome } from './channel.ts';
import { connectTcp } from './connect-tcp.ts';
import { connectTls } from './connect-tls.ts';
import { ConnectionPool } from './connection-pool.ts';
import { UdpSockets } from './udp-sockets.ts';

/** Where and how a connector connects. */
export interface ConnectorSettings {
  readonly server: ServerAddress;
  readonly transport: 'auto' | 'tcp' | 'udp' | 'tls';
  readonly maxUdpBytes: number;
  /** Most connections that are kept at once. */
  readonly maxConnections: number;
  /** Of use with `tls` alone; without it the server is checked by its name and Node's roots. */
  readonly tls: TlsSettings | undefined;
  readonly localAddress: string | undefined;
  /** 0 for both. */
  readonly family: 0 | 4 | 6;
}

/** What one attempt allows. */
export interface OpenOptions {
  /** Octets of the signed message. */
  readonly messageBytes: number;
  /** Demands a connection, after an answer over UDP was cut. */
  readonly needsTcp: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** A channel that an earlier request of the same call used: given again where it can be. */
  readonly prefer?: Channel | undefined;
}

/** The part of an attempt's time that TCP has where UDP is to have a chance after it. */
const tcpPart = 0.5;

export class Connector {
  readonly #settings: ConnectorSettings;
  readonly #pool: ConnectionPool;
  readonly #udp: UdpSockets;

  constructor(settings: ConnectorSettings) {
    const { server, transport, localAddress, family } = settings;
    this.#settings = settings;
    const tls = transport === 'tls' ? (settings.tls ?? checkTls(undefined)) : undefined;
    this.#pool = new ConnectionPool((limits) => {
      const options = { localAddress, family, ...limits };
      return tls === undefined ? connectTcp(server, options) : connectTls(server, tls, options);
    }, settings.maxConnections);
    this.#udp = new UdpSockets(server, { localAddress, family });
  }

  /** `host:port`: how results and errors name the server. */
  get label(): string {
    return this.#settings.server.label;
  }

  /** A way on which one request can be sent: by its `exchange`, or not after all, `release`. */
  async open(options: OpenOptions): Promise<ConnectOutcome> {
    const { transport, maxUdpBytes } = this.#settings;
    const fits = options.messageBytes <= maxUdpBytes && !options.needsTcp;
    if (transport === 'udp' && fits) return await this.#udp.open(options);
    if (transport !== 'auto' || !fits) return await this.#pool.open(options);
    const startedAt = performance.now();
    const tcp = await this.#pool.open({ ...options, timeoutMs: options.timeoutMs * tcpPart });
    if (tcp.status !== 'failed') return tcp;
    const timeoutMs = Math.max(1, options.timeoutMs - (performance.now() - startedAt));
    const udp = await this.#udp.open({ ...options, timeoutMs });
    return udp.status === 'failed' ? tcp : udp;
  }

  /** Closes what is kept; what is in flight on it ends as lost. */
  close(): void {
    this.#pool.close();
    this.#udp.close();
  }
}
