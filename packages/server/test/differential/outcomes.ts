/** What becomes of a case: on a real server, and on the embedded one. */

import { createAnswerer, type ProfileName } from '@zonewright/server/answer';
import type { RealServer } from '@zonewright/testkit';
import {
  decodeMessage,
  encodeMessage,
  type ResourceRecord,
  signRequest,
  type UpdateMessage,
} from '@zonewright/wire';
import { processUpdate, type UpdateRules, Zone } from '@zonewright/zone';
import { key } from '../support/zone.ts';
import type { UpdateCase } from './arbitrary-update.ts';
import { linesOf, messageOf, recordOf, resetMessage, serialOf, soaRdata } from './contents.ts';
import { Peer } from './peer.ts';

export interface Outcome {
  readonly rcode: string;
  /** The zone afterwards; see `linesOf`. */
  readonly zone: readonly string[];
}

/** The serial of the embedded zones; those of a real server are what they have come to. */
const startSerial = 1000;

/** The time of the embedded server, in Unix seconds. */
const now = 1_700_000_000;

/** The zone that a case starts from. */
export function zoneOf({ records }: Pick<UpdateCase, 'records'>, name: string): Zone {
  const soa = { name: '@', ttl: 300, type: 'SOA', rdata: soaRdata(startSerial) };
  return new Zone(
    name,
    [soa, ...records].map((item) => recordOf(item, name, startSerial)),
  );
}

/** On the embedded server, by all of the way from octets to octets. */
export function embeddedOutcome(
  given: UpdateCase,
  name: string,
  profile: ProfileName | undefined,
): Outcome {
  const zone = zoneOf(given, name);
  const answerer = createAnswerer({ zones: [zone], keys: [key], profile });
  const request = encodeMessage(messageOf(given, name, startSerial));
  const { bytes } = signRequest(request, key, { now });
  const reply = answerer.answer(bytes, { now, transport: 'tcp' });
  if (reply === undefined) throw new Error('no answer');
  return { rcode: decodeMessage(reply).rcode, zone: linesOf(zone, name, startSerial) };
}

/** With some rules alone. */
export function outcomeByRules(given: UpdateCase, name: string, rules: UpdateRules): Outcome {
  const zone = zoneOf(given, name);
  // What was encoded as an update is decoded as one.
  const message = decodeMessage(encodeMessage(messageOf(given, name, startSerial)));
  const { rcode } = processUpdate(zone, message as UpdateMessage, { rules });
  return { rcode, zone: linesOf(zone, name, startSerial) };
}

/**
 * On a real server, in a zone that is first made what the case starts from.
 *
 * @throws Error where it cannot be made so
 */
export async function realOutcome(
  given: UpdateCase,
  name: string,
  server: RealServer,
): Promise<Outcome> {
  const peer = await Peer.connect(server);
  try {
    const start = await makeZone(given, name, peer);
    const serial = serialOf(start);
    const { rcode } = await peer.ask(messageOf(given, name, serial));
    return { rcode, zone: linesOf(await peer.transfer(name), name, serial) };
  } finally {
    peer.close();
  }
}

/** Makes a zone on a real server what a case starts from, and gives its records. */
export async function makeZone(
  given: Pick<UpdateCase, 'records'>,
  name: string,
  peer: Peer,
): Promise<ResourceRecord[]> {
  const before = serialOf(await peer.transfer(name));
  const { rcode } = await peer.ask(resetMessage(given.records, name, before));
  const start = await peer.transfer(name);
  const lines = linesOf(start, name, serialOf(start));
  const wanted = linesOf(zoneOf(given, name), name, startSerial);
  if (rcode === 'NOERROR' && String(lines) === String(wanted)) return start;
  throw new Error(`the zone cannot be made: ${rcode}\n${lines.join('\n')}\n\n${wanted.join('\n')}`);
}
