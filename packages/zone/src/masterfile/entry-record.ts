/**
 * One record of a master file: owner, then TTL and class in either order or left out, the type, the
 * data (RFC 1035 section 5.1). What is left out comes from the lines before; who reads the lines
 * keeps that.
 */

import {
  classes,
  InvalidValueError,
  isMetaType,
  maxTtl,
  parseRdataTokens,
  parseTtl,
  quote,
  type RRClass,
  type RRType,
  rrTypes,
  type Token,
} from '@zonewright/wire';
import { MasterFileError } from './master-file-error.ts';

/** What stands on the line behind the owner. */
export interface EntryFields {
  /** In seconds; undefined where the line leaves it out. */
  readonly ttl: number | undefined;
  readonly class: RRClass | undefined;
  readonly type: RRType;
  readonly data: unknown;
}

/**
 * Reads the tokens behind the owner.
 *
 * @param tokens at least one
 * @param origin what relative names in the data are relative to
 * @throws {MasterFileError}
 */
export function readEntryFields(tokens: readonly Token[], origin: string): EntryFields {
  let ttl: number | undefined;
  let rrClass: RRClass | undefined;
  for (const [i, token] of tokens.entries()) {
    const { text } = token;
    const isWord = token.kind === 'word';
    if (isWord && ttl === undefined && parseTtl(text) !== undefined) {
      ttl = readTtl(token);
    } else if (isWord && rrClass === undefined && isRecordClass(text)) {
      rrClass = classes.normalise(text);
    } else {
      const type = isWord ? rrTypes.normalise(text) : undefined;
      if (type === undefined) {
        throw fault(token, 'neither a TTL, a class nor a record type; unknown ones are TYPEn');
      }
      if (isMetaType(type)) throw fault(token, `${type} is a meta type, which no zone holds`);
      return {
        ttl,
        class: rrClass,
        type,
        data: readData(type, tokens.slice(i + 1), token, origin),
      };
    }
  }
  // The caller gives at least one token, and the last one was no type.
  throw fault(tokens.at(-1) as Token, 'a record type is missing behind it');
}

/** ANY and NONE are classes of questions and updates: as a word, ANY is a type. */
function isRecordClass(text: string): boolean {
  const rrClass = classes.normalise(text);
  return rrClass !== undefined && rrClass !== 'ANY' && rrClass !== 'NONE';
}

/** Reads a TTL (RFC 2308 section 4 and RFC 2181 section 8), which may have units: `1h30m`. */
export function readTtl(token: Token): number {
  const ttl = token.kind === 'word' ? parseTtl(token.text) : undefined;
  if (ttl === undefined) throw fault(token, 'not a TTL');
  if (ttl > maxTtl) throw fault(token, `a TTL is at most ${maxTtl} (RFC 2181 section 8)`);
  return ttl;
}

function readData(
  type: RRType,
  tokens: readonly Token[],
  typeToken: Token,
  origin: string,
): unknown {
  try {
    return parseRdataTokens(type, tokens, origin);
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    throw fault(tokens[0] ?? typeToken, `${type} data: ${error.rule}`, error);
  }
}

/** An error at a token; the reader of the lines adds the file's name. */
export function fault(token: Token, rule: string, cause?: unknown): MasterFileError {
  const { line, column } = token;
  return new MasterFileError({ rule, token: token.text, line, column, cause });
}

/** The rule that a value of a caller's or a file's breaks, for an error that says where it stands. */
export function ruleOf(error: unknown): string {
  if (error instanceof InvalidValueError) return `${quote(error.value)}: ${error.rule}`;
  throw error;
}
