/** The options of transfers. */

import { canonicalName, InvalidOptionError, parseName, type RRClass } from '@zonewright/wire';
import { checkInteger, checkNames, checkSignal } from '../options/option-check.ts';
import { checkClass, type ReadOptions } from '../reading/query-options.ts';
import type { StopSignal } from '../transport/stop-signal.ts';

/** Options of {@link DnsClient.transfer} and {@link DnsClient.changes}. */
export interface TransferOptions extends ReadOptions {
  /**
   * When records are handed on. `message`: when the signature of their message has verified, or the
   * next one behind messages without; they are then the server's, but the transfer may still break
   * off. `transfer`: when the whole of it has verified and is complete, so that all of it has to be
   * held. Without a key there is nothing to verify, and no record is authentic. @default 'message'
   */
  readonly verified?: 'message' | 'transfer' | undefined;
  /** Most records that are taken, against a server that never ends. @default 10000000 */
  readonly maxRecords?: number | undefined;
}

/** Checked options, with defaults. */
export interface TransferSettings {
  /** Absolute, in lower case. */
  readonly zone: string;
  readonly class: RRClass;
  readonly signal: StopSignal | undefined;
  readonly holdsAll: boolean;
  readonly maxRecords: number;
}

const optionNames: readonly (keyof TransferOptions)[] = [
  'signal',
  'class',
  'verified',
  'maxRecords',
];

/** @throws {InvalidNameError | InvalidOptionError} */
export function checkTransfer(zone: string, options: TransferOptions): TransferSettings {
  checkNames(options, optionNames);
  const { verified = 'message', maxRecords = 10_000_000 } = options;
  if (verified !== 'message' && verified !== 'transfer') {
    throw new InvalidOptionError('verified', verified, "it is 'message' or 'transfer'");
  }
  return {
    zone: canonicalName(parseName(zone)),
    class: checkClass(options.class),
    signal: checkSignal(options.signal),
    holdsAll: verified === 'transfer',
    maxRecords: checkInteger('maxRecords', maxRecords, 1, Number.MAX_SAFE_INTEGER),
  };
}
