/** What is thrown where a zone cannot be kept in its file, or read from it. */

import { DnsError, type DnsErrorContext, nameErrorClass } from '@zonewright/wire';

/**
 * A file of a zone that cannot be used: the system refuses it, another server has it, or it is not as
 * it was written. `cause` is the system's reason, or what is wrong with the zone.
 */
export class StorageError extends DnsError {
  static {
    nameErrorClass(this, 'StorageError');
  }

  /** The path of the file. */
  readonly file: string;
  /** The octet at which what is wrong begins; undefined where it is no matter of octets. */
  readonly offset: number | undefined;

  constructor(
    file: string,
    what: string,
    context: DnsErrorContext & { readonly offset?: number } = {},
  ) {
    const { offset } = context;
    const where = offset === undefined ? file : `${file} (octet ${offset})`;
    super('STORAGE_FAILED', `${where}: ${what}.`, context);
    this.file = file;
    this.offset = offset;
  }
}
