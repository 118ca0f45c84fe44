/**
 * Packs records into messages, by octets. The records of one owner that follow each other stay
 * together, as long as they fit: what shares an owner is never in flight in two messages at once, so
 * that a message which begins in the middle of one would have to wait.
 */

import type { Halt } from './halt.ts';
import { ownerOf, recordOctets } from './record-octets.ts';
import type { Pieces } from './record-texts.ts';

/** In text that holds a record: a line that is neither blank nor a comment. */
const content = /^[^\S\n]*[^\s;]/m;

export class Packer {
  readonly #source: Pieces;
  readonly #halt: Halt;
  readonly #zone: string;
  readonly #mostBytes: number;
  /** Read, and of no message yet. */
  #items: unknown[] = [];
  #bytes = 0;
  /** Where among them the last owner begins, and at how many octets. */
  #lastOwner: string | undefined;
  #lastStart = 0;
  #lastStartBytes = 0;
  #hasEnded = false;

  /**
   * @param zone the zone's name, absolute
   * @param mostBytes what the records of one message may take
   */
  constructor(source: Pieces, halt: Halt, zone: string, mostBytes: number) {
    this.#source = source;
    this.#halt = halt;
    this.#zone = zone;
    this.#mostBytes = mostBytes;
  }

  /** How many were read and handed out in no message. */
  get held(): number {
    return this.#items.length;
  }

  /**
   * What goes into the next message: about so many octets, and no more than there may be. Empty at
   * the end.
   */
  async next(bytes: number): Promise<readonly unknown[]> {
    while (!this.#hasEnded) {
      const read = this.#source.next();
      const next = read instanceof Promise ? await read : read;
      // Nobody waits for it any more: what was read stays held.
      if (this.#halt.isHalted) return [];
      if (next === undefined) {
        this.#hasEnded = true;
        break;
      }
      if (typeof next.item === 'string' && !content.test(next.item)) continue;
      const cut = this.#add(next.item, bytes);
      if (cut !== undefined) return cut;
    }
    return this.#cut(this.#items.length, this.#bytes);
  }

  /** Adds one; where it begins the message after the next, gives the next. */
  #add(item: unknown, bytes: number): readonly unknown[] | undefined {
    const size = recordOctets(this.#zone, item);
    const owner = ownerOf(item);
    const isNewOwner = owner === undefined || owner !== this.#lastOwner;
    const [count, before] = [this.#items.length, this.#bytes];
    let cut: readonly unknown[] | undefined;
    if (count > 0 && isNewOwner && before + size > bytes) {
      cut = this.#cut(count, before);
    } else if (count > 0 && before + size > this.#mostBytes) {
      // An owner of more than a message has to be cut somewhere.
      cut =
        this.#lastStart > 0
          ? this.#cut(this.#lastStart, this.#lastStartBytes)
          : this.#cut(count, before);
    }
    if (isNewOwner) {
      this.#lastOwner = owner;
      this.#lastStart = this.#items.length;
      this.#lastStartBytes = this.#bytes;
    }
    this.#items.push(item);
    this.#bytes += size;
    return cut;
  }

  #cut(count: number, bytes: number): readonly unknown[] {
    const cut = this.#items;
    this.#items = cut.splice(count);
    this.#bytes -= bytes;
    this.#lastStart = 0;
    this.#lastStartBytes = 0;
    return cut;
  }
}
