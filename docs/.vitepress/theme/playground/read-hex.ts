/** Octets of a message from text that was pasted: hexadecimal digits as tools print them. */

import { decodeMessage } from '@zonewright/wire';

/** Octets, and what was done to come to them. */
export interface HexOctets {
  readonly octets: Uint8Array;
  /** Whether two octets of length stood in front, as on a TCP connection, and were left out. */
  readonly wasFramed: boolean;
}

/** Text that is not whole octets of hexadecimal digits. */
export class HexError extends Error {
  override readonly name: string = 'HexError';
}

/**
 * Reads hexadecimal digits with whatever tools put between them: spaces, line ends, colons, commas,
 * `0x`, `\x`. Offsets in front of lines are passed over, and the text behind the digits: those of
 * `xxd` and `tcpdump -x` end in a colon, `hexdump -C` has its text between bars.
 *
 * @throws {HexError}
 */
export function readHex(text: string): HexOctets {
  const readLine = /^\s*[0-9a-f]{8}\s.*\|.*\|\s*$/im.test(text) ? ofHexdump : ofXxd;
  const lines = text.split('\n').map(readLine);
  const digits = lines.join(' ').replaceAll(/0x|\\x|[\s:,;"']/gi, '');
  const stray = /[^0-9a-f]/i.exec(digits)?.[0];
  if (stray !== undefined) throw new HexError(`'${stray}' is no hexadecimal digit.`);
  if (digits.length % 2 !== 0) {
    throw new HexError(`${digits.length} digits are no whole octets: one is missing, or too many.`);
  }
  const octets = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const isFramed = !isMessage(octets) && lengthInFront(octets) === octets.length - 2;
  return isFramed ? { octets: octets.slice(2), wasFramed: true } : { octets, wasFramed: false };
}

/** A line of xxd or tcpdump, whose text stands behind two spaces; or one without an offset, as it is. */
function ofXxd(line: string): string {
  const [offset] = /^\s*(?:0x)?[0-9a-f]{4,8}:\s/i.exec(line) ?? [];
  return offset === undefined ? line : (line.slice(offset.length).split(/ {2}/)[0] ?? '');
}

/** The last line of hexdump is an offset alone. */
function ofHexdump(line: string): string {
  return line.replace(/^\s*[0-9a-f]{7,8}(?=\s|$)/i, '').replace(/\|.*\|\s*$/, '');
}

function lengthInFront(octets: Uint8Array): number {
  return ((octets[0] ?? 0) << 8) | (octets[1] ?? 0);
}

function isMessage(octets: Uint8Array): boolean {
  try {
    decodeMessage(octets);
    return true;
  } catch {
    return false;
  }
}

/** Octets as lower-case digits, two for each, in rows of 16 with spaces between. */
export function printHexRows(octets: Uint8Array): string {
  const pairs = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0'));
  const rows: string[] = [];
  for (let at = 0; at < pairs.length; at += 16) rows.push(pairs.slice(at, at + 16).join(' '));
  return rows.join('\n');
}
