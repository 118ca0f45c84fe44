/** The way to one server: by sockets, or to a server in the same process without any. */

import type { Responder } from '../options/responder.ts';
import type { ServerAddress } from '../options/server-address.ts';
import type { TlsSettings } from '../options/tls-options.ts';
import type { Channel, ConnectOutcome } from './channel.ts';
import { MemoryChannel } from './memory-channel.ts';
import { MemoryStream } from './memory-stream.ts';
import type { StreamOutcome } from './message-stream.ts';
import { ServerSockets, type StreamOpenOptions } from './server-sockets.ts';
import type { StopSignal } from './stop-signal.ts';
import { maxUpdatesAtOnce, Turns } from './turns.ts';

/** Where and how a connector connects. */
export interface ConnectorSettings {
  /** A server in the same process is asked without sockets, whatever the rest says. */
  readonly server: ServerAddress | Responder;
  /**
   * `auto` is TCP, and UDP where TCP cannot connect and the message fits; `udp` is TCP where it
   * does not fit.
   */
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
  /** Whether the answer is known by its signature, whoever sends datagrams to the port that asked. */
  readonly isSigned: boolean;
  /** Demands a connection, after an answer over UDP was cut. */
  readonly needsTcp: boolean;
  readonly timeoutMs: number;
  readonly signal: StopSignal;
  /** A channel that an earlier request of the same call used: given again where it can be. */
  readonly prefer?: Channel | undefined;
}

export class Connector {
  /** `host:port`, or `memory`: how results and errors name the server. */
  readonly label: string;
  /** Of updates; a server in the same process has no use for them. */
  readonly turns: Turns | undefined;
  readonly #way: ServerSockets | MemoryChannel;
  /** Where the way is one in memory. */
  readonly #responder: Responder | undefined;
  #isClosed = false;

  constructor(settings: ConnectorSettings) {
    const { server } = settings;
    if ('answer' in server) {
      this.label = 'memory';
      this.#way = new MemoryChannel(server);
      this.#responder = server;
    } else {
      this.label = server.label;
      this.turns = new Turns(maxUpdatesAtOnce);
      this.#way = new ServerSockets(server, settings);
    }
  }

  /**
   * A way on which one request can be sent, at once where one is kept: by its `exchange`, or not after
   * all, `release`.
   */
  open(options: OpenOptions): ConnectOutcome | Promise<ConnectOutcome> {
    if (this.#isClosed || options.signal.aborted) return { status: 'aborted' };
    const way = this.#way;
    if (way instanceof MemoryChannel) return { status: 'connected', channel: way };
    return way.open(options);
  }

  /** A connection for one request with many messages as its answer; it is its owner's to close. */
  async openStream(options: StreamOpenOptions): Promise<StreamOutcome> {
    if (this.#isClosed || options.signal.aborted) return { status: 'aborted' };
    const way = this.#way;
    if (way instanceof ServerSockets) return await way.openStream(options);
    return { status: 'connected', stream: new MemoryStream(this.#responder as Responder) };
  }

  /** Ends what is in flight as lost, and frees all sockets. */
  close(): void {
    this.#isClosed = true;
    this.#way.close();
  }
}
