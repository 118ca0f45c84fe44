/** What makes something of the records of a transfer, in whatever portions the messages bring them. */

import type { ResourceRecord } from '@zonewright/wire';

/** What came is no transfer of the zone; `message` is the rule that it breaks. */
export class TransferFault extends Error {
  override readonly name: string = 'TransferFault';
}

export interface RecordReader<Item> {
  /** Whether the transfer has come to its end: nothing may follow. */
  readonly isDone: boolean;
  /**
   * Takes the answer section of the next message.
   *
   * @returns what has become whole by it
   * @throws {TransferFault}
   */
  take(answers: readonly ResourceRecord[]): readonly Item[];
}
