/**
 * The names that stand in a message so far, for compression pointers (RFC 1035 section 4.1.4). A name
 * is known by its first label and by where the rest of it stood first, so that looking it up reads the
 * octets that were written for it, and hashes no text. Octets are compared as they are: a pointer to a
 * name in other case would change what was asked for.
 */

/** Offsets that a pointer's 14 bits can express. */
export const pointerLimit = 0x4000;

/** Where the rest of a name of one label stands. */
export const rootOffset = -1;

/**
 * Names are noted up to here: a name that may be pointed to begins before the limit of pointers, and
 * the last of its labels may lie behind it.
 */
const offsetLimit = pointerLimit + 0x100;
const offsetBits = 15;

/** Twice as many as there can be names, each of two octets at least. */
const slotCount = 0x4000;

/** Whoever makes up labels that collide gets names that are not compressed. */
const mostProbes = 64;

const generations = 2 ** (31 - offsetBits);

/**
 * Takes an octet into the hash of a label with its length, which begins as the place of the rest. Who
 * writes a label can do so on the way: to go through it once more takes a tenth of the time that an A
 * record takes.
 */
export function hashOctet(hash: number, octet: number): number {
  return Math.imul(hash ^ octet, 0x01000193);
}

function hashLabel(buffer: Uint8Array, at: number, rest: number): number {
  const end = at + (buffer[at] as number);
  let hash = rest;
  for (let i = at; i <= end; i++) hash = hashOctet(hash, buffer[i] as number);
  return hash;
}

/** Finds names by their octets. */
export class NameTable {
  /** The generation of the message and the offset of a name in it; others are free. */
  readonly #slots = new Int32Array(slotCount);
  /** By the offset of a name: that of the rest of it. */
  readonly #rests = new Int32Array(offsetLimit);
  #generation = 1;

  /** Forgets all names, for another message. */
  clear(): void {
    this.#generation += 1;
    if (this.#generation < generations) return;
    this.#slots.fill(0);
    this.#generation = 1;
  }

  /**
   * Finds the name whose first label was written to `at`, and notes it where there is none.
   *
   * @param rest where the rest of it stood first
   * @returns where the whole of it stood first, or -1
   */
  findOrAdd(buffer: Uint8Array, at: number, rest: number): number {
    return this.findOrAddHashed(buffer, at, rest, hashLabel(buffer, at, rest));
  }

  /** As {@link findOrAdd}. @param labelHash by {@link hashOctet} */
  findOrAddHashed(buffer: Uint8Array, at: number, rest: number, labelHash: number): number {
    const hash = labelHash ^ (labelHash >>> 15);
    for (let probe = 0; probe < mostProbes; probe++) {
      const index = (hash + probe) & (slotCount - 1);
      const slot = this.#slots[index] as number;
      if (slot >>> offsetBits !== this.#generation) {
        if (at < offsetLimit) {
          this.#slots[index] = (this.#generation << offsetBits) | at;
          this.#rests[at] = rest;
        }
        return -1;
      }
      const offset = slot & (2 ** offsetBits - 1);
      if (this.#rests[offset] === rest && isSameLabel(buffer, offset, at)) return offset;
    }
    return -1;
  }
}

/** Whether two labels have the same octets, that of the length included. */
function isSameLabel(buffer: Uint8Array, a: number, b: number): boolean {
  const length = buffer[a] as number;
  for (let i = 0; i <= length; i++) if (buffer[a + i] !== buffer[b + i]) return false;
  return true;
}
