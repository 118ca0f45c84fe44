/**
 * The records of one message, read as `insert` reads them. All at once; where one of them is refused,
 * one by one, so that the slip is told of its record and the others can go on.
 */

import { canonicalName, DnsError, type UpdateMessage, type UpdateRecord } from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { refuseSilent } from '../sending/refuse-silent.ts';

/** What was read of a batch. */
export interface ReadBatch {
  /** Undefined where there is no record to send. */
  readonly message: UpdateMessage | undefined;
  /** What was not read. */
  readonly slips: readonly DnsError[];
}

/** The zone to load into. */
export interface LoadedZone {
  readonly name: string;
  readonly class: string;
}

/** Reads the records that a caller gave. */
export function readBatch(zone: LoadedZone, items: readonly unknown[]): ReadBatch {
  try {
    return { message: messageOf(zone, items), slips: [] };
  } catch (error) {
    if (!(error instanceof DnsError)) throw error;
  }
  const records: UpdateRecord[] = [];
  const slips: DnsError[] = [];
  /** Records of which there can be one; what insert refuses beside them is a slip. */
  const singles = new Map<string, UpdateRecord>();
  for (const item of items) {
    try {
      const read = messageOf(zone, [item]).updates;
      for (const record of read) {
        const single = singles.get(singleKey(record));
        if (single !== undefined) messageOf(zone, [single, record]);
      }
      for (const record of read) singles.set(singleKey(record), record);
      records.push(...read);
    } catch (error) {
      if (!(error instanceof DnsError)) throw error;
      slips.push(error);
    }
  }
  return { message: records.length === 0 ? undefined : messageOf(zone, records), slips };
}

const singleKey = ({ name, type }: UpdateRecord): string =>
  type === 'SOA' ? type : `${type} ${canonicalName(name)}`;

/** @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError} */
function messageOf(zone: LoadedZone, items: readonly unknown[]): UpdateMessage {
  const update = new Update(zone.name, { class: zone.class });
  // It checks what it is given, whatever that is.
  const message = update.insert(items as never).toMessage();
  // All else that all servers skip takes a removal; to look for it takes longer than all the rest.
  if (message.updates.some(({ type }) => type === 'SOA')) {
    refuseSilent(update, update.lint(), 'load');
  }
  return message;
}

/** The same message with some of its records. */
export function withRecords(
  message: UpdateMessage,
  updates: readonly UpdateRecord[],
): UpdateMessage {
  return Object.freeze({ ...message, updates: Object.freeze(updates) });
}

/** The owners of a message, in lower case; records of one mostly follow each other. */
export function ownersOf({ updates }: UpdateMessage): readonly string[] {
  const owners: string[] = [];
  let last: string | undefined;
  for (const { name } of updates) {
    if (name !== last) owners.push(canonicalName(name));
    last = name;
  }
  return owners;
}
