/** What a server that is imitated does otherwise than the RFCs say: with updates, and with replies. */

import type { Message, Rcode, TsigRecord, UpdateMessage } from '@zonewright/wire';
import type { UpdateRules } from '@zonewright/zone';

/** Where a server departs from the RFCs; what is left out it does by them. */
export interface Profile {
  readonly updates: UpdateRules;
  readonly replies: ReplyRules;
}

/** What is known of a request when it is answered without being looked into. */
export interface RawRequest {
  readonly opcode: number;
  readonly bytes: Uint8Array;
  readonly transport: string;
}

/** How a server answers; what is left out it does by the RFCs. */
export interface ReplyRules {
  /** Whether a request is passed over in silence, whatever it says. */
  readonly drops?: (request: RawRequest) => boolean;
  /** Whether a request that can be decoded is passed over in silence. */
  readonly dropsMessage?: (message: Message) => boolean;
  /** What cannot be decoded gets no answer, rather than FORMERR. */
  readonly dropsMalformed?: boolean;
  /** The RCODE of an update without a signature. @default 'REFUSED' */
  readonly unsignedUpdate?: Rcode;
  /** What is wrong with a signature is not said: REFUSED, without a TSIG. */
  readonly hidesTsigErrors?: boolean;
  /** Whether a signature that verifies does not count. */
  readonly distrusts?: (tsig: TsigRecord) => boolean;
  /** An RCODE before anything is looked into; undefined where the RFCs decide. */
  readonly refusal?: (message: UpdateMessage) => Rcode | undefined;
  /** Whether the reply to an update goes without a signature although the request was signed. */
  readonly leavesUnsigned?: (message: UpdateMessage, rcode: Rcode) => boolean;
  /** Whether the zone section is left out of the reply to an update. */
  readonly leavesOutZone?: (message: UpdateMessage, rcode: Rcode) => boolean;
  /** Whether the reply to an update has no OPT. */
  readonly leavesOutEdns?: (rcode: Rcode) => boolean;
  /** AA is set in replies to updates. */
  readonly setsAa?: boolean;
  /** RD, CD and the RCODE of an update come back in the reply. */
  readonly copiesHeader?: boolean;
}
