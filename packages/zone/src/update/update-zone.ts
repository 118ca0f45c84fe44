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
  /** What stands behind the first label of a name right below it. */
  readonly suffix: string;
}

/** Longest label in octets (RFC 1035 section 2.3.4). */
const maxLabel = 63;

/** By code: whether a character needs no escape, no IDNA and no look at what it means. */
const isPlainCode: readonly boolean[] = Array.from({ length: 0x80 }, (_, code) =>
  /[A-Za-z0-9_-]/.test(String.fromCharCode(code)),
);

const dot = 0x2e;

/** Whether a text is one label of plain characters. A regular expression takes 8 ns longer. */
function isPlainLabel(text: string): boolean {
  if (text.length === 0 || text.length > maxLabel) return false;
  for (let i = 0; i < text.length; i++) {
    if (isPlainCode[text.charCodeAt(i)] !== true) return false;
  }
  return true;
}

/** Longest text of a name that surely fits in 255 octets. */
const maxPlainName = 254;

/** What was read last: a program has many updates for a zone. It spares half of a new update's time. */
let last:
  | { readonly name: unknown; readonly class: unknown; readonly zone: UpdateZone }
  | undefined;

/**
 * Reads a zone's name and class.
 *
 * @throws {InvalidUpdateError} for an empty name and for what is no class of a zone
 * @throws {InvalidNameError}
 */
export function readZone(name: unknown, rrClass: unknown): UpdateZone {
  if (last !== undefined && last.name === name && last.class === rrClass) return last.zone;
  const zone = readOtherZone(name, rrClass);
  last = { name, class: rrClass, zone };
  return zone;
}

function readOtherZone(name: unknown, rrClass: unknown): UpdateZone {
  if (typeof name !== 'string') {
    throw new InvalidUpdateError('zone name', name, 'a string is needed');
  }
  if (name === '' || name === '@') {
    throw new InvalidUpdateError('zone name', name, 'it names no zone; the root is "."');
  }
  const absolute = parseName(name);
  const hasSeveralLabels = !absolute.includes('\\') && absolute.indexOf('.') < absolute.length - 1;
  return {
    name: absolute,
    class: readZoneClass(rrClass),
    hasSeveralLabels,
    suffix: absolute === '.' ? '.' : `.${absolute}`,
  };
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
 * The one label of an owner right below the zone, as most are, given alone or as the absolute name;
 * undefined where it is another name, and for all that {@link readOwner} has to look at closely.
 */
export function readLabel(
  { suffix, hasSeveralLabels }: UpdateZone,
  name: unknown,
): string | undefined {
  // A single label can be an absolute name only in a zone that has no more.
  if (typeof name !== 'string' || !hasSeveralLabels) return undefined;
  const isAbsolute = name.charCodeAt(name.length - 1) === dot && name.endsWith(suffix);
  const label = isAbsolute ? name.slice(0, -suffix.length) : name;
  return label.length + suffix.length < maxPlainName && isPlainLabel(label) ? label : undefined;
}

/**
 * Reads the name of an owner in a zone: `@` and no text are the apex; a name that ends in a dot or
 * in the zone's own labels is absolute; any other is relative to the zone.
 *
 * @param label what {@link readLabel} makes of the name
 * @throws {InvalidUpdateError} for a name outside the zone
 * @throws {InvalidNameError}
 */
export function readOwner(
  zone: UpdateZone,
  name: unknown,
  label: string | undefined = readLabel(zone, name),
): string {
  if (label !== undefined) return label + zone.suffix;
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
