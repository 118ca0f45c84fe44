/**
 * The zone of an update (RFC 2136 section 2.3), and the names that belong to it: how an owner's name
 * is read is decided here for every method of `Update`.
 */

import { classes, isInZone, parseName, quote, type RRClass, sameName } from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';

/** What an update changes. */
export interface UpdateZone {
  /** Absolute, letters in the case they were given. */
  readonly name: string;
  readonly class: RRClass;
  /**
   * Whether it surely has several, so that a single label names something other than the zone or its
   * parent.
   */
  readonly hasSeveralLabels: boolean;
}

/** A label that needs no escape and no IDNA. */
const oneLabel = /^[A-Za-z0-9_-]{1,63}$/;

/** Longest text of a name that surely fits in 255 octets. */
const maxPlainName = 254;

/**
 * Reads a zone's name and class.
 *
 * @throws {InvalidUpdateError} for an empty name and for what is no class of a zone
 * @throws {InvalidNameError}
 */
export function readZone(name: unknown, rrClass: unknown): UpdateZone {
  if (typeof name !== 'string') {
    throw new InvalidUpdateError('zone name', name, 'a string is needed');
  }
  if (name === '' || name === '@') {
    throw new InvalidUpdateError('zone name', name, 'it names no zone; the root is "."');
  }
  const absolute = parseName(name);
  const hasSeveralLabels = !absolute.includes('\\') && absolute.indexOf('.') < absolute.length - 1;
  return { name: absolute, class: readZoneClass(rrClass), hasSeveralLabels };
}

function readZoneClass(given: unknown): RRClass {
  const rrClass = typeof given === 'string' ? classes.normalise(given) : undefined;
  if (rrClass === undefined) {
    throw new InvalidUpdateError('class', given, 'no such class; unknown ones are written CLASSn');
  }
  if (rrClass === 'ANY' || rrClass === 'NONE') {
    throw new InvalidUpdateError('class', given, 'no zone has it (RFC 2136 section 1.3)');
  }
  return rrClass;
}

/**
 * Reads the name of an owner in a zone: `@` and no text are the apex; a name that ends in a dot or
 * in the zone's own labels is absolute; any other is relative to the zone.
 *
 * @throws {InvalidUpdateError} for a name outside the zone
 * @throws {InvalidNameError}
 */
export function readOwner(zone: UpdateZone, name: unknown): string {
  if (typeof name !== 'string') {
    throw new InvalidUpdateError(
      'owner name',
      name,
      typeof name === 'object' && name !== null
        ? 'a string is needed; several records are given as one iterable'
        : 'a string is needed',
    );
  }
  if (name === '@' || name === '') return zone.name;
  // Most owners are one label, which in a zone of several can be no absolute name.
  if (zone.hasSeveralLabels && oneLabel.test(name)) {
    const owner = `${name}.${zone.name}`;
    if (owner.length < maxPlainName) return owner;
  }
  const absolute = parseName(name);
  if (isInZone(absolute, zone.name)) return absolute;
  const relative = parseName(name, { origin: zone.name });
  // Only a name with its final dot is the same wherever it is read.
  if (sameName(relative, absolute)) {
    throw new InvalidUpdateError('owner name', name, `it is outside the zone ${quote(zone.name)}`);
  }
  return relative;
}

/**
 * Makes sure that a record's class, where it has one, is the zone's.
 *
 * @throws {InvalidUpdateError}
 */
export function checkClass(zone: UpdateZone, given: unknown): void {
  if (given === undefined) return;
  const rrClass = typeof given === 'string' ? classes.normalise(given) : undefined;
  if (rrClass !== zone.class) {
    throw new InvalidUpdateError('class', given, `the zone's class is ${zone.class}`);
  }
}
