/**
 * Domain names as text. Everywhere above the octets a name is a string in one form: absolute, with
 * the final dot, escaped in one way, letters in the case they came in. Two names are equal when
 * their lower-case forms are equal strings (RFC 4343).
 */

import { InvalidNameError } from '../errors/invalid.ts';
import { quote } from '../errors/quote.ts';
import { isUnicode, toALabels } from './idna.ts';
import { maxLabelBytes, printLabel, readEscape } from './label.ts';

/** Longest name in octets, length octets and the root included (RFC 1035 section 2.3.4). */
export const maxNameBytes = 255;

/** No valid name has a longer text: every octet as an escape of four characters. */
const maxNameText = 4 * maxNameBytes;

/** Text that is already in the one form but for its dot: the names that nearly everybody writes. */
const plain = /^(?:[A-Za-z0-9_*/+-]{1,63}\.)*[A-Za-z0-9_*/+-]{1,63}\.?$/;

interface ParsedName {
  /** Label texts in the one form. */
  readonly labels: readonly string[];
  readonly absolute: boolean;
  /** Octets on the wire, the root's included. */
  readonly bytes: number;
}

function parseLabels(text: string, given: string): ParsedName {
  const labels: string[] = [];
  let octets: number[] = [];
  let bytes = 1;
  let absolute = false;
  const endLabel = (): void => {
    if (octets.length === 0) throw new InvalidNameError(given, 'empty label');
    if (octets.length > maxLabelBytes) {
      throw new InvalidNameError(
        given,
        `label of ${octets.length} octets, at most ${maxLabelBytes} allowed`,
      );
    }
    bytes += octets.length + 1;
    if (bytes > maxNameBytes) {
      throw new InvalidNameError(given, `more than ${maxNameBytes} octets`);
    }
    labels.push(printLabel(Uint8Array.from(octets)));
    octets = [];
  };
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    absolute = false;
    if (code === 0x2e) {
      endLabel();
      absolute = true;
      i++;
    } else if (code === 0x5c) {
      const escape = readEscape(text, i);
      if (escape.rule !== undefined) throw new InvalidNameError(given, escape.rule);
      octets.push(escape.octet);
      i = escape.end;
    } else {
      if (code <= 0x20 || code >= 0x7f) {
        throw new InvalidNameError(
          given,
          `character ${quote(text.charAt(i))} must be written as an escape`,
        );
      }
      octets.push(code);
      i++;
    }
  }
  if (!absolute) endLabel();
  return { labels, absolute, bytes };
}

/** Unicode labels become A-labels; a label cannot be Unicode and hold escapes at once. */
function withoutUnicode(text: string): string {
  if (!isUnicode(text)) return text;
  if (text.includes('\\')) {
    throw new InvalidNameError(text, 'Unicode letters and backslash escapes cannot be mixed');
  }
  const ascii = toALabels(text);
  // The mapping turns a fullwidth backslash into one that would be read as an escape.
  if (ascii === undefined || ascii.includes('\\')) {
    throw new InvalidNameError(text, 'not allowed by IDNA (UTS 46)');
  }
  return ascii;
}

/**
 * Reads a name in master-file text and gives its one absolute form.
 *
 * @param text a name; `@` or no text at all stands for the origin; Unicode goes through IDNA
 * @param options `origin`: what a name without the final dot is relative to, itself absolute.
 *   @default the root, so that the final dot may be left out
 * @throws {InvalidNameError} for an empty label, a label over 63 octets, a name over 255, a bad
 *   escape, a character that needs one, and Unicode that IDNA does not allow
 *
 * @example
 * ```ts
 * import { parseName } from '@zonewright/wire';
 *
 * parseName('WWW.Example.com'); // => 'WWW.Example.com.'
 * parseName('www', { origin: 'example.com.' }); // => 'www.example.com.'
 * parseName('bücher.example.'); // => 'xn--bcher-kva.example.'
 * parseName('a..example.'); // => throws InvalidNameError
 * ```
 */
export function parseName(
  text: string,
  options: { readonly origin?: string | undefined } = {},
): string {
  if (typeof text !== 'string') throw new InvalidNameError(text, 'not a string');
  if (options === null || typeof options === 'string') {
    throw new InvalidNameError(options, 'an origin is given as { origin }');
  }
  const origin = options.origin ?? '.';
  if (typeof origin !== 'string' || !origin.endsWith('.')) {
    throw new InvalidNameError(origin, 'an origin is absolute, with the final dot');
  }
  if (text === '@' || text === '') return origin;
  if (text === '.') return '.';
  if (text.length > maxNameText)
    throw new InvalidNameError(text, `more than ${maxNameBytes} octets`);
  // One octet for each dot in between, and one for the root.
  if (text.length + origin.length < maxNameBytes - 1 && plain.test(text)) {
    return text.endsWith('.') ? text : joinName(text, origin);
  }
  const { labels, absolute, bytes } = parseLabels(withoutUnicode(text), text);
  if (absolute) return `${labels.join('.')}.`;
  if (bytes - 1 + nameBytes(origin) > maxNameBytes) {
    throw new InvalidNameError(text, `more than ${maxNameBytes} octets below ${quote(origin)}`);
  }
  return joinName(labels.join('.'), origin);
}

/**
 * Reads a name that needs no escape and no IDNA, and is relative to the root; undefined leaves it to
 * {@link parseName}.
 */
export function parsePlainName(text: string): string | undefined {
  if (text.length > maxNameBytes - 3 || !plain.test(text)) return undefined;
  return text.endsWith('.') ? text : `${text}.`;
}

function joinName(relative: string, origin: string): string {
  return origin === '.' ? `${relative}.` : `${relative}.${origin}`;
}

/** Octets of an absolute name on the wire, uncompressed. */
export function nameBytes(name: string): number {
  // The dot behind each label takes the place of the label's length.
  if (!name.includes('\\') && name.endsWith('.')) return name === '.' ? 1 : name.length + 1;
  let bytes = 1;
  for (const label of splitName(name)) bytes += labelBytes(label) + 1;
  return bytes;
}

function labelBytes(label: string): number {
  return label.includes('\\') ? label.replace(/\\(?:\d{3}|.)/g, '.').length : label.length;
}

/**
 * The labels of an absolute name, leftmost first, escapes left in; none for the root.
 *
 * @example
 * ```ts
 * import { splitName } from '@zonewright/wire';
 *
 * splitName('a\\.b.example.'); // => ['a\\.b', 'example']
 * ```
 */
export function splitName(name: string): string[] {
  if (name === '.') return [];
  if (!name.includes('\\')) return (name.endsWith('.') ? name.slice(0, -1) : name).split('.');
  return name.match(/(?:\\.|[^.\\])+/gs) ?? [];
}

/**
 * The form by which names are compared: ASCII letters in lower case, all else as it is (RFC 4343).
 *
 * @example
 * ```ts
 * import { canonicalName } from '@zonewright/wire';
 *
 * canonicalName('WWW.Example.'); // => 'www.example.'
 * ```
 */
export function canonicalName(name: string): string {
  return name.toLowerCase();
}

/** Whether two absolute names are the same, whatever the case of their letters (RFC 4343). */
export function sameName(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

/**
 * Whether an absolute name is `zone` or lies below it. It goes by labels: `xone.example.` is not in
 * `one.example.`.
 *
 * @example
 * ```ts
 * import { isInZone } from '@zonewright/wire';
 *
 * isInZone('WWW.one.example.', 'one.example.'); // => true
 * isInZone('xone.example.', 'one.example.'); // => false
 * ```
 */
export function isInZone(name: string, zone: string): boolean {
  if (zone === '.') return true;
  const lowerName = name.toLowerCase();
  const lowerZone = zone.toLowerCase();
  if (!lowerName.endsWith(lowerZone)) return false;
  const dotAt = lowerName.length - lowerZone.length - 1;
  if (dotAt < 0) return true;
  if (lowerName[dotAt] !== '.') return false;
  if (lowerName[dotAt - 1] !== '\\') return true;
  // The dot before the suffix may be an escaped one, and belong to a label.
  const labels = splitName(lowerName);
  const zoneLabels = splitName(lowerZone);
  return labels.slice(labels.length - zoneLabels.length).join('.') === zoneLabels.join('.');
}

/** The name without its leftmost label; undefined for the root. */
export function parentName(name: string): string | undefined {
  if (name !== '.' && name.endsWith('.') && !name.includes('\\')) {
    const rest = name.slice(name.indexOf('.') + 1);
    return rest === '' ? '.' : rest;
  }
  const labels = splitName(name);
  if (labels.length === 0) return undefined;
  return labels.length === 1 ? '.' : `${labels.slice(1).join('.')}.`;
}
