/**
 * The prerequisite section told in the words of the methods that fill it (RFC 2136 section 2.4). An
 * error for a prerequisite that failed names it so.
 */

import {
  canonicalName,
  type ResourceRecord,
  type RRType,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import { copyRecord, type RecordData } from './change.ts';

/** A method of `Update` that puts records into the prerequisite section. */
export type PrerequisiteMethod = 'nameUsed' | 'nameNotUsed' | 'rrsetUsed' | 'used' | 'rrsetNotUsed';

/** One prerequisite. */
export interface Prerequisite {
  readonly method: PrerequisiteMethod;
  /** Owner, absolute, in lower case, with the final dot. */
  readonly name: string;
  /** Absent for `nameUsed` and `nameNotUsed`. */
  readonly type?: RRType;
  /** The whole RRset that `used` asks for, one element for each record. */
  readonly data?: readonly RecordData[];
}

/**
 * The prerequisites of a message. All records that ask for the data of one RRset are one, wherever
 * in the section they stand, as they are for the server (section 3.2.3).
 *
 * @example
 * ```ts
 * import { describePrerequisites, Update } from '@zonewright/zone';
 *
 * const message = new Update('example.com')
 *   .nameNotUsed('new')
 *   .used('www', 'A', '192.0.2.1', '192.0.2.2')
 *   .toMessage();
 * describePrerequisites(message);
 * // => [{ method: 'nameNotUsed', name: 'new.example.com.' }, { method: 'used', name: 'www.example.com.', type: 'A', data: ['192.0.2.1', '192.0.2.2'] }]
 * ```
 */
export function describePrerequisites(
  message: Pick<UpdateMessage, 'prerequisites'>,
): readonly Prerequisite[] {
  const described: Prerequisite[] = [];
  const dataByRRset = new Map<string, RecordData[]>();
  for (const record of message.prerequisites) {
    const name = canonicalName(record.name);
    const { type } = record;
    const method = methodOf(record);
    if (method === 'nameUsed' || method === 'nameNotUsed') {
      described.push({ method, name });
    } else if (method !== 'used') {
      described.push({ method, name, type });
    } else {
      const key = `${type} ${name}`;
      let data = dataByRRset.get(key);
      if (data === undefined) {
        data = [];
        dataByRRset.set(key, data);
        described.push({ method, name, type, data });
      }
      // Only a record of class ANY or NONE is without data, and those are none of `used`.
      data.push(copyRecord(record as ResourceRecord).data);
    }
  }
  for (const data of dataByRRset.values()) Object.freeze(data);
  for (const prerequisite of described) Object.freeze(prerequisite);
  return Object.freeze(described);
}

function methodOf(record: UpdateRecord): PrerequisiteMethod {
  if (record.class === 'ANY') return record.type === 'ANY' ? 'nameUsed' : 'rrsetUsed';
  if (record.class === 'NONE') return record.type === 'ANY' ? 'nameNotUsed' : 'rrsetNotUsed';
  return 'used';
}
