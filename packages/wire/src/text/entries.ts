/**
 * Cuts master-file text into entries: words, quoted strings, comments, and parentheses that join
 * lines (RFC 1035 section 5.1). It runs once over the text and holds one entry at a time.
 */

import { type Entry, TextSyntaxError, type Token } from './token.ts';

/** What ends a word that is not quoted. */
const wordEnd = /[ \t\r\n"();]/;

/**
 * Reads the entries of a text, one by one.
 *
 * @throws {TextSyntaxError} for a quote or parenthesis that is not closed, or closed but not open
 */
export function* readEntries(text: string): Generator<Entry, void, undefined> {
  let line = 1;
  let lineStart = 0;
  let tokens: Token[] = [];
  let startsBlank = false;
  let atLineStart = true;
  let open: { readonly line: number; readonly column: number } | undefined;
  let i = 0;
  const fail = (rule: string, at: number): never => {
    throw new TextSyntaxError(rule, text.slice(at, at + 40), line, at - lineStart + 1);
  };
  while (i < text.length) {
    const character = text.charAt(i);
    if (character === '\n') {
      i++;
      if (open === undefined) {
        if (tokens.length > 0) yield { tokens, startsBlank };
        tokens = [];
        startsBlank = false;
        atLineStart = true;
      }
      line++;
      lineStart = i;
      continue;
    }
    if (character === ' ' || character === '\t' || character === '\r') {
      if (atLineStart && character !== '\r') startsBlank = true;
      atLineStart = false;
      i++;
      continue;
    }
    atLineStart = false;
    const column = i - lineStart + 1;
    if (character === ';') {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end;
    } else if (character === '(') {
      if (open !== undefined) fail('parentheses do not nest', i);
      open = { line, column };
      i++;
    } else if (character === ')') {
      if (open === undefined) fail('a closing parenthesis without an opening one', i);
      open = undefined;
      i++;
    } else if (character === '"') {
      const end = quoteEnd(text, i + 1);
      if (end < 0) fail('a quote that is not closed on its line', i);
      tokens.push({ kind: 'quoted', text: text.slice(i + 1, end), line, column });
      i = end + 1;
    } else {
      const end = readWordEnd(text, i);
      if (end < 0) fail('a quote that is not closed on its line', i);
      tokens.push({ kind: 'word', text: text.slice(i, end), line, column });
      i = end;
    }
  }
  if (open !== undefined) {
    throw new TextSyntaxError('a parenthesis that is not closed', '(', open.line, open.column);
  }
  if (tokens.length > 0) yield { tokens, startsBlank };
}

/** Index of the quote that closes a string, or -1: a string does not go over its line. */
function quoteEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '"') return i;
    if (character === '\n') return -1;
    if (character === '\\' && text.charAt(i + 1) !== '\n') i++;
  }
  return -1;
}

/**
 * Index after a word. `key="a b"` is one word: the quotes of an SvcParam's value belong to it
 * (RFC 9460 section 2.1). -1 where such a quote is not closed.
 */
function readWordEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') {
      if (text.charAt(i + 1) !== '\n') i++;
    } else if (character === '"' && i > start && text.charAt(i - 1) === '=') {
      i = quoteEnd(text, i + 1);
      if (i < 0) return -1;
    } else if (wordEnd.test(character)) {
      return i;
    }
  }
  return text.length;
}
