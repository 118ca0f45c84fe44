/** `key "name" { algorithm …; secret …; };` blocks, as in named.conf and the output of tsig-keygen. */

import { InvalidKeyError } from '../errors/invalid.ts';
import type { KeyStatement } from './key-statement.ts';

/**
 * The words of named.conf: strings without their quotes, punctuation, and no comments. A quoted
 * string comes first, for a secret may hold `//`. What is opened and not closed goes to the end, so
 * that nothing is read twice.
 */
const word = /"((?:[^"\\]|\\[\s\S])*)"?|\/\*[\s\S]*?(?:\*\/|$)|(?:\/\/|#)[^\n]*|[{};]|[^\s{};"]+/g;

interface Word {
  readonly text: string;
  readonly isString: boolean;
}

function readWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(word)) {
    const quoted = match[1];
    if (quoted !== undefined) words.push({ text: quoted, isString: true });
    else if (!/^(?:\/\*|\/\/|#)/.test(match[0])) words.push({ text: match[0], isString: false });
  }
  return words;
}

function is(candidate: Word | undefined, text: string): boolean {
  return candidate !== undefined && !candidate.isString && candidate.text.toLowerCase() === text;
}

/**
 * All key blocks of a text, at whatever depth they stand.
 *
 * @throws {InvalidKeyError} for a block that is not closed: its secret may be cut short
 */
export function readKeyBlocks(text: string): KeyStatement[] {
  const words = readWords(text);
  const statements: KeyStatement[] = [];
  for (let i = 0; i + 2 < words.length; i++) {
    if (!is(words[i], 'key') || !is(words[i + 2], '{')) continue;
    const name = words[i + 1]?.text;
    const options = new Map<string, string | undefined>();
    let at = i + 3;
    for (let begins = true; at < words.length && !is(words[at], '}'); at++) {
      const option = words[at]?.text.toLowerCase();
      // The first one counts, and a second would be an error to named.
      if (begins && option !== undefined && !options.has(option)) {
        options.set(option, words[at + 1]?.text);
      }
      begins = is(words[at], ';');
    }
    if (at >= words.length) throw new InvalidKeyError('a key block is not closed');
    statements.push({
      name,
      algorithm: options.get('algorithm'),
      secret: options.get('secret'),
      cutsMac: true,
      isLabelled: true,
    });
    i = at;
  }
  return statements;
}
