/**
 * A bounded reader over the octets of a message. Every read is checked against the end, so that a
 * count or a length that lies costs one comparison and a `WireError`, never memory or time.
 */

import { WireError } from '../errors/wire-error.ts';
import { copyOctets } from './copy.ts';

/** The rest of a name from a place in the message on: labels, their octets, and pointers in it. */
export interface NameSuffix {
  readonly text: string;
  readonly bytes: number;
  readonly hops: number;
}

/**
 * What the pointers of a message led to so far, by offset, so that a name that thousands of them lead
 * to is read once. Most messages that are read have no more pointers than that to the zone, or none.
 */
export class NameSuffixes {
  #byOffset: Map<number, NameSuffix> | undefined;

  /** How many are known. */
  get size(): number {
    return this.#byOffset?.size ?? 0;
  }

  get(offset: number): NameSuffix | undefined {
    return this.#byOffset?.get(offset);
  }

  set(offset: number, suffix: NameSuffix): void {
    this.#byOffset ??= new Map();
    this.#byOffset.set(offset, suffix);
  }
}

/** Reads big-endian integers and octets from a part of a message. */
export class Reader {
  /** The whole message: compression pointers (RFC 1035 section 4.1.4) reach back into it. */
  readonly message: Uint8Array;
  /** Undefined where the octets are no message and a pointer leads nowhere. */
  readonly suffixes: NameSuffixes | undefined;
  /** One past the last octet that may be read. */
  readonly end: number;
  offset: number;

  constructor(
    message: Uint8Array,
    start = 0,
    end: number = message.length,
    suffixes?: NameSuffixes,
  ) {
    this.message = message;
    this.suffixes = suffixes;
    this.offset = start;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  /** @throws {WireError} when fewer than `length` octets are left */
  #need(length: number): void {
    if (this.end - this.offset < length) {
      throw new WireError(this.offset, `${length} octets needed, ${this.end - this.offset} left`);
    }
  }

  u8(): number {
    this.#need(1);
    return this.message[this.offset++] as number;
  }

  u16(): number {
    this.#need(2);
    const { message, offset } = this;
    this.offset = offset + 2;
    return ((message[offset] as number) << 8) | (message[offset + 1] as number);
  }

  u32(): number {
    return this.u16() * 0x1_0000 + this.u16();
  }

  /** 48 bits: the Time Signed of TSIG (RFC 8945 section 4.2). */
  u48(): number {
    return this.u16() * 0x1_0000_0000 + this.u32();
  }

  /** The next `length` octets, as a copy: what is decoded does not hold the message in memory. */
  octets(length: number): Uint8Array {
    this.#need(length);
    const start = this.offset;
    this.offset = start + length;
    return copyOctets(this.message, start, this.offset);
  }

  /** All octets that are left. */
  rest(): Uint8Array {
    return this.octets(this.remaining);
  }

  /** A reader over the next `length` octets only; this one moves past them. */
  part(length: number): Reader {
    this.#need(length);
    const start = this.offset;
    this.offset = start + length;
    return new Reader(this.message, start, this.offset, this.suffixes);
  }

  /** @throws {WireError} when octets are left over */
  finish(what: string): void {
    if (this.offset !== this.end) {
      throw new WireError(this.offset, `${this.end - this.offset} octets left over after ${what}`);
    }
  }
}
