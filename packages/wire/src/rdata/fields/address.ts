/** IPv4 and IPv6 addresses as text (RFC 1035 section 3.4.1, RFC 3596 section 2.2). */

import { quote } from '../../errors/quote.ts';
import type { Writer } from '../../octets/writer.ts';
import { readPacketRdata } from '../dns-packet.ts';
import { type Field, FieldError } from './field.ts';

const ipv4Bytes = 4;

const dot = 0x2e;
const digitZero = 0x30;

const decimal = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4Text = new RegExp(`^${decimal}(?:\\.${decimal}){3}$`);

/** Whether a text is an IPv4 address: four decimal numbers without leading zeros. */
export function isIPv4(text: string): boolean {
  return ipv4Text.test(text);
}

/**
 * Reads an IPv6 address in a form of RFC 4291 section 2.2; undefined where the text is none. A zone
 * id (`%eth0`) has no place in a record.
 */
export function parseIPv6(text: string): Uint8Array | undefined {
  if (text.length > 45) return undefined;
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  let hexadecimal = text;
  if (tail.includes('.')) {
    if (lastColon < 0 || !isIPv4(tail)) return undefined;
    const [a, b, c, d] = tail.split('.').map(Number) as [number, number, number, number];
    const groups = [(a << 8) | b, (c << 8) | d].map((group) => group.toString(16));
    hexadecimal = text.slice(0, lastColon + 1) + groups.join(':');
  }
  const halves = hexadecimal.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [left = [], right] = halves;
  const given = left.length + (right?.length ?? 0);
  if (halves.length > 2 || (right === undefined ? given !== 8 : given > 7)) return undefined;
  const groups = [...left, ...Array<string>(8 - given).fill('0'), ...(right ?? [])];
  const octets = new Uint8Array(16);
  for (const [i, group] of groups.entries()) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    const value = Number.parseInt(group, 16);
    octets[2 * i] = value >>> 8;
    octets[2 * i + 1] = value;
  }
  return octets;
}

/** Prints an IPv6 address in the form of RFC 5952, IPv4-mapped ones with their dotted part. */
export function printIPv6(octets: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, i) => ((octets[2 * i] as number) << 8) | (octets[2 * i + 1] as number),
  );
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${octets.slice(12).join('.')}`;
  }
  let longest = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > longest.length) longest = { start, length };
  }
  const texts = groups.map((group) => group.toString(16));
  // A single zero group is not shortened (RFC 5952 section 4.2.2).
  if (longest.length === 1) return texts.join(':');
  const left = texts.slice(0, longest.start).join(':');
  return `${left}::${texts.slice(longest.start + longest.length).join(':')}`;
}

/** Writes an address whose text was checked. */
function writeIPv4(writer: Writer, text: string): void {
  let at = writer.reserve(ipv4Bytes);
  const { buffer } = writer;
  let number = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === dot) {
      buffer[at++] = number;
      number = 0;
    } else {
      number = 10 * number + (code - digitZero);
    }
  }
  buffer[at] = number;
}

export const ipv4: Field<string> = {
  read: (reader) => {
    // Inside other data an address has no length of its own, which dns-packet reads by.
    if (reader.remaining !== ipv4Bytes) return reader.octets(ipv4Bytes).join('.');
    return readPacketRdata(reader, 'A') as string;
  },
  write: writeIPv4,
  parse: (tokens) => ipv4.check(tokens.word('an IPv4 address')),
  parseWord: (text) => (isIPv4(text) ? text : undefined),
  print: (value) => value,
  check: (value) => {
    if (typeof value !== 'string' || !isIPv4(value)) {
      throw new FieldError(`${quote(value)} is no IPv4 address`);
    }
    return value;
  },
};

export const ipv6: Field<string> = {
  read: (reader) => printIPv6(reader.octets(16)),
  // Only checked values come here, and those parse.
  write: (writer, value) => writer.octets(parseIPv6(value) as Uint8Array),
  parse: (tokens) => ipv6.check(tokens.word('an IPv6 address')),
  parseWord: (text) => {
    const octets = parseIPv6(text);
    return octets === undefined ? undefined : printIPv6(octets);
  },
  print: (value) => value,
  check: (value) => {
    const octets = typeof value === 'string' ? parseIPv6(value) : undefined;
    if (octets === undefined) throw new FieldError(`${quote(value)} is no IPv6 address`);
    return printIPv6(octets);
  },
};
