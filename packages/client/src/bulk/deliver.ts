/**
 * One message of a load: sent, and where it is too large, or refused and the caller wants to know by
 * which record, sent again in halves. To add a record twice changes nothing, so that no harm is done
 * where it cannot be said whether the first copy was carried out.
 */

import {
  type DnsError,
  isDnsError,
  MessageTooLargeError,
  NotAuthError,
  NotImpError,
  RcodeError,
  TsigError,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import { withRecords } from './read-batch.ts';

/** What happens to the records of a message. */
export interface Delivery {
  /** Sends a message; rejects with a `DnsError`, or with whatever is no outcome. */
  readonly send: (message: UpdateMessage) => Promise<unknown>;
  readonly onApplied: (records: number) => void;
  /** @param records those of a message that was not accepted, and cannot be halved or is not to be */
  readonly onFailed: (records: readonly UpdateRecord[], error: DnsError) => void;
}

/** Messages that are sent to find the culprits of one: enough for several among thousands. */
const mostHalves = 128;

/** Finds the records for which messages are refused, as long as that is of use. */
export class Bisector {
  #isOfUse: boolean;

  constructor(isWanted: boolean) {
    this.#isOfUse = isWanted;
  }

  /**
   * Sends a message, and its parts as need be.
   *
   * @returns whether it was accepted as it is
   * @throws what is no `DnsError`, such as the reason of an abort before it was sent
   */
  async deliver(message: UpdateMessage, delivery: Delivery): Promise<boolean> {
    /** Left to send; the first part of the message is the last. */
    const parts: (readonly UpdateRecord[])[] = [message.updates];
    let isWhole = true;
    let halves = 0;
    let accepted = 0;
    for (;;) {
      const records = parts.pop();
      if (records === undefined) break;
      const part = records === message.updates ? message : withRecords(message, records);
      try {
        await delivery.send(part);
        accepted += 1;
        delivery.onApplied(records.length);
      } catch (error) {
        if (!isDnsError(error)) throw error;
        isWhole = false;
        const isTooLarge = error instanceof MessageTooLargeError;
        const mayBisect = this.#isOfUse && halves < mostHalves && isRefusal(error);
        if (records.length > 1 && (isTooLarge || mayBisect)) {
          if (!isTooLarge) halves += 2;
          const middle = records.length >>> 1;
          parts.push(records.slice(middle), records.slice(0, middle));
        } else {
          delivery.onFailed(records, error);
        }
      }
    }
    // Where every part of a message is refused, it is not for one of its records.
    if (halves >= mostHalves && accepted === 0) this.#isOfUse = false;
    return isWhole;
  }
}

/**
 * Whether the server said no to what is in a message, and not to who sent it or to where. SERVFAIL is
 * one: BIND says it to more records than it is configured for.
 */
function isRefusal(error: DnsError): boolean {
  if (!(error instanceof RcodeError) || error instanceof TsigError) return false;
  return !(error instanceof NotAuthError || error instanceof NotImpError);
}
