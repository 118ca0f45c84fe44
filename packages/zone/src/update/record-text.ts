/**
 * Records as text, the way the methods of `Update` take them: `www 300 IN A 192.0.2.1`, one or
 * several, as in a master file (RFC 1035 section 5.1) but without its directives, and with white space
 * before a comment.
 */

import {
  type Entry,
  parseRdataTokens,
  type RRType,
  readEntries,
  TextSyntaxError,
} from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';
import { refuseOrigin } from './given-data.ts';
import { readType } from './given-type.ts';
import { readHead } from './record-head.ts';

/** A record as its text gives it: owner, class and TTL are not checked against the zone yet. */
export interface TextRecord {
  readonly owner: string;
  readonly ttl: number | undefined;
  readonly class: string | undefined;
  readonly type: RRType;
  readonly data: unknown;
}

/**
 * Reads the records of a text. Names in their data are absolute, with or without the final dot.
 *
 * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
 */
export function* readRecordText(text: string): Generator<TextRecord, void, undefined> {
  let owner: string | undefined;
  for (const entry of entriesOf(text)) {
    owner = entry.startsBlank ? owner : ownerOf(entry);
    if (owner === undefined) {
      throw new InvalidUpdateError(
        'record text',
        textOf(entry),
        'it begins with white space and so takes the owner of the line before, which there is not',
      );
    }
    const head = readHead(entry.startsBlank ? entry.tokens : entry.tokens.slice(1));
    if (head.type === undefined) {
      throw new InvalidUpdateError('record text', textOf(entry), 'the record type is missing');
    }
    const type = readType(head.type);
    if (head.data.length === 0) {
      throw new InvalidUpdateError('record text', textOf(entry), `the ${type} data is missing`);
    }
    const data = parseRdataTokens(type, head.data, '.');
    refuseOrigin(type, head.data.map((token) => token.text).join(' '), data);
    yield { owner, ttl: head.ttl, class: head.class, type, data };
  }
}

function* entriesOf(text: string): Generator<Entry, void, undefined> {
  try {
    yield* readEntries(text, 'apart');
  } catch (error) {
    if (error instanceof TextSyntaxError) {
      throw new InvalidUpdateError(`record text, line ${error.line},`, error.token, error.rule);
    }
    throw error;
  }
}

function ownerOf(entry: Entry): string {
  const first = entry.tokens[0];
  if (first?.kind !== 'word') {
    throw new InvalidUpdateError('owner name', first?.text, 'it must not be quoted');
  }
  if (first.text.startsWith('$')) {
    throw new InvalidUpdateError('record text', textOf(entry), 'directives belong to master files');
  }
  return first.text;
}

function textOf(entry: Entry): string {
  return entry.tokens.map((token) => token.text).join(' ');
}
