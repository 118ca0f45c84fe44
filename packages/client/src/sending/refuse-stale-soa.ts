/**
 * An SOA whose serial is not ahead of the zone's is skipped with NOERROR by every server (RFC 2136
 * section 3.4.2.2), and once the serial moves on nothing tells that from one that was taken: so the
 * zone is asked before.
 */

import { type RecordOf, sameRdata, type UpdateMessage } from '@zonewright/wire';
import { serialCompare } from '@zonewright/zone';
import { NotAppliedError } from '../errors/outcome-error.ts';
import { ask } from '../reading/ask.ts';
import type { Sending } from './sending.ts';

/**
 * @param wanted the SOA that the update inserts
 * @throws {NotAppliedError} before anything is sent, for an SOA that the zone is ahead of
 */
export async function refuseStaleSoa(sending: Sending, wanted: RecordOf<'SOA'>): Promise<void> {
  const [connector] = sending.connectors;
  const { settings, call, question, zone } = sending;
  const reading = await ask(question, call, {
    connector,
    key: settings.key,
    clock: sending.clockOf(connector),
    timeoutMs: settings.timeoutMs,
  });
  // Where it cannot be read, sending it tells more.
  if (reading.status !== 'answered' || !reading.message.flags.aa) return;
  const held = reading.message.answers.find((record) => record.type === 'SOA');
  if (held?.type !== 'SOA' || serialCompare(wanted.data.serial, held.data.serial) === 1) return;
  // What is there already is not changed by it, and is as it should be.
  if (held.ttl === wanted.ttl && sameRdata('SOA', held.data, wanted.data)) return;
  const rrset = { name: zone, type: 'SOA', state: 'missing' } as const;
  throw new NotAppliedError(
    `The update of ${zone} was not sent to ${connector.label}: the zone's serial is ${held.data.serial}, and servers skip an SOA whose serial, as here ${wanted.data.serial}, is not ahead of it.`,
    [{ ...rrset, expected: [wanted.data], seen: [held.data] }],
    { ...sending.contextOf(connector), applied: 'no' },
  );
}

/** The last SOA that an update inserts; most insert none. */
export function insertedSoa({ updates }: UpdateMessage): RecordOf<'SOA'> | undefined {
  return updates.findLast(
    (record): record is RecordOf<'SOA'> =>
      record.type === 'SOA' && record.class !== 'ANY' && record.class !== 'NONE',
  );
}
