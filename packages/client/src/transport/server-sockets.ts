/**
 * The sockets to one server, and which of them a request goes by: a kept connection, UDP, or first
 * the one and then the other. Falling back from TCP to UDP is safe, since nothing was sent where no
 * connection was made.
 */

import type { ServerAddress } from '../options/server-address.ts';
import { checkTls } from '../options/tls-options.ts';
import type { ConnectOutcome } from './channel.ts';
import { connectSocket } from './connect-socket.ts';
import { connectTcp } from './connect-tcp.ts';
import { connectTls, connectTlsSocket } from './connect-tls.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { ConnectorSettings, OpenOptions } from './connector.ts';
import { SocketStream, type StreamOutcome } from './message-stream.ts';
import { maxTransfersAtOnce, Turns } from './turns.ts';
import { UdpSockets } from './udp-sockets.ts';

/** The part of an attempt's time that TCP has where UDP is to have a chance after it. */
const tcpPart = 0.5;

/** What opening a stream allows. */
export interface StreamOpenOptions extends Pick<OpenOptions, 'timeoutMs' | 'signal'> {
  /** How long it waits for its turn; then it goes without one, behind whoever takes his time. */
  readonly turnMs: number;
}

export class ServerSockets {
  readonly #transport: ConnectorSettings['transport'];
  readonly #maxUdpBytes: number;
  readonly #pool: ConnectionPool;
  readonly #udp: UdpSockets;
  readonly #streams = new Turns(maxTransfersAtOnce);
  readonly #openStream: (limits: StreamOpenOptions) => Promise<StreamOutcome>;

  constructor(server: ServerAddress, settings: ConnectorSettings) {
    const { transport, maxUdpBytes, maxConnections, localAddress, family } = settings;
    this.#transport = transport;
    this.#maxUdpBytes = maxUdpBytes;
    const tls = transport === 'tls' ? (settings.tls ?? checkTls(undefined)) : undefined;
    this.#openStream = async ({ turnMs, timeoutMs, signal }) => {
      const turn = await this.#streams.take(turnMs, signal);
      if (turn.status === 'aborted') return turn;
      const endTurn = (): void => {
        if (turn.status === 'taken') this.#streams.end();
      };
      const options = { localAddress, family, timeoutMs, signal };
      const outcome = await (tls === undefined
        ? connectSocket(server, options)
        : connectTlsSocket(server, tls, options));
      if (outcome.status !== 'connected') {
        endTurn();
        return outcome;
      }
      outcome.socket.once('close', endTurn);
      const stream = new SocketStream(outcome.socket, tls === undefined ? 'tcp' : 'tls');
      return { status: 'connected', stream };
    };
    this.#pool = new ConnectionPool((limits) => {
      const options = { localAddress, family, ...limits };
      return tls === undefined ? connectTcp(server, options) : connectTls(server, tls, options);
    }, maxConnections);
    this.#udp = new UdpSockets(server, { localAddress, family });
  }

  /** A way on which one request can be sent. */
  open(options: OpenOptions): ConnectOutcome | Promise<ConnectOutcome> {
    const fits = options.messageBytes <= this.#maxUdpBytes && !options.needsTcp;
    if (this.#transport === 'udp' && fits) return this.#udp.open(options);
    if (this.#transport !== 'auto' || !fits) return this.#pool.open(options);
    const startedAt = performance.now();
    const tcp = this.#pool.open(options, options.timeoutMs * tcpPart);
    return tcp instanceof Promise ? this.#orByUdp(tcp, startedAt, options) : tcp;
  }

  /** By UDP where no connection came. */
  async #orByUdp(
    opening: Promise<ConnectOutcome>,
    startedAt: number,
    options: OpenOptions,
  ): Promise<ConnectOutcome> {
    const tcp = await opening;
    if (tcp.status !== 'failed') return tcp;
    const timeoutMs = Math.max(1, options.timeoutMs - (performance.now() - startedAt));
    const udp = await this.#udp.open({ ...options, timeoutMs });
    return udp.status === 'failed' ? tcp : udp;
  }

  /** A connection of its own, over TCP or TLS whatever else the requests go by. */
  openStream(options: StreamOpenOptions): Promise<StreamOutcome> {
    return this.#openStream(options);
  }

  close(): void {
    this.#pool.close();
    this.#udp.close();
  }
}
