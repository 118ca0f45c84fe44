/**
 * Character-strings as text (RFC 1035 section 5.1): the octets that a word or a quoted string
 * stands for, and their quoted form.
 */

import { readEscape } from '../name/label.ts';
import { encodeUtf8 } from '../octets/utf8.ts';

/** Longest character-string in octets: its length is one octet (RFC 1035 section 3.3). */
export const maxCharacterStringBytes = 255;

const quotationMark = 0x22;
const backslash = 0x5c;

/**
 * The octets that a token's text stands for. Characters beyond ASCII stand for their UTF-8 octets.
 * A quote inside a word is refused: servers do not agree on what `a="b c"` is where it is no SvcParam.
 *
 * @returns the octets, or the rule that the text breaks
 */
export function unescape(text: string): Uint8Array | { readonly rule: string } {
  // An escape is longer than the octet that it stands for.
  const octets = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    if (code === quotationMark) return { rule: 'a quote in a word needs a backslash' };
    if (code === backslash) {
      const escape = readEscape(text, i);
      if (escape.rule !== undefined) return { rule: escape.rule };
      octets[length++] = escape.octet;
      i = escape.end;
    } else if (code < 0x80) {
      octets[length++] = code;
      i++;
    } else {
      return unescapeUnicode(text);
    }
  }
  return length === octets.length ? octets : octets.slice(0, length);
}

/** As {@link unescape}, for text with characters that are several octets. */
function unescapeUnicode(text: string): Uint8Array | { readonly rule: string } {
  const octets: number[] = [];
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    if (code === quotationMark) return { rule: 'a quote in a word needs a backslash' };
    if (code === backslash) {
      const escape = readEscape(text, i);
      if (escape.rule !== undefined) return { rule: escape.rule };
      octets.push(escape.octet);
      i = escape.end;
    } else {
      const length = text.slice(i).search(/["\\]/);
      const end = length < 0 ? text.length : i + length;
      const run = encodeUtf8(text.slice(i, end));
      if (run === undefined) return { rule: 'half a surrogate pair is no character' };
      for (const octet of run) octets.push(octet);
      i = end;
    }
  }
  return Uint8Array.from(octets);
}

/** Prints octets as a quoted string that every reader of master files reads back to the same. */
export function printQuoted(octets: Uint8Array): string {
  let text = '"';
  for (const octet of octets) {
    if (octet === 0x22 || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`;
    else if (octet >= 0x20 && octet < 0x7f) text += String.fromCharCode(octet);
    else text += `\\${String(octet).padStart(3, '0')}`;
  }
  return `${text}"`;
}
