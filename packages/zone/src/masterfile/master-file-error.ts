/** What the reader of master files throws: where the text is wrong, and the rule that it breaks. */

import { DnsError, nameErrorClass, quote, type Token } from '@zonewright/wire';

/** Where a {@link MasterFileError} points, and why. */
export interface MasterFileFault {
  /** The rule that is broken, in a few words. */
  readonly rule: string;
  /** The text at fault as it was written; empty where something is missing. */
  readonly token: string;
  /** Line of the token's first character, from 1. */
  readonly line: number;
  /** Column of the token's first character, from 1. */
  readonly column: number;
  /** The file that `$INCLUDE` named; undefined for the text that was given itself. */
  readonly fileName?: string | undefined;
  /** The number that `$` stood for, where the record at fault is one of a `$GENERATE`. */
  readonly iteration?: number | undefined;
  readonly cause?: unknown;
}

/** Text that is no master file (RFC 1035 section 5): correct the place that it names. */
export class MasterFileError extends DnsError {
  static {
    nameErrorClass(this, 'MasterFileError');
  }

  readonly rule: string;
  readonly token: string;
  readonly line: number;
  readonly column: number;
  readonly fileName: string | undefined;
  readonly iteration: number | undefined;

  constructor(fault: MasterFileFault) {
    const { rule, token, line, column, fileName, iteration } = fault;
    const file = fileName === undefined ? 'Master file' : `Master file ${quote(fileName)}`;
    const turn = iteration === undefined ? '' : `, $ = ${iteration}`;
    const at = token === '' ? '' : `, at ${quote(token)}`;
    super(
      'MASTER_FILE',
      `${file}, line ${line}, column ${column}${turn}${at}: ${rule}.`,
      fault.cause === undefined ? {} : { cause: fault.cause },
    );
    this.rule = rule;
    this.token = token;
    this.line = line;
    this.column = column;
    this.fileName = fileName;
    this.iteration = iteration;
  }
}

/** An error at a token; who reads the file or the `$GENERATE` adds which it is. */
export function fault(token: Token, rule: string, cause?: unknown): MasterFileError {
  const { line, column } = token;
  return new MasterFileError({ rule, token: token.text, line, column, cause });
}

/** The same error, with what only an outer reader knows; what it says already, it keeps. */
export function within(
  error: MasterFileError,
  outer: { readonly fileName?: string; readonly iteration?: number },
): MasterFileError {
  const { rule, token, line, column, cause } = error;
  const fileName = error.fileName ?? outer.fileName;
  const iteration = error.iteration ?? outer.iteration;
  return new MasterFileError({ rule, token, line, column, cause, fileName, iteration });
}
