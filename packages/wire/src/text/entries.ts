/**
 * Cuts master-file text into entries: words, quoted strings, comments, and parentheses that join
 * lines (RFC 1035 section 5.1). It runs once over the text, goes back over no character, and holds
 * one entry at a time.
 */

import { type Entry, TextSyntaxError, type Token } from './token.ts';

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const quotationMark = 0x22;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const semicolon = 0x3b;
const equalsSign = 0x3d;
const backslash = 0x5c;

/** The characters that need a look within a word: those that end it, and the backslash. */
const special = new Uint8Array(128);
for (const character of '\t\n\r "();\\') special[character.charCodeAt(0)] = 1;

/** How much of the text at fault an error shows. */
const shownCharacters = 40;

/**
 * Reads the entries of a text, one by one. Parentheses may stand within others, as BIND has it.
 *
 * @param comments where `;` begins one: `'apart'` refuses it right behind a word, as in `v=DKIM1; k=rsa`,
 *   and `'none'` everywhere, since it would cut data that was to be quoted. @default 'any'
 * @throws {TextSyntaxError} for a quote or parenthesis that is not closed, or closed but not open
 */
export function* readEntries(
  text: string,
  comments: 'any' | 'apart' | 'none' = 'any',
): Generator<Entry, void, undefined> {
  let line = 1;
  let lineStart = 0;
  let entryStart = 0;
  let tokens: Token[] = [];
  let startsBlank = false;
  let depth = 0;
  /** Where the outermost open parenthesis stands: as they close from within, the one left over. */
  let openLine = 0;
  let openColumn = 0;
  let i = 0;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    switch (code) {
      case carriageReturn:
      case lineFeed:
        i++;
        // Alone a carriage return ends an entry too, as BIND has it. Lines are counted by line feeds alone.
        if (code === carriageReturn && text.charCodeAt(i) === lineFeed) break;
        entryStart = i;
        if (code === lineFeed) {
          line++;
          lineStart = i;
        }
        if (depth === 0) {
          if (tokens.length > 0) {
            yield { tokens, startsBlank };
            tokens = [];
          }
          startsBlank = false;
        }
        break;
      case space:
      case tab:
        if (i === entryStart && depth === 0) startsBlank = true;
        i++;
        break;
      case semicolon: {
        if (comments === 'none' || (comments === 'apart' && /[^\s()"]/.test(text.charAt(i - 1)))) {
          const rule = '";" would begin a comment and cut the data: put data that has it in quotes';
          throw new TextSyntaxError(rule, ';', line, i - lineStart + 1);
        }
        const end = text.indexOf('\n', i);
        i = end < 0 ? text.length : end;
        break;
      }
      case openParenthesis:
        if (depth === 0) {
          openLine = line;
          openColumn = i - lineStart + 1;
        }
        depth++;
        i++;
        break;
      case closeParenthesis:
        if (depth === 0) {
          const rule = 'a closing parenthesis without an opening one';
          throw new TextSyntaxError(rule, ')', line, i - lineStart + 1);
        }
        depth--;
        i++;
        break;
      default: {
        const isQuoted = code === quotationMark;
        const end = isQuoted ? quoteEnd(text, i + 1) : wordEnd(text, i);
        const column = i - lineStart + 1;
        if (end < 0) throw openQuote(text, i, line, column);
        tokens.push(
          isQuoted
            ? { kind: 'quoted', text: cut(text, i + 1, end), line, column }
            : { kind: 'word', text: cut(text, i, end), line, column },
        );
        i = isQuoted ? end + 1 : end;
      }
    }
  }
  if (depth > 0) {
    throw new TextSyntaxError('a parenthesis that is not closed', '(', openLine, openColumn);
  }
  if (tokens.length > 0) yield { tokens, startsBlank };
}

/** From this length on V8 makes no copy of a slice, but points into the whole text. */
const pointingSlice = 13;

/**
 * A piece of the text of its own: whoever keeps it does not keep the whole text with it, where that is
 * much more. A piece of its own takes 150 ns, a third of the reading of an MX record's data.
 */
function cut(text: string, start: number, end: number): string {
  const length = end - start;
  if (length < pointingSlice || 2 * length > text.length) return text.slice(start, end);
  // Two pieces are copied into one; a single piece would be given back as it is.
  return [text.slice(start, start + 1), text.slice(start + 1, end)].join('');
}

/** Index of the quote that closes a string, or -1: a string does not go over its line. */
function quoteEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quotationMark) return i;
    if (code === lineFeed) return -1;
    if (code === backslash && text.charCodeAt(i + 1) !== lineFeed) i++;
  }
  return -1;
}

/**
 * Index after a word. `key="a b"` is one word: the quotes of an SvcParam's value belong to it
 * (RFC 9460 section 2.1). -1 where such a quote is not closed.
 */
function wordEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= special.length || special[code] === 0) continue;
    if (code === backslash) {
      if (text.charCodeAt(i + 1) !== lineFeed) i++;
    } else if (code === quotationMark && i > start && text.charCodeAt(i - 1) === equalsSign) {
      i = quoteEnd(text, i + 1);
      if (i < 0) return -1;
    } else {
      return i;
    }
  }
  return text.length;
}

/** The text at fault goes to the end of the line, where the quote was to be closed at the latest. */
function openQuote(text: string, start: number, line: number, column: number): TextSyntaxError {
  const [shown = ''] = text.slice(start, start + shownCharacters).split(/\r?\n/, 1);
  return new TextSyntaxError('a quote that is not closed on its line', shown, line, column);
}
