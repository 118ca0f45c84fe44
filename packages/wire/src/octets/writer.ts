/**
 * A growing buffer that ends at the size of the largest DNS message, with the names that compression
 * pointers (RFC 1035 section 4.1.4) may refer to.
 *
 * A writer hands its buffer on to the next one when it ends: to get 64 octets and more from outside
 * the heap takes longer than to write a short message into them. It has the buffer for itself until
 * then, so that writers may live side by side; one that is given up in an error just keeps it.
 */

import { MessageTooLargeError } from '../errors/invalid.ts';
import { NameTable } from './name-table.ts';

/** Largest message: the length field of TCP has 16 bits (RFC 1035 section 4.2.2). */
export const maxMessageBytes = 65_535;

/** Room of a buffer that none was handed on for. */
const firstCapacity = 2_048;

const nothing = new Uint8Array(0);

/** The buffer of a writer that has ended: never larger than what some writer was allowed. */
let spare: Uint8Array | undefined;
/** The same of its names. */
let spareNames: NameTable | undefined;

/** Writes big-endian integers and octets. */
export class Writer {
  #buffer: Uint8Array;
  #length = 0;
  /** The octets of the buffer that may be written: it may be larger than the limit. */
  #room: number;
  #limit: number;
  /** The names that may be pointed to; undefined where names stay whole. */
  readonly names: NameTable | undefined;
  /**
   * The rest of a name that was pointed to last, and where it stands: most names of a message end
   * alike, and comparing with one text costs less than looking it up.
   */
  lastRest: { readonly text: string; readonly offset: number } | undefined;

  /**
   * @param options `compress`: keeps {@link names}; `limitBytes`: most that may be written
   */
  constructor(options: { readonly compress?: boolean; readonly limitBytes?: number } = {}) {
    const { compress = false, limitBytes = maxMessageBytes } = options;
    this.#limit = limitBytes;
    this.#buffer = spare ?? new Uint8Array(firstCapacity);
    spare = undefined;
    this.#room = Math.min(this.#buffer.length, limitBytes);
    if (compress) {
      this.names = spareNames ?? new NameTable();
      this.names.clear();
      spareNames = undefined;
    }
  }

  get length(): number {
    return this.#length;
  }

  /**
   * What is written to: another one after each {@link reserve}. Octets are written to it directly
   * where a call for each would cost more than the octet.
   */
  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /**
   * Makes room for octets, which the caller writes to {@link buffer}.
   *
   * @returns where they begin
   * @throws {MessageTooLargeError}
   */
  reserve(length: number): number {
    const start = this.#length;
    const end = start + length;
    if (end > this.#room) {
      if (end > this.#limit) throw new MessageTooLargeError(end);
      this.#grow(end);
    }
    this.#length = end;
    return start;
  }

  /**
   * Makes room for at most so many octets, a few, of which {@link commit} tells how many they became.
   *
   * @returns where they begin
   */
  claim(most: number): number {
    const end = this.#length + most;
    if (end > this.#buffer.length) this.#grow(end);
    return this.#length;
  }

  /**
   * Ends what was written into the room that was claimed.
   *
   * @throws {MessageTooLargeError}
   */
  commit(end: number): void {
    if (end > this.#limit) throw new MessageTooLargeError(end);
    this.#length = end;
  }

  #grow(end: number): void {
    const doubled = Math.min(this.#buffer.length * 2, this.#limit);
    const larger = new Uint8Array(Math.max(end, doubled));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
    this.#room = Math.min(larger.length, this.#limit);
  }

  u8(value: number): void {
    const at = this.reserve(1);
    this.#buffer[at] = value;
  }

  u16(value: number): void {
    const at = this.reserve(2);
    const buffer = this.#buffer;
    buffer[at] = value >>> 8;
    buffer[at + 1] = value;
  }

  u32(value: number): void {
    const at = this.reserve(4);
    const buffer = this.#buffer;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
  }

  u48(value: number): void {
    this.u16(Math.floor(value / 0x1_0000_0000));
    this.u32(value % 0x1_0000_0000);
  }

  octets(octets: Uint8Array): void {
    const at = this.reserve(octets.length);
    this.#buffer.set(octets, at);
  }

  /** Overwrites two octets that were written before. */
  setU16(offset: number, value: number): void {
    this.#buffer[offset] = value >>> 8;
    this.#buffer[offset + 1] = value;
  }

  /** Writes a 16-bit length, then what `write` writes, and sets the length to its size. */
  lengthPrefixed(write: () => void): void {
    const at = this.#length;
    this.u16(0);
    write();
    this.endLength(at);
  }

  /** Sets a 16-bit length that was left at an offset to the number of octets written since. */
  endLength(offset: number): void {
    this.setU16(offset, this.#length - offset - 2);
  }

  /** What was written, in place: good until more is written, or the writer ends. */
  written(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Takes back what was written from an offset on; no names that may be pointed to. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** Ends the writer. @returns what was written from `start` on, as a copy of its own size */
  finish(start = 0): Uint8Array {
    const octets = this.#buffer.slice(start, this.#length);
    this.release();
    return octets;
  }

  /** Ends the writer, whose octets nobody wants: nothing can be written any more. */
  release(): void {
    if (this.#buffer === nothing) return;
    spare = this.#buffer;
    spareNames = this.names ?? spareNames;
    this.#buffer = nothing;
    this.#room = 0;
    this.#limit = 0;
  }
}
