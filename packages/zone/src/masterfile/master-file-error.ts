/** What the reader of master files throws: where the text is wrong, and the rule that it breaks. */

import { DnsError, nameErrorClass, quote } from '@zonewright/wire';

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

  constructor(fault: MasterFileFault) {
    const { rule, token, line, column, fileName } = fault;
    const file = fileName === undefined ? 'Master file' : `Master file ${quote(fileName)}`;
    const at = token === '' ? '' : `, at ${quote(token)}`;
    super(
      'MASTER_FILE',
      `${file}, line ${line}, column ${column}${at}: ${rule}.`,
      fault.cause === undefined ? {} : { cause: fault.cause },
    );
    this.rule = rule;
    this.token = token;
    this.line = line;
    this.column = column;
    this.fileName = fileName;
  }
}
