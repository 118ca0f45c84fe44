import { heapBytes } from '@zonewright/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEntries, TextSyntaxError } from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';

/** The tokens of each entry, quoted ones in quotes; `<` before an entry that begins blank. */
function entries(text: string): string[] {
  return [...readEntries(text)].map(
    ({ tokens, startsBlank }) =>
      (startsBlank ? '<' : '') +
      tokens.map((token) => (token.kind === 'quoted' ? `"${token.text}"` : token.text)).join('|'),
  );
}

function failure(text: string): TextSyntaxError {
  const error = errorOf(() => entries(text));
  expect(error).toBeInstanceOf(TextSyntaxError);
  return error as TextSyntaxError;
}

describe('readEntries (RFC 1035 section 5.1)', () => {
  it('cuts lines into words, and passes over empty ones and comments', () => {
    expect(entries('a b\tc\n\n; nothing\n  ; nothing\nd;e\r\nf')).toEqual(['a|b|c', 'd', 'f']);
    expect(entries('')).toEqual([]);
    expect(entries(' \n\t\r\n')).toEqual([]);
  });

  it('tells a line that begins with white space', () => {
    expect(entries('a\r b\r\rc (\r d )\re\r\nf\r')).toEqual(['a', '<b', 'c|d', 'e', 'f']);
    expect(entries('a\n b\n\tc\nd\r\n\r\ne')).toEqual(['a', '<b', '<c', 'd', 'e']);
  });

  it('joins lines within parentheses', () => {
    expect(entries('a ( b ; no ) here\n c\n ) d\ne')).toEqual(['a|b|c|d', 'e']);
    expect(entries('a(b)c')).toEqual(['a|b|c']);
    // named-compilezone takes parentheses within others.
    expect(entries('a ( b ( c )\n d )\ne')).toEqual(['a|b|c|d', 'e']);
  });

  it('keeps quoted strings whole, with white space, semicolons and parentheses', () => {
    expect(entries('a "b ; ( c" d')).toEqual(['a|"b ; ( c"|d']);
    expect(entries('"" ""')).toEqual(['""|""']);
    expect(entries('"a\\"b" "\\\\"')).toEqual(['"a\\"b"|"\\\\"']);
    expect(entries('"a""b"c')).toEqual(['"a"|"b"|c']);
  });

  it('leaves escapes in, and what they escape ends nothing', () => {
    expect(entries('a\\ b \\" c\\;d \\( e\\032f')).toEqual(['a\\ b|\\"|c\\;d|\\(|e\\032f']);
  });

  it('a value in quotes behind = belongs to its word (RFC 9460 section 2.1)', () => {
    expect(entries('alpn="h2 h3" b')).toEqual(['alpn="h2 h3"|b']);
    expect(entries('a="b\\"c" d')).toEqual(['a="b\\"c"|d']);
    expect(entries('="a b"')).toEqual(['="a b"']);
  });

  it('says where each token stands', () => {
    const tokens = [...readEntries('a b\n ( "c\\"d"\n\te )')].flatMap((entry) => entry.tokens);
    expect(tokens.map(({ text, line, column }) => [text, line, column])).toEqual([
      ['a', 1, 1],
      ['b', 1, 3],
      ['c\\"d', 2, 4],
      ['e', 3, 2],
    ]);
  });

  it.each([
    ['a "b', 'a quote that is not closed on its line', 1, 3],
    ['a\nb "c\nd"', 'a quote that is not closed on its line', 2, 3],
    ['"a\\\nb"', 'a quote that is not closed on its line', 1, 1],
    ['"a\\"', 'a quote that is not closed on its line', 1, 1],
    ['a k="b', 'a quote that is not closed on its line', 1, 3],
    ['a )', 'a closing parenthesis without an opening one', 1, 3],
    ['a ( b ( c )', 'a parenthesis that is not closed', 1, 3],
    ['a\n ( b\nc', 'a parenthesis that is not closed', 2, 2],
  ])('refuses %j: %s', (text, rule, line, column) => {
    const error = failure(text);
    expect([error.rule, error.line, error.column]).toEqual([rule, line, column]);
    expect(error.message).toBe(`line ${line}, column ${column}: ${rule}`);
  });

  it('shows the token at fault, to the end of its line and not at any length', () => {
    expect(failure('a "b c\nd').token).toBe('"b c');
    expect(failure('a "b c\r\nd').token).toBe('"b c');
    expect(failure(`a k="${'x'.repeat(100)}`).token).toBe(`k="${'x'.repeat(37)}`);
    expect(failure('a ) b').token).toBe(')');
    expect(failure('a ( b').token).toBe('(');
  });

  it('hands out entries before it reads on', () => {
    const reading = readEntries('a b\nc "');
    expect(reading.next().value?.tokens).toHaveLength(2);
    expect(errorOf(() => reading.next())).toBeInstanceOf(TextSyntaxError);
  });

  it('any text gives entries with tokens or a TextSyntaxError', () => {
    const text = fc
      .array(fc.constantFrom(...'ab" \t\n\r\\();=0$@é\0'), { maxLength: 60 })
      .map((characters) => characters.join(''));
    assertProperty(
      fc.property(text, (given) => {
        try {
          for (const entry of readEntries(given)) {
            expect(entry.tokens.length).toBeGreaterThan(0);
            for (const token of entry.tokens) {
              const line = given.split('\n')[token.line - 1] as string;
              const at = token.column - 1 + (token.kind === 'quoted' ? 1 : 0);
              expect(line.slice(at, at + token.text.length)).toBe(token.text);
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(TextSyntaxError);
        }
      }),
      1000,
    );
  });

  it('keeps a token without the text that it was cut from', () => {
    for (const token of ['x', 'x'.repeat(12), 'x'.repeat(13), `"${'x y '.repeat(20)}"`]) {
      expect(entries(`a ${token} b`)).toEqual([`a|${token}|b`]);
    }
    // In a function of its own, so that nothing but the token is left of the text.
    const longToken = () => {
      const text = Array.from({ length: 400_000 }, (_, i) => `; ${i % 10} a line of comment`);
      return [...readEntries(`${text.join('\n')}\n${'x'.repeat(40)}`)][0]?.tokens[0]?.text;
    };
    const before = heapBytes();
    const token = longToken();
    expect(heapBytes() - before).toBeLessThan(4_000_000);
    expect(token).toBe('x'.repeat(40));
  });
});

describe('hostile texts', () => {
  // Nobody can tell from a time what the machine did else: the characters that are looked at count.
  it.each([
    ['opening parentheses', '('],
    ['closed parentheses', '()'],
    ['parentheses in parentheses', '(a '],
    ['quotes', '"'],
    ['empty strings', '""'],
    ['values that are not closed', 'k="'],
    ['values in quotes', 'k="a"'],
    ['backslashes', '\\'],
    ['escaped quotes in a string', '"\\"\\"'],
    ['line feeds', '\n'],
    ['line feeds in parentheses', '(\n'],
    ['escaped line feeds', '\\\n'],
    ['carriage returns', '\r'],
    ['comments', ';\n'],
    ['semicolons', ';'],
    ['words', 'a '],
    ['one word', 'a'],
    ['words that quotes cut', 'a"b"'],
  ])('%s: each character is looked at a few times, however many there are', (_, piece) => {
    const looks = (count: number) => {
      const text = new CountedText(piece.repeat(count));
      try {
        // It has what readEntries asks of a string.
        for (const { tokens } of readEntries(text as unknown as string)) {
          expect(tokens.length).toBeGreaterThan(0);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(TextSyntaxError);
      }
      return text.looks / text.length;
    };
    expect(looks(20_000)).toBeLessThan(5);
  });
});

/** A text that counts how many characters of it are asked for. */
class CountedText {
  readonly #text: string;
  looks = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    return this.#text.length;
  }

  charCodeAt(index: number): number {
    this.looks += 1;
    return this.#text.charCodeAt(index);
  }

  indexOf(searched: string, from: number): number {
    const found = this.#text.indexOf(searched, from);
    this.looks += (found < 0 ? this.#text.length : found) - from;
    return found;
  }

  slice(start: number, end: number): string {
    this.looks += end - start;
    return this.#text.slice(start, end);
  }
}
