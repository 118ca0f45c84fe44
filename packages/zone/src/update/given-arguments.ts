/**
 * The arguments of the methods of `Update`. How many there are is checked too: `removeName` with a
 * type, or `removeRRset` with data, would remove more than was meant.
 */

import type { RRClass, RRType } from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';
import { createDraft, type Draft } from './draft.ts';
import { readData } from './given-data.ts';
import { readSource } from './given-records.ts';
import { readTtl, readType } from './given-type.ts';
import { readLabel, readOwner, type UpdateZone } from './update-zone.ts';

type Arguments = readonly unknown[];

/**
 * A name and nothing else.
 *
 * @param other the method that takes more
 * @throws {InvalidUpdateError | InvalidNameError}
 */
export function readNameAlone(zone: UpdateZone, given: Arguments, other: string): string {
  checkArity(given, 1, `a name alone is taken; ${other} takes a type too`);
  return readOwner(zone, given[0]);
}

/**
 * A name and a type and nothing else.
 *
 * @param other the method that takes more
 * @throws {InvalidUpdateError | InvalidNameError}
 */
export function readNameAndType(
  zone: UpdateZone,
  given: Arguments,
  other: string | undefined,
): { readonly name: string; readonly type: RRType } {
  const hint = other === undefined ? '' : `; ${other} takes data too`;
  checkArity(given, 2, `a name and a type alone are taken${hint}`);
  return { name: readOwner(zone, given[0]), type: readType(given[1]) };
}

/**
 * Records of TTL 0: name, type and data, or one argument in any form of {@link readSource}.
 *
 * @param other what an RRset without data would ask for, for the error's sentence
 * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
 */
export function readRecords(
  zone: UpdateZone,
  given: Arguments,
  rrClass: RRClass,
  other: string,
): Draft[] {
  if (given.length === 1) return readSource(zone, given[0], rrClass, false);
  return readRRset(zone, given[1], rrClass, 0, given, 2, other);
}

/**
 * Records of one RRset in the zone's class, from name, TTL, type and data.
 *
 * @param other what to call for an RRset without data, for the error's sentence
 * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
 */
export function readTtlRecords(zone: UpdateZone, given: Arguments, other?: string): Draft[] {
  return readRRset(zone, given[2], zone.class, given[1], given, 3, other);
}

/** @param first where the data begins among the arguments; they run to the end */
function readRRset(
  zone: UpdateZone,
  typeText: unknown,
  rrClass: RRClass,
  givenTtl: unknown,
  given: Arguments,
  first: number,
  other: string | undefined,
): Draft[] {
  const label = readLabel(zone, given[0]);
  const name = readOwner(zone, given[0], label);
  const ttl = readTtl(givenTtl);
  const type = readType(typeText);
  if (given.length <= first) {
    const hint = other === undefined ? '' : `; ${other}`;
    throw new InvalidUpdateError(`${type} data`, undefined, `it is missing${hint}`);
  }
  // readType takes nothing but a string.
  const text = typeText as string;
  // Most have one record, and pushing the first would make room for more.
  const data = readData(type, text, given[first]);
  const drafts = [createDraft(label, name, type, rrClass, ttl, data)];
  for (let i = first + 1; i < given.length; i++) {
    const next = readData(type, text, given[i]);
    drafts.push(createDraft(label, name, type, rrClass, ttl, next));
  }
  return drafts;
}

function checkArity(given: Arguments, most: number, rule: string): void {
  if (given.length > most) throw new InvalidUpdateError('arguments', given, rule);
}
