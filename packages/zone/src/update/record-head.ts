/**
 * What stands between owner and data in the text of a record: TTL and class in either order, both
 * optional, then the type (RFC 1035 section 5.1). Record text and scripts read it alike.
 */

import { classes, parseTtl, type Token } from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';

/** The parts as they are written, none of them checked but for being of their kind. */
export interface RecordHead {
  /** Seconds; may be out of range. */
  readonly ttl: number | undefined;
  readonly class: string | undefined;
  readonly type: string | undefined;
  /** The tokens of the data. */
  readonly data: readonly Token[];
}

/** ANY is read as the type: no record has the class. */
function isClass(text: string): boolean {
  return text.toUpperCase() !== 'ANY' && classes.number(text) !== undefined;
}

/**
 * Cuts the tokens behind an owner into TTL, class, type and data.
 *
 * @throws {InvalidUpdateError} for a type that is quoted
 */
export function readHead(tokens: readonly Token[]): RecordHead {
  let ttl: number | undefined;
  let rrClass: string | undefined;
  let next = 0;
  for (; next < tokens.length; next++) {
    const { kind, text } = tokens[next] as Token;
    if (kind === 'quoted') break;
    const time = ttl === undefined ? parseTtl(text) : undefined;
    if (time !== undefined) ttl = time;
    else if (rrClass === undefined && isClass(text)) rrClass = text;
    else break;
  }
  const type = tokens[next];
  if (type?.kind === 'quoted') {
    throw new InvalidUpdateError('record type', type.text, 'it must not be quoted');
  }
  return { ttl, class: rrClass, type: type?.text, data: tokens.slice(next + 1) };
}
