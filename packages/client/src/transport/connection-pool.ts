/**
 * The kept connections to one server. One is enough for requests that come one after the other;
 * under load there are several, since BIND works off the updates of one connection one by one.
 */

import type { Channel } from './channel.ts';
import { ConnectTimeout } from './connect-socket.ts';
import type { ConnectionOutcome } from './connect-tcp.ts';
import { type OpenConnection, OpeningConnection } from './opening-connection.ts';
import type { StopSignal } from './stop-signal.ts';
import type { TcpChannel } from './tcp-channel.ts';

/** With as many requests on each connection, another one is opened. */
const busyLoad = 4;

/**
 * The part of a request's time in which another connection must open where it could use one that is
 * there: a server that takes no more connections may leave them without any answer.
 */
const patienceForAnother = 0.25;

/** What a request allows. */
export interface PoolOptions {
  readonly timeoutMs: number;
  readonly signal: StopSignal;
  /** The connection to take where it can still be used. */
  readonly prefer?: Channel | undefined;
}

type Place = TcpChannel | OpeningConnection;

export class ConnectionPool {
  readonly #open: OpenConnection;
  readonly #maxConnections: number;
  /** Oldest first; with them those that only wait for what is in flight on them. */
  #channels: TcpChannel[] = [];
  readonly #openings = new Set<OpeningConnection>();
  #isClosed = false;

  constructor(open: OpenConnection, maxConnections: number) {
    this.#open = open;
    this.#maxConnections = maxConnections;
  }

  /**
   * A connection for one request, at once where there is one: its `exchange` or `release` is to be
   * called once.
   *
   * @param timeoutMs how long a connection may take, where that is less than what the request has
   */
  open(
    options: PoolOptions,
    timeoutMs: number = options.timeoutMs,
  ): ConnectionOutcome | Promise<ConnectionOutcome> {
    const { signal, prefer } = options;
    if (signal.aborted || this.#isClosed) return { status: 'aborted' };
    const preferred =
      prefer === undefined ? undefined : this.#channels.find((channel) => channel === prefer);
    const place = preferred?.isUsable === true ? preferred : this.#place();
    return place instanceof OpeningConnection ? this.#openWithin(timeoutMs, signal) : taken(place);
  }

  async #openWithin(timeoutMs: number, signal: StopSignal): Promise<ConnectionOutcome> {
    const deadline = performance.now() + timeoutMs;
    let failure: ConnectionOutcome | undefined;
    while (!signal.aborted && !this.#isClosed) {
      // After one failure it makes do with what there is.
      const place: Place | undefined =
        failure === undefined ? this.#place() : this.#place({ mayOpen: false });
      if (place !== undefined && !(place instanceof OpeningConnection)) return taken(place);
      const remainingMs = deadline - performance.now();
      if (place === undefined || remainingMs <= 0) return failure ?? noConnection(timeoutMs);
      const couldUseAnother =
        failure === undefined && this.#channels.some(({ isUsable }) => isUsable);
      const patience = couldUseAnother ? patienceForAnother : 1;
      const outcome = await place.wait(remainingMs * patience, signal);
      if (outcome.status !== 'failed') return outcome;
      failure = outcome;
    }
    return { status: 'aborted' };
  }

  /** Closes all connections; what is in flight on them ends as lost. */
  close(): void {
    this.#isClosed = true;
    for (const opening of [...this.#openings]) opening.abort();
    for (const channel of this.#channels) channel.close();
  }

  /** Where a request waits least: of equals at the oldest, so that the others become idle. */
  #place(): Place;
  #place(options: { readonly mayOpen: false }): Place | undefined;
  #place({ mayOpen = true } = {}): Place | undefined {
    let least: Place | undefined;
    let places = this.#openings.size;
    for (const channel of this.#channels) {
      if (!channel.isUsable) continue;
      places += 1;
      if (least === undefined || channel.load < least.load) least = channel;
    }
    if (least !== undefined && (least.load < busyLoad || !mayOpen)) return least;
    for (const opening of this.#openings) {
      if (least === undefined || opening.load < least.load) least = opening;
    }
    const isEnough = least !== undefined && least.load < busyLoad;
    return isEnough || places >= this.#maxConnections || !mayOpen ? least : this.#openAnother();
  }

  #openAnother(): OpeningConnection {
    this.#channels = this.#channels.filter(({ isClosed }) => !isClosed);
    const opening: OpeningConnection = new OpeningConnection(this.#open, (outcome) => {
      this.#openings.delete(opening);
      if (outcome.status !== 'connected') return;
      if (this.#isClosed) outcome.channel.close();
      else this.#channels.push(outcome.channel);
    });
    this.#openings.add(opening);
    return opening;
  }
}

function taken(channel: TcpChannel): ConnectionOutcome {
  channel.expect();
  return { status: 'connected', channel };
}

function noConnection(timeoutMs: number): ConnectionOutcome {
  const cause = new ConnectTimeout(`no connection within ${Math.round(timeoutMs)} ms`);
  return { status: 'failed', cause };
}
