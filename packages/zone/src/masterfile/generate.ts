/**
 * `$GENERATE range lhs [ttl] [class] type rhs`: one line that stands for many records, an extension
 * of BIND's. The range is `start-stop` or `start-stop/step`; in owner and data `$` stands for the
 * number, `${offset,width,base}` for the number plus an offset, filled up with zeros, in base `d`,
 * `o`, `x` or `X`, or as nibbles with dots between, the lowest first, in base `n` or `N`. `$$` and
 * `\$` are dollar signs.
 *
 * The data is one token, as BIND has it: data of several words is put in quotes, and what is in the
 * quotes is read as if it stood there without them.
 */

import { readEntries, TextSyntaxError, type Token } from '@zonewright/wire';
import { fault, MasterFileError, within } from './master-file-error.ts';

/** Numbers are those of 32 bits with a sign, as in BIND. */
const largestNumber = 2_147_483_647;

/**
 * The most records that one `$GENERATE` makes: all addresses of a /16 network. A larger range is a
 * slip or an attack: 30 characters of text that fill the memory.
 */
const maxRecords = 65_536;

/**
 * The most memory that the records of all `$GENERATE` of a master file take, in bytes, by a rough
 * count: a record, each word of its data, each character. It is some 400,000 usual records.
 */
const maxBytes = 134_217_728;
const recordBytes = 256;
const wordBytes = 64;

/** The widest that a number is filled up to, as in BIND. */
const maxWidth = 127;

/** Numbers from `start` to `stop`. */
interface Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** Where the number goes, and how it is written there. */
interface Place {
  readonly offset: number;
  readonly width: number;
  readonly base: string;
}

/** Writes out the `$GENERATE` lines of one master file, and counts what they make of it. */
export class RecordGenerator {
  #bytes = 0;

  /**
   * Gives owner and data of each record, as they would stand on a line of its own, to `take`: each
   * token at the place of the one that it was made from.
   *
   * @throws {MasterFileError} with `iteration` where one record is at fault, in `take` too
   */
  run(
    [range, lhs, rhs]: readonly [range: Token, lhs: Token, rhs: Token],
    take: (owner: Token, data: readonly Token[]) => void,
  ): void {
    const { start, stop, step } = readRange(range);
    const owner = readTemplate(lhs, lhs.text);
    const data = readTemplate(rhs, rhs.kind === 'quoted' ? withoutQuoting(rhs.text) : rhs.text);
    for (let iteration = start; iteration <= stop; iteration += step) {
      try {
        const ownerText = fill(owner, iteration, lhs);
        const dataText = fill(data, iteration, rhs);
        this.#count(recordBytes + ownerText.length + dataText.length, range);
        const dataTokens = tokensOf(dataText, rhs);
        this.#count(wordBytes * dataTokens.length, range);
        take({ ...lhs, text: ownerText }, dataTokens);
      } catch (error) {
        throw error instanceof MasterFileError ? within(error, { iteration }) : error;
      }
    }
  }

  #count(bytes: number, range: Token): void {
    this.#bytes += bytes;
    if (this.#bytes > maxBytes) {
      throw fault(range, `over ${maxBytes} bytes of records from $GENERATE in one master file`);
    }
  }
}

function readRange(token: Token): Range {
  const [, ...numbers] = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(token.text) ?? [];
  const [start, stop, step = 1] = numbers
    .filter((digits) => digits !== undefined)
    .map((digits) => Number(digits));
  if (token.kind === 'quoted' || start === undefined || stop === undefined) {
    throw fault(token, 'not a range, which is start-stop or start-stop/step');
  }
  if (stop > largestNumber) throw fault(token, `a range goes to ${largestNumber} at most`);
  if (stop < start) throw fault(token, 'a range that stops before it starts');
  if (step === 0) throw fault(token, 'a range with a step of 0');
  const records = Math.floor((stop - start) / step) + 1;
  if (records > maxRecords) {
    throw fault(token, `${records} records, and one $GENERATE makes ${maxRecords} at most`);
  }
  return { start, stop, step };
}

const placeText = /\{([+-]?\d{1,10})(?:,(\d{1,10})(?:,([doxXnN]))?)?\}/y;

/** Takes a text apart into what stays and the places of the number. */
function readTemplate(token: Token, text: string): (string | Place)[] {
  const pieces: (string | Place)[] = [];
  let literal = '';
  for (let i = 0; i < text.length; ) {
    const character = text.charAt(i);
    const next = text.charAt(i + 1);
    if (character === '\\') {
      literal += character + next;
      i += 2;
    } else if (character === '$' && next === '$') {
      literal += character;
      i += 2;
    } else if (character === '$') {
      pieces.push(literal);
      literal = '';
      placeText.lastIndex = i + 1;
      const place = next === '{' ? readPlace(token, placeText.exec(text)) : plainPlace;
      pieces.push(place);
      i = next === '{' ? placeText.lastIndex : i + 1;
    } else {
      literal += character;
      i++;
    }
  }
  pieces.push(literal);
  return pieces;
}

const plainPlace: Place = { offset: 0, width: 0, base: 'd' };

function readPlace(token: Token, match: RegExpExecArray | null): Place {
  if (match === null) {
    throw fault(token, 'behind $ no {offset,width,base}, with base one of d, o, x, X, n, N');
  }
  const [, offset, width = '0', base = 'd'] = match;
  const place = { offset: Number(offset), width: Number(width), base };
  if (Math.abs(place.offset) > largestNumber) {
    throw fault(token, `an offset is at most ${largestNumber}`);
  }
  if (place.width > maxWidth) throw fault(token, `a width is at most ${maxWidth}`);
  return place;
}

function fill(template: readonly (string | Place)[], iteration: number, token: Token): string {
  let text = '';
  for (const piece of template) {
    text += typeof piece === 'string' ? piece : write(piece, iteration, token);
  }
  return text;
}

/** Writes the number as C's printf would, which BIND leaves it to: without a sign but in base d. */
function write({ offset, width, base }: Place, iteration: number, token: Token): string {
  const number = iteration + offset;
  if (number > largestNumber) {
    throw fault(token, `$ and its offset are over ${largestNumber}`);
  }
  switch (base) {
    case 'd':
      if (number < 0) return `-${String(-number).padStart(width - 1, '0')}`;
      return String(number).padStart(width, '0');
    case 'o':
      return (number >>> 0).toString(8).padStart(width, '0');
    case 'x':
      return (number >>> 0).toString(16).padStart(width, '0');
    case 'X':
      return (number >>> 0).toString(16).toUpperCase().padStart(width, '0');
    default:
      if (number < 0) {
        throw fault(token, 'a number below 0 has no nibbles');
      }
      return base === 'n' ? nibbles(number, width) : nibbles(number, width).toUpperCase();
  }
}

/** Hexadecimal digits with dots between them, the lowest first; the width counts the dots too. */
function nibbles(number: number, width: number): string {
  const digits = number.toString(16).split('').reverse();
  const text = digits.join('.');
  // Beyond the number a dot and a zero take turns, and the width may end with the dot.
  return text.padEnd(width, '.0');
}

/** Within the quotes of the data a quote was written with a backslash, and is one now. */
function withoutQuoting(text: string): string {
  return text.replace(/\\(.)/gs, (pair, character) => (character === '"' ? character : pair));
}

function tokensOf(text: string, at: Token): Token[] {
  try {
    // No token holds a line feed, so that there is one entry at most.
    const [entry] = readEntries(text);
    const { line, column } = at;
    return (entry?.tokens ?? []).map((token) => ({ ...token, line, column }));
  } catch (error) {
    if (!(error instanceof TextSyntaxError)) throw error;
    throw fault({ ...at, text: error.token }, error.rule);
  }
}
