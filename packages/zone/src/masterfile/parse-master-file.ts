/**
 * Master-file text to records: RFC 1035 section 5, with the `$TTL` of RFC 2308 section 4 and BIND's
 * `$GENERATE`. The words are cut by wire, what one line holds is read by `entry-head` and
 * `entry-data`; here is what goes on from line to line: origin, owner, TTL, and other files.
 */

import {
  classes,
  type Entry,
  InvalidMessageError,
  maxTtl,
  parseName,
  type RdataOf,
  type ResourceRecord,
  type RRClass,
  readEntries,
  TextSyntaxError,
  type Token,
  trusted,
} from '@zonewright/wire';
import { checkOptions } from './check-arguments.ts';
import { readData, readName } from './entry-data.ts';
import { type EntryHead, HeadReader, readTtl } from './entry-head.ts';
import { RecordGenerator } from './generate.ts';
import { IncludedFiles } from './included-files.ts';
import { fault, MasterFileError } from './master-file-error.ts';

/** How a master file is read. */
export interface MasterFileOptions {
  /** What relative names are relative to until a `$ORIGIN`: the zone's name. */
  readonly origin: string;
  /** The class that every record must have. @default 'IN' */
  readonly class?: string | undefined;
  /**
   * Gives the text of a file that `$INCLUDE` names; without it `$INCLUDE` is an error. It decides
   * which files may be read at all: the name is what the text says.
   */
  readonly include?: ((fileName: string) => string) | undefined;
}

/**
 * Reads the records of a master file, in the order of the text. Names become absolute. Data is held to
 * the form of its type, and not to what an update is held to besides, such as the length of a digest:
 * servers keep records that break it, and print them.
 *
 * A record without a TTL takes that of the last `$TTL`; without one, the last TTL that was written
 * on a record; before any, the SOA's minimum, where the SOA is the first record; else it is an
 * error.
 *
 * `$INCLUDE file [origin]` reads a file in its place: it begins with the origin and the owner of
 * the line before, or with the origin given, and what it makes of them ends with it; a `$TTL` goes
 * on. `$GENERATE` is BIND's: at most 65,536 records each, and in all what takes 128 MiB, some
 * 400,000 usual records.
 *
 * @throws {MasterFileError} with line, column, token and rule; inside an included file with its
 *   name, inside a `$GENERATE` with the number that `$` stood for
 * @throws {InvalidNameError | InvalidMessageError | InvalidOptionError} for options that are none
 *
 * @example
 * ```ts
 * import { parseMasterFile } from '@zonewright/zone';
 *
 * const text = `
 * $TTL 1h
 * www   IN A  192.0.2.1
 *    60 IN A  192.0.2.2
 * `;
 * parseMasterFile(text, { origin: 'example.com.' });
 * // => [
 * //   { name: 'www.example.com.', type: 'A', class: 'IN', ttl: 3600, data: '192.0.2.1' },
 * //   { name: 'www.example.com.', type: 'A', class: 'IN', ttl: 60, data: '192.0.2.2' },
 * // ]
 * parseMasterFile('www 60 A 192.0.2.256', { origin: 'example.com.' }); // => throws MasterFileError
 * ```
 */
export function parseMasterFile(text: string, options: MasterFileOptions): ResourceRecord[] {
  checkOptions(options);
  const reader = new MasterFileReader(options);
  reader.read(text, parseName(options.origin), undefined);
  return reader.records;
}

class MasterFileReader {
  readonly records: ResourceRecord[] = [];
  readonly #class: RRClass;
  readonly #files: IncludedFiles;
  readonly #heads: HeadReader;
  readonly #generator = new RecordGenerator();
  #defaultTtl: number | undefined;
  #lastTtl: number | undefined;
  #soaMinimum: number | undefined;

  constructor(options: MasterFileOptions) {
    const rrClass = classes.normalise(options.class ?? 'IN');
    if (rrClass === undefined) {
      throw new InvalidMessageError('class', options.class, 'no such class');
    }
    this.#class = rrClass;
    this.#heads = new HeadReader(rrClass);
    this.#files = new IncludedFiles(options.include);
  }

  /** Reads one file. Origin and owner are its own; TTLs go on into the file that includes it. */
  read(text: string, startOrigin: string, startOwner: string | undefined): void {
    if (typeof text !== 'string') {
      throw new MasterFileError({ rule: 'not a text', token: '', line: 1, column: 1 });
    }
    let origin = startOrigin;
    let owner = startOwner;
    /** What the owner was read from; the same text again is the same name, and is kept once. */
    let ownerText = '';
    // Editors may put a byte order mark before the text.
    for (const entry of entriesOf(text.startsWith('\ufeff') ? text.slice(1) : text)) {
      const { tokens, startsBlank } = entry;
      // readEntries gives no entry without tokens.
      const first = tokens[0] as Token;
      if (!startsBlank) {
        if (first.kind === 'word' && first.text.startsWith('$')) {
          origin = this.#directive(entry, first, origin, owner);
          ownerText = '';
          continue;
        }
        if (first.text !== ownerText || first.kind === 'quoted') {
          owner = readName(first, origin, 'an owner');
          ownerText = first.text;
        }
        if (tokens.length === 1) throw fault(first, 'a record type is missing behind the owner');
      }
      if (owner === undefined) throw fault(first, 'no owner before it that it could inherit');
      const headIndex = startsBlank ? 0 : 1;
      const head = this.#heads.read(tokens, headIndex);
      const { type, typeIndex } = head;
      const dataTokens = tokens.slice(typeIndex + 1);
      const data = readData(type, dataTokens, tokens[typeIndex] as Token, origin);
      this.#add(owner, head, data, tokens[headIndex] as Token);
    }
  }

  #add(name: string, head: EntryHead, data: unknown, at: Token): void {
    const { type } = head;
    if (head.ttl !== undefined) this.#lastTtl = head.ttl;
    else if (type === 'SOA' && this.records.length === 0) {
      // The data was read as that of an SOA.
      this.#soaMinimum = (data as RdataOf<'SOA'>).minimum;
    }
    const ttl = head.ttl ?? this.#defaultTtl ?? this.#lastTtl ?? this.#soaMinimum;
    if (ttl === undefined) {
      throw fault(at, 'no TTL, and none to take: begin the file with $TTL (RFC 2308 section 4)');
    }
    if (ttl > maxTtl) throw fault(at, `the SOA minimum, taken for a TTL, is over ${maxTtl}`);
    // The data was read for this very type, which the compiler cannot see.
    this.records.push(trusted({ name, type, class: this.#class, ttl, data } as ResourceRecord));
  }

  /** Carries out a line that begins with `$`. Gives the origin from there on. */
  #directive(
    { tokens }: Entry,
    directive: Token,
    origin: string,
    owner: string | undefined,
  ): string {
    const [, first, second] = tokens;
    const limitArguments = (most: number): void => {
      const surplus = tokens[most + 1];
      if (surplus !== undefined) throw fault(surplus, `too much behind ${directive.text}`);
    };
    switch (directive.text.toUpperCase()) {
      case '$ORIGIN':
        if (first === undefined) throw fault(directive, '$ORIGIN needs a domain name');
        limitArguments(1);
        return readName(first, origin, 'an origin');
      case '$TTL':
        if (first === undefined) throw fault(directive, '$TTL needs a TTL (RFC 2308 section 4)');
        limitArguments(1);
        this.#defaultTtl = readTtl(first);
        return origin;
      case '$INCLUDE': {
        if (first === undefined) throw fault(directive, '$INCLUDE needs a file name');
        limitArguments(2);
        const start = second === undefined ? origin : readName(second, origin, 'an origin');
        this.#files.read(first, (text) => this.read(text, start, owner));
        return origin;
      }
      case '$GENERATE':
        this.#generate(tokens, directive, origin);
        return origin;
      default:
        throw fault(directive, 'no such directive: there are $ORIGIN, $TTL, $INCLUDE, $GENERATE');
    }
  }

  /** `$GENERATE range lhs [ttl] [class] type rhs`; the owner of the line before stays. */
  #generate(tokens: readonly Token[], directive: Token, origin: string): void {
    const [, range, lhs, headToken] = tokens;
    if (range === undefined || lhs === undefined || headToken === undefined) {
      throw fault(directive, '$GENERATE needs a range, an owner, a record type and data');
    }
    const head = this.#heads.read(tokens, 3);
    const typeToken = tokens[head.typeIndex] as Token;
    const rhs = tokens[head.typeIndex + 1];
    if (rhs === undefined) throw fault(typeToken, 'the data is missing behind the type');
    const surplus = tokens[head.typeIndex + 2];
    if (surplus !== undefined) {
      throw fault(surplus, 'the data of $GENERATE is one word: put several in quotes, all in one');
    }
    this.#generator.run([range, lhs, rhs], (owner, dataTokens) => {
      const name = readName(owner, origin, 'an owner');
      this.#add(name, head, readData(head.type, dataTokens, rhs, origin), headToken);
    });
  }
}

/** The entries of a text; text that cannot be cut into entries is an error of the file. */
function* entriesOf(text: string): Generator<Entry, void, undefined> {
  try {
    yield* readEntries(text);
  } catch (error) {
    if (!(error instanceof TextSyntaxError)) throw error;
    const { rule, token, line, column } = error;
    throw new MasterFileError({ rule, token, line, column });
  }
}
