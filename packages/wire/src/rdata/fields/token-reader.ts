/** Hands the tokens of one record's data to its fields, one after the other. */

import type { Token } from '../../text/token.ts';
import { FieldError } from './field.ts';

export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  /** What relative names are relative to. */
  readonly origin: string;

  constructor(tokens: readonly Token[], origin: string) {
    this.#tokens = tokens;
    this.origin = origin;
  }

  get remaining(): number {
    return this.#tokens.length - this.#next;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  /** The token that is read next or was read last, for saying where an error is. */
  get current(): Token | undefined {
    return this.#tokens[this.#next] ?? this.#tokens.at(-1);
  }

  /** @throws {FieldError} when no token is left */
  next(what: string): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new FieldError(`${what} is missing`);
    this.#next += 1;
    return token;
  }

  /** The next token, which must not be quoted. */
  word(what: string): string {
    const token = this.next(what);
    if (token.kind === 'quoted') throw new FieldError(`${what} must not be quoted`);
    return token.text;
  }

  /** All words that are left, joined: how master files hold long base64 and hexadecimal. */
  joinedWords(what: string): string {
    let text = '';
    while (this.remaining > 0) text += this.word(what);
    return text;
  }

  /** @throws {FieldError} when tokens are left over */
  finish(): void {
    const left = this.peek();
    if (left !== undefined)
      throw new FieldError(`unexpected ${JSON.stringify(left.text)} at its end`);
  }
}
