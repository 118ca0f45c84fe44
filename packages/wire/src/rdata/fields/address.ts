/** IPv4 and IPv6 addresses as text (RFC 1035 section 3.4.1, RFC 3596 section 2.2). */

import { quote } from '../../errors/quote.ts';
import type { Writer } from '../../octets/writer.ts';
import { type Field, FieldError } from './field.ts';

const ipv4Bytes = 4;
const ipv6Bytes = 16;

/** Longest text of an IPv6 address: six groups, and a dotted part. */
const longestIPv6 = 45;

const dot = 0x2e;
const digitZero = 0x30;
const colon = 0x3a;
const letterA = 0x61;

const decimal = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4Text = new RegExp(`^${decimal}(?:\\.${decimal}){3}$`);

/** Whether a text is an IPv4 address: four decimal numbers without leading zeros. */
export function isIPv4(text: string): boolean {
  return ipv4Text.test(text);
}

/** The value of a hexadecimal digit; -1 for another character. */
function hexValue(code: number): number {
  if (code >= digitZero && code <= digitZero + 9) return code - digitZero;
  const letter = (code | 0x20) - letterA;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

/**
 * Reads an IPv6 address in a form of RFC 4291 section 2.2; undefined where the text is none. A zone
 * id (`%eth0`) has no place in a record.
 */
export function parseIPv6(text: string): Uint8Array | undefined {
  if (text.length > longestIPv6) return undefined;
  const octets = new Uint8Array(ipv6Bytes);
  let length = 0;
  /** How many octets stand before the `::`. */
  let gap = -1;
  let i = 0;
  if (text.startsWith('::')) {
    gap = 0;
    i = 2;
  }
  while (i < text.length) {
    const start = i;
    let group = 0;
    for (; i < text.length; i++) {
      const digit = hexValue(text.charCodeAt(i));
      if (digit < 0) break;
      group = 16 * group + digit;
    }
    if (text.charCodeAt(i) === dot) {
      // The last four octets may be written as an IPv4 address, and nothing follows it.
      const tail = text.slice(start);
      if (!isIPv4(tail) || length > ipv6Bytes - ipv4Bytes) return undefined;
      octets.set(tail.split('.').map(Number), length);
      length += ipv4Bytes;
      break;
    }
    if (i === start || i > start + 4 || length === ipv6Bytes) return undefined;
    octets[length++] = group >>> 8;
    octets[length++] = group;
    if (i === text.length) break;
    if (text.charCodeAt(i++) !== colon || i === text.length) return undefined;
    if (text.charCodeAt(i) === colon) {
      if (gap >= 0) return undefined;
      gap = length;
      i++;
    }
  }
  if (gap < 0) return length === ipv6Bytes ? octets : undefined;
  // The `::` stands for one group at least.
  if (length === ipv6Bytes) return undefined;
  const behind = ipv6Bytes - (length - gap);
  octets.copyWithin(behind, gap, length);
  octets.fill(0, gap, behind);
  return octets;
}

/** Prints an IPv6 address in the form of RFC 5952, IPv4-mapped ones with their dotted part. */
export function printIPv6(octets: Uint8Array): string {
  const groups: number[] = [];
  for (let i = 0; i < ipv6Bytes; i += 2) {
    groups.push(((octets[i] as number) << 8) | (octets[i + 1] as number));
  }
  if (groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)) {
    return `::ffff:${octets.slice(12).join('.')}`;
  }
  // A single zero group is not shortened (RFC 5952 section 4.2.2).
  let gap = groups.length;
  let gapLength = 1;
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > gapLength) {
      gap = start;
      gapLength = length;
    }
  }
  let text = '';
  for (let i = 0; i < groups.length; i++) {
    if (i === gap) {
      text += '::';
      i += gapLength - 1;
    } else {
      if (i > 0 && i !== gap + gapLength) text += ':';
      text += (groups[i] as number).toString(16);
    }
  }
  return text;
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
    const { message, offset, remaining } = reader;
    // It says what is missing. A copy of what is there would take as long as the rest of a record.
    if (remaining < ipv4Bytes) return reader.octets(ipv4Bytes).join('.');
    reader.offset = offset + ipv4Bytes;
    return `${message[offset]}.${message[offset + 1]}.${message[offset + 2]}.${message[offset + 3]}`;
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
  read: (reader) => printIPv6(reader.octets(ipv6Bytes)),
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
