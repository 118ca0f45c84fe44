/**
 * What came to a proxy, in order: the wire as a test may count it. Bounded, so that a long run
 * does not keep all that it ever sent.
 */
import type { Direction } from './plan.ts';

export interface Seen {
  readonly transport: 'tcp' | 'udp';
  readonly direction: Direction;
  /** Tells the exchanges of a proxy apart, over its whole life. */
  readonly exchange: number;
  /** A datagram, or a part of a connection's stream as it happened to be read. */
  readonly octets: Uint8Array;
}

const maxEntries = 10_000;
const maxOctets = 16 * 1024 * 1024;

export class SeenRecord {
  readonly #entries: Seen[] = [];
  #octets = 0;
  #forgotten = 0;

  get entries(): readonly Seen[] {
    return this.#entries;
  }

  /** Adds one, and forgets the oldest where they have become too many. */
  add(entry: Seen): void {
    this.#entries.push(entry);
    this.#octets += entry.octets.length;
    while (this.#entries.length > maxEntries || this.#octets > maxOctets) {
      this.#octets -= this.#entries.shift()?.octets.length ?? 0;
      this.#forgotten += 1;
    }
  }

  clear(): void {
    this.#entries.length = 0;
    this.#octets = 0;
    this.#forgotten = 0;
  }

  /**
   * The whole DNS messages of one direction in the order in which they were complete, those of TCP
   * without their length (RFC 1035 section 4.2.2).
   *
   * @throws Error where entries had to be forgotten: a count would be wrong.
   */
  messages(direction: Direction): Uint8Array[] {
    if (this.#forgotten > 0) throw new Error(`${this.#forgotten} entries were forgotten`);
    const streams = new Map<number, Uint8Array>();
    const messages: Uint8Array[] = [];
    for (const { transport, direction: way, exchange, octets } of this.#entries) {
      if (way !== direction) continue;
      if (transport === 'udp') {
        messages.push(octets);
        continue;
      }
      const before = streams.get(exchange) ?? new Uint8Array();
      let stream = new Uint8Array(before.length + octets.length);
      stream.set(before);
      stream.set(octets, before.length);
      for (;;) {
        const [high, low] = stream;
        if (high === undefined || low === undefined) break;
        const end = 2 + high * 256 + low;
        if (stream.length < end) break;
        messages.push(stream.slice(2, end));
        stream = stream.slice(end);
      }
      streams.set(exchange, stream);
    }
    return messages;
  }
}
