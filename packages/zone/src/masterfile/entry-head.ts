/**
 * What stands between the owner and the data of a record in a master file: TTL and class, in either
 * order or left out, then the type (RFC 1035 section 5.1).
 */

import {
  classes,
  isMetaType,
  maxTtl,
  parseTtl,
  type RRClass,
  type RRType,
  rrTypes,
  type Token,
} from '@zonewright/wire';
import { fault } from './master-file-error.ts';

/** The head of one record. */
export interface EntryHead {
  /** In seconds; undefined where the line leaves it out. */
  readonly ttl: number | undefined;
  readonly type: RRType;
  /** Index of the type among the line's tokens: the data begins behind it. */
  readonly typeIndex: number;
}

/** What a word can be in a head. Nothing is two of them: a TTL begins with a digit. */
interface HeadWord {
  readonly ttl?: number | undefined;
  readonly class?: RRClass;
  readonly type?: RRType;
  /** Why the word is nothing that a head can have. */
  readonly rule?: string;
}

/** How many words are kept: a file has few different ones, and a hostile one can have many. */
const maxKeptWords = 1_000;

/** Reads the heads of one text's records. A word that was read before is known again. */
export class HeadReader {
  readonly #class: RRClass;
  readonly #words = new Map<string, HeadWord>();

  /** @param rrClass the class that every record must have (RFC 1035 section 5.2) */
  constructor(rrClass: RRClass) {
    this.#class = rrClass;
  }

  /**
   * Reads the head that begins with the token at `start`, which there is.
   *
   * @throws {MasterFileError}
   */
  read(tokens: readonly Token[], start: number): EntryHead {
    let ttl: number | undefined;
    let hasClass = false;
    for (let i = start; i < tokens.length; i++) {
      // The loop ends before the tokens do.
      const token = tokens[i] as Token;
      const word = token.kind === 'word' ? this.#wordOf(token.text) : nothing;
      if (word.type !== undefined) return { ttl, type: word.type, typeIndex: i };
      if (ttl === undefined && word.ttl !== undefined) {
        ttl = checkTtl(word.ttl, token);
      } else if (!hasClass && word.class !== undefined) {
        if (word.class !== this.#class) throw fault(token, wrongClass(word.class, this.#class));
        hasClass = true;
      } else {
        throw fault(token, word.rule ?? noHead);
      }
    }
    // There was a token at `start`, and the last one was no type.
    throw fault(tokens.at(-1) as Token, 'a record type is missing behind it');
  }

  #wordOf(text: string): HeadWord {
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    const word = readWord(text);
    if (this.#words.size < maxKeptWords) this.#words.set(text, word);
    return word;
  }
}

const noHead = 'neither a TTL, a class nor a record type; unknown ones are TYPEn';
const nothing: HeadWord = { rule: noHead };

function wrongClass(found: RRClass, needed: RRClass): string {
  return `class ${found} among records of ${needed} (RFC 1035 section 5.2)`;
}

function readWord(text: string): HeadWord {
  const ttl = parseTtl(text);
  if (ttl !== undefined) return { ttl };
  const rrClass = classes.normalise(text);
  // ANY and NONE are classes of questions and updates: as a word, ANY is a type.
  if (rrClass !== undefined && rrClass !== 'ANY' && rrClass !== 'NONE') return { class: rrClass };
  const type = rrTypes.normalise(text);
  if (type === undefined) return nothing;
  if (isMetaType(type)) return { rule: `${type} is a meta type, which no zone holds` };
  return { type };
}

/** Reads a TTL (RFC 2308 section 4 and RFC 2181 section 8), which may have units: `1h30m`. */
export function readTtl(token: Token): number {
  const ttl = token.kind === 'word' ? parseTtl(token.text) : undefined;
  if (ttl === undefined) throw fault(token, 'not a TTL');
  return checkTtl(ttl, token);
}

function checkTtl(ttl: number, token: Token): number {
  if (ttl > maxTtl) throw fault(token, `a TTL is at most ${maxTtl} (RFC 2181 section 8)`);
  return ttl;
}
