/**
 * The kept connections to one server. One is enough for requests that come one after the other;
 * under load there are several, since BIND works off the updates of one connection one by one.
 */

import type { Channel } from './channel.ts';
import type { ConnectionOutcome } from './connect-tcp.ts';
import { ConnectTimeout } from './connect-timeout.ts';
import { type OpenConnection, OpeningConnection } from './opening-connection.ts';
import type { StopSignal } from './stop-signal.ts';
import type { TcpChannel } from './tcp-channel.ts';

/** With as many requests on each connection, another one is opened. */
const busyLoad = 4;

/**
 * Messages of more octets than this get a connection that nothing else is in flight on. Behind one, the
 * answer to another comes late: servers that leave Nagle's algorithm on, as BIND and PowerDNS do, hold
 * it back until the answer before it is acknowledged, for which Linux takes its time where there is
 * nothing else to send. Of a load of 10,000 records into BIND that was 40 ms of 110.
 */
const largeBytes = 1_024;

/**
 * The part of a request's time in which another connection must open where it could use one that is
 * there: a server that takes no more connections may leave them without any answer.
 */
const patienceForAnother = 0.25;

/** What a request allows. */
export interface PoolOptions {
  /** Octets of the signed message. */
  readonly messageBytes: number;
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
    const { messageBytes, signal, prefer } = options;
    if (signal.aborted || this.#isClosed) return { status: 'aborted' };
    const preferred =
      prefer === undefined ? undefined : this.#channels.find((channel) => channel === prefer);
    const most = messageBytes > largeBytes ? 1 : busyLoad;
    const place = preferred?.isUsable === true ? preferred : this.#place(most);
    if (!(place instanceof OpeningConnection)) return taken(place);
    return this.#openWithin(most, timeoutMs, signal);
  }

  async #openWithin(
    most: number,
    timeoutMs: number,
    signal: StopSignal,
  ): Promise<ConnectionOutcome> {
    const deadline = performance.now() + timeoutMs;
    let failure: ConnectionOutcome | undefined;
    while (!signal.aborted && !this.#isClosed) {
      // After one failure it makes do with what there is.
      const place: Place | undefined =
        failure === undefined ? this.#place(most) : this.#leastLoaded();
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

  /** Where a request waits least, or another connection where it would wait behind `most` others. */
  #place(most: number): Place {
    const least = this.#leastLoaded(most);
    const isTaken = least !== undefined && (least.load < most || this.#isFull());
    return isTaken ? least : this.#openAnother();
  }

  /**
   * Where a request waits least: of equals at the oldest, so that the others become idle.
   *
   * @param most a connection that is open and has less in flight is taken before one that is being opened
   */
  #leastLoaded(most: number = Number.POSITIVE_INFINITY): Place | undefined {
    let least: Place | undefined;
    for (const channel of this.#channels) {
      if (channel.isUsable && (least === undefined || channel.load < least.load)) least = channel;
    }
    if (least !== undefined && least.load < most) return least;
    for (const opening of this.#openings) {
      if (least === undefined || opening.load < least.load) least = opening;
    }
    return least;
  }

  #isFull(): boolean {
    let places = this.#openings.size;
    for (const { isUsable } of this.#channels) if (isUsable) places += 1;
    return places >= this.#maxConnections;
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
