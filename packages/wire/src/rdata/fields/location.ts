/**
 * The data of LOC (RFC 1876): a place in degrees and metres. The octets hold thousandths of a
 * second of arc and centimetres; a number that was read from them gives the same octets again. What
 * the octets of another version hold is not known: they are the data as they are (section 2).
 */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import type { Reader } from '../../octets/reader.ts';
import { type Field, FieldError } from './field.ts';
import { checkNamed, fieldsOf } from './fields-of.ts';
import { opaque } from './octets.ts';
import type { TokenReader } from './token-reader.ts';

/** A place on or above the Earth (WGS 84). */
export interface Location {
  /** Degrees north of the equator, -90 to 90. */
  readonly latitude: number;
  /** Degrees east of Greenwich, -180 to 180. */
  readonly longitude: number;
  /** Metres above the reference spheroid, -100,000 to 42,849,672.95. */
  readonly altitude: number;
  /** Diameter in metres of a sphere that encloses what is there. */
  readonly size: number;
  /** Diameter in metres of the circle of error. */
  readonly horizontalPrecision: number;
  /** Metres of the vertical error, from end to end. */
  readonly verticalPrecision: number;
}

/** A place; what is left out is 1 m, 10,000 m and 10 m (RFC 1876 section 3). */
export type LocationInput = Omit<Location, 'size' | 'horizontalPrecision' | 'verticalPrecision'> &
  Partial<Location>;

const arcsPerDegree = 3_600_000;
const equator = 2 ** 31;
/** Centimetres below the spheroid that an altitude of 0 stands for. */
const altitudeBase = 10_000_000;
const largestU32 = 4_294_967_295;
const precisionNames = ['size', 'horizontalPrecision', 'verticalPrecision'] as const;
const defaults = { size: 1, horizontalPrecision: 10_000, verticalPrecision: 10 };
const names = ['latitude', 'longitude', 'altitude', ...precisionNames];

/** A size as it travels: a digit and a power of ten, in centimetres. Smaller digits are cut off. */
function packSize(metres: number): number {
  let digit = Math.round(metres * 100);
  let exponent = 0;
  while (digit > 9) {
    digit = Math.floor(digit / 10);
    exponent++;
  }
  return (digit << 4) | exponent;
}

function unpackSize(octet: number): number {
  return ((octet >>> 4) * 10 ** (octet & 15)) / 100;
}

function readSize(reader: Reader): number {
  const at = reader.offset;
  const octet = reader.u8();
  // Nothing times a power of ten would be written as 0 again.
  const well = octet >>> 4 <= 9 && (octet & 15) <= 9 && (octet >>> 4 > 0 || octet === 0);
  if (!well) throw new WireError(at, 'a LOC size is a digit and a power of ten (RFC 1876)');
  return unpackSize(octet);
}

function readAngle(reader: Reader, largestDegrees: number): number {
  const at = reader.offset;
  const arcs = reader.u32() - equator;
  if (Math.abs(arcs) > largestDegrees * arcsPerDegree) {
    throw new WireError(at, `a LOC angle over ${largestDegrees} degrees (RFC 1876 section 2)`);
  }
  return arcs / arcsPerDegree;
}

function checkNumber(value: unknown, smallest: number, largest: number): number {
  // Comparing refuses NaN too.
  if (typeof value !== 'number' || !(value >= smallest && value <= largest)) {
    throw new FieldError(`${quote(value)} is no number from ${smallest} to ${largest}`);
  }
  return value;
}

const checkAngle = (value: unknown, largest: number): number =>
  // Adding 0 makes 0 of -0.
  Math.round(checkNumber(value, -largest, largest) * arcsPerDegree) / arcsPerDegree + 0;

const checkAltitude = (value: unknown): number => {
  const largest = (largestU32 - altitudeBase) / 100;
  return Math.round(checkNumber(value, -altitudeBase / 100, largest) * 100) / 100 + 0;
};

const checkSize = (value: unknown): number =>
  unpackSize(packSize(checkNumber(value, 0, 90_000_000)));

/** An angle of one to three numbers and a letter: `51 30 12.748 N`. */
function parseAngle(tokens: TokenReader, [positive, negative]: readonly [string, string]): number {
  const largest = positive === 'N' ? 90 : 180;
  const limits = [largest, 59, 59.999];
  let arcs = 0;
  for (let i = 0; ; i++) {
    const word = tokens.word(`an angle with ${positive} or ${negative}`);
    const letter = word.toUpperCase();
    if (i > 0 && (letter === positive || letter === negative)) {
      if (arcs > largest * arcsPerDegree) throw new FieldError(`an angle over ${largest} degrees`);
      return (letter === positive ? arcs : -arcs) / arcsPerDegree + 0;
    }
    const wellFormed = i < 2 ? /^\d{1,3}$/ : /^\d{1,2}(?:\.\d{1,3})?$/;
    const limit = limits[i];
    if (limit === undefined || !wellFormed.test(word) || Number(word) > limit) {
      const wanted = limit === undefined ? `${positive} or ${negative}` : `0 to ${limit}`;
      throw new FieldError(`${quote(word)} in an angle is not ${wanted}`);
    }
    arcs += Math.round(Number(word) * (arcsPerDegree / 60 ** i));
  }
}

function parseMetres(tokens: TokenReader, what: string): number {
  const word = tokens.word(what);
  const metres = /^(-?\d{1,8}(?:\.\d{0,2})?)m?$/i.exec(word)?.[1];
  if (metres === undefined) throw new FieldError(`${quote(word)} is not ${what} such as 10.25m`);
  return Number(metres);
}

function printAngle(degrees: number, [positive, negative]: readonly [string, string]): string {
  const arcs = Math.abs(Math.round(degrees * arcsPerDegree));
  const seconds = ((arcs % 60_000) / 1_000).toFixed(3);
  const minutes = Math.floor(arcs / 60_000) % 60;
  const letter = degrees < 0 ? negative : positive;
  return `${Math.floor(arcs / arcsPerDegree)} ${minutes} ${seconds} ${letter}`;
}

const printSize = (metres: number): string =>
  `${Number.isInteger(metres) ? metres : metres.toFixed(2)}m`;

const northSouth = ['N', 'S'] as const;
const eastWest = ['E', 'W'] as const;

export const location: Field<Location | Uint8Array, LocationInput | Uint8Array> = {
  read: (reader) => {
    const at = reader.offset;
    if (reader.u8() !== 0) {
      reader.offset = at;
      return reader.rest();
    }
    const size = readSize(reader);
    const horizontalPrecision = readSize(reader);
    const verticalPrecision = readSize(reader);
    const latitude = readAngle(reader, 90);
    const longitude = readAngle(reader, 180);
    const altitude = (reader.u32() - altitudeBase) / 100;
    return { latitude, longitude, altitude, size, horizontalPrecision, verticalPrecision };
  },
  write: (writer, value) => {
    if (value instanceof Uint8Array) {
      writer.octets(value);
      return;
    }
    writer.u8(0);
    for (const name of precisionNames) writer.u8(packSize(value[name]));
    writer.u32(Math.round(value.latitude * arcsPerDegree) + equator);
    writer.u32(Math.round(value.longitude * arcsPerDegree) + equator);
    writer.u32(Math.round(value.altitude * 100) + altitudeBase);
  },
  parse: (tokens) => {
    const latitude = parseAngle(tokens, northSouth);
    const longitude = parseAngle(tokens, eastWest);
    const altitude = parseMetres(tokens, 'an altitude');
    const precisions: { [Name in (typeof precisionNames)[number]]?: number } = {};
    for (const name of precisionNames) {
      if (tokens.remaining > 0) precisions[name] = parseMetres(tokens, 'a size');
    }
    return location.check({ latitude, longitude, altitude, ...precisions });
  },
  print: (value) =>
    value instanceof Uint8Array
      ? undefined
      : [
          printAngle(value.latitude, northSouth),
          printAngle(value.longitude, eastWest),
          `${value.altitude.toFixed(2)}m`,
          ...precisionNames.map((name) => printSize(value[name])),
        ].join(' '),
  check: (value) => {
    if (value instanceof Uint8Array) {
      if ((value[0] ?? 0) !== 0) return Uint8Array.from(value);
      throw new FieldError('octets are of another version than 0, whose fields are known');
    }
    const fields = { ...defaults, ...fieldsOf(value, names) };
    return {
      latitude: checkNamed(fields, 'latitude', (given) => checkAngle(given, 90)),
      longitude: checkNamed(fields, 'longitude', (given) => checkAngle(given, 180)),
      altitude: checkNamed(fields, 'altitude', checkAltitude),
      size: checkNamed(fields, 'size', checkSize),
      horizontalPrecision: checkNamed(fields, 'horizontalPrecision', checkSize),
      verticalPrecision: checkNamed(fields, 'verticalPrecision', checkSize),
    };
  },
  toJson: (value) =>
    value instanceof Uint8Array ? (opaque.toJson?.(value) ?? null) : { ...value },
  fromJson: (json) => (typeof json === 'string' ? opaque.fromJson?.(json) : json),
};
