/**
 * One direction of a connection through the proxy: reads from one socket and writes to the other
 * what the plan leaves of it. Bounded: where much waits, it stops reading.
 */
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Delays } from './delays.ts';
import type { Direction, Plan } from './plan.ts';

const maxWaitingOctets = 1024 * 1024;

export interface Ends {
  readonly source: Socket;
  readonly sink: Socket;
  readonly delays: Delays;
  /** What came, before anything is done to it. */
  readonly came: (octets: Uint8Array) => void;
  /** As many octets went on as the plan lets. */
  readonly cut: () => void;
  /** The plan's own code threw. */
  readonly failed: (error: unknown) => void;
}

/** What the plan says about one direction. */
interface Rules {
  readonly drop: boolean;
  /** The end of the stream is not passed on either. */
  readonly holdEnd: boolean;
  readonly cutAfter: number;
  readonly delayMs: number;
  readonly mutate: ((octets: Uint8Array) => Uint8Array) | undefined;
  readonly segment: number | undefined;
}

export function rulesOf(plan: Plan, direction: Direction): Rules {
  const request = direction === 'request';
  return {
    drop: (request ? plan.dropRequest : plan.dropReply) ?? false,
    holdEnd: !request && plan.dropReply === true,
    cutAfter: (request ? plan.cutRequestAfter : plan.cutReplyAfter) ?? Infinity,
    delayMs: (request ? plan.delayRequestMs : plan.delayReplyMs) ?? 0,
    mutate: request ? plan.mutateRequest : plan.mutateReply,
    segment: plan.segment,
  };
}

export class OneWay {
  readonly #ends: Ends;
  readonly #rules: Rules;
  /** Without octets: the end of the stream. */
  readonly #queue: { readonly due: number; readonly octets?: Uint8Array }[] = [];
  #waitingOctets = 0;
  #passedOctets = 0;
  #passing = false;
  #over = false;

  constructor(ends: Ends, rules: Rules) {
    this.#ends = ends;
    this.#rules = rules;
    ends.source.on('data', (octets: Buffer) => this.#came(octets));
    ends.source.on('end', () => {
      if (!rules.holdEnd) this.#enqueue(undefined);
    });
  }

  /** Passes nothing more on. What still comes is read and thrown away, so that an end is seen. */
  stop(): void {
    this.#over = true;
    this.#queue.length = 0;
    this.#ends.source.resume();
  }

  #came(chunk: Buffer) {
    if (this.#over) return;
    const octets = Uint8Array.from(chunk);
    this.#ends.came(octets);
    if (this.#rules.drop) return;
    try {
      this.#enqueue(this.#rules.mutate?.(octets.slice()) ?? octets);
    } catch (error) {
      this.#ends.failed(error);
    }
  }

  #enqueue(octets: Uint8Array | undefined) {
    if (this.#over) return;
    const due = performance.now() + this.#rules.delayMs;
    this.#queue.push(octets === undefined ? { due } : { due, octets });
    this.#waitingOctets += octets?.length ?? 0;
    if (this.#waitingOctets > maxWaitingOctets) this.#ends.source.pause();
    if (!this.#passing) void this.#passAll();
  }

  async #passAll() {
    this.#passing = true;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      await this.#ends.delays.wait(next.due - performance.now());
      if (this.#over) break;
      this.#queue.shift();
      if (next.octets === undefined) {
        this.#ends.sink.end();
        continue;
      }
      await this.#pass(next.octets);
      this.#waitingOctets -= next.octets.length;
      if (this.#waitingOctets <= maxWaitingOctets) this.#ends.source.resume();
    }
    this.#passing = false;
  }

  async #pass(octets: Uint8Array) {
    const { cutAfter, segment } = this.#rules;
    const room = octets.subarray(0, Math.max(0, cutAfter - this.#passedOctets));
    this.#passedOctets += room.length;
    const step = segment ?? Math.max(1, room.length);
    for (let from = 0; from < room.length && !this.#over; from += step) {
      await this.#write(room.subarray(from, from + step));
      // A turn of the event loop, or the kernel is given the pieces faster than they are read.
      if (segment !== undefined) await turn();
    }
    if (this.#passedOctets >= cutAfter && !this.#over) this.#ends.cut();
  }

  /** Resolves when the kernel has it, or when the socket is gone: that is told by its events. */
  #write(octets: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#ends.sink.write(octets, () => resolve());
    });
  }
}
