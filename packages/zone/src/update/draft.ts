/** Records in the making: what the calls of an `Update` become, before anybody sees them. */

import {
  type ResourceRecord,
  type RRClass,
  type RRType,
  trustedData,
  type UpdateRecord,
} from '@zonewright/wire';

/** A new record that is not frozen, which takes as long as all else of it: it is when it is handed out. */
export interface Draft {
  readonly record: UpdateRecord;
  /** See {@link SectionOwners.labels}. */
  readonly label: string | undefined;
}

/**
 * A record without data: a condition on a name or an RRset, or the removal of one.
 *
 * @param name absolute, as it was read
 */
export function emptyRecord(name: string, type: RRType | 'ANY', rrClass: 'ANY' | 'NONE'): Draft {
  return { record: { name, type, class: rrClass, ttl: 0 }, label: undefined };
}

/**
 * A record of which every part was read, the data for this type.
 *
 * @param label from {@link readLabel}, of the owner
 */
export function createDraft(
  label: string | undefined,
  name: string,
  type: RRType,
  rrClass: RRClass,
  ttl: number,
  data: unknown,
): Draft {
  // The compiler cannot see that the data is that of the type.
  const record = { name, type, class: rrClass, ttl, data: trustedData(data) } as ResourceRecord;
  return { record, label };
}
