/**
 * The words of master-file text (RFC 1035 section 5.1), with the place where each stands. Escapes
 * stay in: what they mean depends on whether a name or a character-string is read.
 */

/** A word, or a quoted string without its quotes. */
export interface Token {
  readonly kind: 'word' | 'quoted';
  /** The text as written, escapes left in. */
  readonly text: string;
  /** Line of its first character, from 1. */
  readonly line: number;
  /** Column of its first character, from 1. */
  readonly column: number;
}

/** One entry: what stands on a line, or on several within parentheses. Never without tokens. */
export interface Entry {
  readonly tokens: readonly Token[];
  /** Whether the line begins with white space, so that the owner is the one before (section 5.1). */
  readonly startsBlank: boolean;
}

/** Text that is no master-file text: where, what, and the rule. Callers turn it into their own. */
export class TextSyntaxError extends Error {
  override readonly name: string = 'TextSyntaxError';
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly token: string;

  constructor(rule: string, token: string, line: number, column: number) {
    super(`line ${line}, column ${column}: ${rule}`);
    this.rule = rule;
    this.token = token;
    this.line = line;
    this.column = column;
  }
}
