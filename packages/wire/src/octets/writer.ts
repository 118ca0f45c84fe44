/**
 * A growing buffer that ends at the size of the largest DNS message, with the table of names that
 * compression pointers (RFC 1035 section 4.1.4) may refer to.
 */

import { MessageTooLargeError } from '../errors/invalid.ts';

/** Largest message: the length field of TCP has 16 bits (RFC 1035 section 4.2.2). */
export const maxMessageBytes = 65_535;

/** Writes big-endian integers and octets. */
export class Writer {
  #buffer: Uint8Array;
  #length = 0;
  readonly #limit: number;
  /**
   * Where each name suffix was first written, by its text; undefined where names stay whole.
   * The keys keep their case: a pointer to a name in other case would change what was asked for.
   */
  readonly nameOffsets: Map<string, number> | undefined;
  /**
   * The suffix that was pointed to last, and where it stands: most names of a message end alike, and
   * comparing with one text costs less than looking it up.
   */
  lastSuffix: { readonly text: string; readonly offset: number } | undefined;

  /**
   * @param options `compress`: keeps {@link nameOffsets}; `limitBytes`: most that may be written;
   *   `capacityBytes`: what is expected to be written
   */
  constructor(
    options: {
      readonly compress?: boolean;
      readonly limitBytes?: number;
      readonly capacityBytes?: number;
    } = {},
  ) {
    const { compress = false, limitBytes = maxMessageBytes, capacityBytes = 512 } = options;
    this.#limit = limitBytes;
    this.#buffer = new Uint8Array(Math.min(capacityBytes, limitBytes));
    this.nameOffsets = compress ? new Map() : undefined;
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
    if (end > this.#buffer.length) this.#grow(end);
    this.#length = end;
    return start;
  }

  #grow(end: number): void {
    if (end > this.#limit) throw new MessageTooLargeError(end);
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(end, this.#buffer.length * 2)));
    larger.set(this.#buffer);
    this.#buffer = larger;
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

  /** What was written, as a copy of its own size. */
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }
}
