/**
 * Master-file text to records: RFC 1035 section 5, with the `$TTL` of RFC 2308 section 4. The words
 * are cut by wire, what one line holds is read by `entry-record`; here is what goes on from line to
 * line: origin, owner, TTL, class, and other files.
 */

import {
  checkRecord,
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
} from '@zonewright/wire';
import { type EntryFields, fault, readEntryFields, readTtl, ruleOf } from './entry-record.ts';
import { MasterFileError } from './master-file-error.ts';

/** How a master file is read. */
export interface MasterFileOptions {
  /** What relative names are relative to until a `$ORIGIN`: the zone's name. */
  readonly origin: string;
  /** The class that every record must have. @default 'IN' */
  readonly class?: string;
  /**
   * Gives the text of a file that `$INCLUDE` names; without it `$INCLUDE` is an error. It decides
   * which files may be read at all: the name is what the text says.
   */
  readonly include?: (fileName: string) => string;
}

/** How deep files may include each other, and how many times a file is included in all. */
const maxIncludeDepth = 16;
const maxIncludes = 1_000;

/**
 * Reads the records of a master file, in the order of the text. Names become absolute.
 *
 * A record without a TTL takes that of the last `$TTL`; without one, the last TTL that was written
 * on a record; before any, the SOA's minimum, where the SOA is the first record; else it is an
 * error. `$GENERATE` is refused.
 *
 * @throws {MasterFileError} with line, column, token and rule
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
  const reader = new MasterFileReader(options);
  reader.read(text, parseName(options.origin));
  return reader.records;
}

class MasterFileReader {
  readonly records: ResourceRecord[] = [];
  readonly #class: RRClass;
  readonly #include: ((fileName: string) => string) | undefined;
  /** The files that are being included, outermost first. */
  readonly #files: string[] = [];
  #includes = 0;
  #defaultTtl: number | undefined;
  #lastTtl: number | undefined;
  #soaMinimum: number | undefined;

  constructor(options: MasterFileOptions) {
    const rrClass = classes.normalise(options.class ?? 'IN');
    if (rrClass === undefined) {
      throw new InvalidMessageError('class', options.class, 'no such class');
    }
    this.#class = rrClass;
    this.#include = options.include;
  }

  /** Reads one file. Origin and owner are its own; TTLs go on into the file that includes it. */
  read(text: string, startOrigin: string): void {
    if (typeof text !== 'string') {
      throw new MasterFileError({ rule: 'not a text', token: '', line: 1, column: 1 });
    }
    let origin = startOrigin;
    let owner: string | undefined;
    // Editors may put a byte order mark before the text.
    for (const entry of entriesOf(text.startsWith('\ufeff') ? text.slice(1) : text)) {
      // readEntries gives no entry without tokens.
      const first = entry.tokens[0] as Token;
      if (!entry.startsBlank && first.kind === 'word' && first.text.startsWith('$')) {
        origin = this.#directive(entry, first, origin);
        continue;
      }
      const fieldTokens = entry.startsBlank ? entry.tokens : entry.tokens.slice(1);
      if (!entry.startsBlank) owner = readName(first, origin, 'an owner');
      if (owner === undefined) throw fault(first, 'no owner before it that it could inherit');
      if (fieldTokens.length === 0) throw fault(first, 'a record type is missing behind the owner');
      this.#record(owner, readEntryFields(fieldTokens, origin), fieldTokens[0] as Token);
    }
  }

  #record(name: string, fields: EntryFields, at: Token): void {
    const { type, data } = fields;
    if (fields.class !== undefined && fields.class !== this.#class) {
      throw fault(
        at,
        `class ${fields.class} among records of ${this.#class} (RFC 1035 section 5.2)`,
      );
    }
    if (fields.ttl !== undefined) this.#lastTtl = fields.ttl;
    else if (type === 'SOA' && this.records.length === 0) {
      // The data was read as that of an SOA.
      this.#soaMinimum = (data as RdataOf<'SOA'>).minimum;
    }
    const ttl = fields.ttl ?? this.#defaultTtl ?? this.#lastTtl ?? this.#soaMinimum;
    if (ttl === undefined) {
      throw fault(at, 'no TTL, and none to take: begin the file with $TTL (RFC 2308 section 4)');
    }
    if (ttl > maxTtl) throw fault(at, `the SOA minimum, taken for a TTL, is over ${maxTtl}`);
    // The data was read for this very type, which the compiler cannot see.
    const record = { name, type, class: this.#class, ttl, data } as ResourceRecord;
    this.records.push(checkRecord(record) as ResourceRecord);
  }

  /** Carries out a line that begins with `$`. Gives the origin from there on. */
  #directive({ tokens }: Entry, directive: Token, origin: string): string {
    const [first, second] = tokens.slice(1);
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
      case '$INCLUDE':
        if (first === undefined) throw fault(directive, '$INCLUDE needs a file name');
        limitArguments(2);
        this.#readIncluded(
          first,
          second === undefined ? origin : readName(second, origin, 'an origin'),
        );
        return origin;
      case '$GENERATE':
        throw fault(directive, '$GENERATE is not supported: write its records out');
      default:
        throw fault(directive, 'no such directive: there are $ORIGIN, $TTL and $INCLUDE');
    }
  }

  #readIncluded(file: Token, origin: string): void {
    const fileName = file.text;
    if (this.#include === undefined) {
      throw fault(file, '$INCLUDE, and no option include that would give the text of the file');
    }
    if (this.#files.includes(fileName)) throw fault(file, 'a file includes itself');
    if (this.#files.length >= maxIncludeDepth) {
      throw fault(file, `files include each other more than ${maxIncludeDepth} deep`);
    }
    this.#includes += 1;
    if (this.#includes > maxIncludes) throw fault(file, `more than ${maxIncludes} $INCLUDE`);
    let text: string;
    try {
      text = this.#include(fileName);
    } catch (error) {
      throw fault(file, 'the file could not be read', error);
    }
    if (typeof text !== 'string') throw fault(file, 'the option include gave no text');
    this.#files.push(fileName);
    try {
      this.read(text, origin);
    } catch (error) {
      if (!(error instanceof MasterFileError) || error.fileName !== undefined) throw error;
      const { rule, token, line, column, cause } = error;
      throw new MasterFileError({ rule, token, line, column, cause, fileName });
    }
    this.#files.pop();
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

function readName(token: Token, origin: string, what: string): string {
  if (token.kind === 'quoted') throw fault(token, `${what} must not be quoted`);
  try {
    return parseName(token.text, { origin });
  } catch (error) {
    throw fault(token, `${what}, ${ruleOf(error)}`, error);
  }
}
