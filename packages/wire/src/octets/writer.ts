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

  constructor(options: { readonly compress?: boolean; readonly limitBytes?: number } = {}) {
    this.#buffer = new Uint8Array(512);
    this.#limit = options.limitBytes ?? maxMessageBytes;
    this.nameOffsets = options.compress === true ? new Map() : undefined;
  }

  get length(): number {
    return this.#length;
  }

  #reserve(length: number): number {
    const start = this.#length;
    const end = start + length;
    if (end > this.#limit) throw new MessageTooLargeError(end);
    if (end > this.#buffer.length) {
      const larger = new Uint8Array(Math.min(this.#limit, Math.max(end, this.#buffer.length * 2)));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#length = end;
    return start;
  }

  u8(value: number): void {
    const at = this.#reserve(1);
    this.#buffer[at] = value;
  }

  u16(value: number): void {
    const at = this.#reserve(2);
    this.#buffer[at] = value >>> 8;
    this.#buffer[at + 1] = value;
  }

  u32(value: number): void {
    this.u16(Math.floor(value / 0x1_0000));
    this.u16(value % 0x1_0000);
  }

  u48(value: number): void {
    this.u16(Math.floor(value / 0x1_0000_0000));
    this.u32(value % 0x1_0000_0000);
  }

  octets(octets: Uint8Array): void {
    const at = this.#reserve(octets.length);
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
    this.setU16(at, this.#length - at - 2);
  }

  /** What was written, as a copy of its own size. */
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }
}
