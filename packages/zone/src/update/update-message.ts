/** Plain frozen messages out of what a builder has gathered (RFC 2136 section 2). */

import {
  type MessageFlags,
  type SectionOwners,
  trustedSection,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';
import { copyRecord } from './change.ts';

/** A section's count has 16 bits (RFC 1035 section 4.1.1). */
export const maxSectionRecords = 65_535;

/** All false: a requestor has none to set (section 2.2). */
const noFlags: MessageFlags = Object.freeze({
  qr: false,
  aa: false,
  tc: false,
  rd: false,
  ra: false,
  ad: false,
  cd: false,
});

const noRecords: readonly never[] = Object.freeze([]);

/** What a builder gathers of a message; the rest of every update is the same. */
export type UpdateSections = Pick<
  UpdateMessage,
  'id' | 'opcode' | 'zone' | 'prerequisites' | 'updates'
>;

/**
 * The message with these sections; nothing of it can be changed, and nothing changes it.
 *
 * @param owners of the updates, and maybe of more that come after them
 */
export function makeMessage(sections: UpdateSections, owners: SectionOwners): UpdateMessage {
  return Object.freeze({
    id: sections.id,
    flags: noFlags,
    rcode: 'NOERROR',
    opcode: 'UPDATE',
    zone: Object.freeze(sections.zone),
    prerequisites: handOut(sections.prerequisites),
    updates: handOut(sections.updates, owners),
    additional: noRecords,
  });
}

function handOut(
  records: readonly UpdateRecord[],
  owners?: SectionOwners,
): readonly UpdateRecord[] {
  if (records.length === 0) return noRecords;
  return trustedSection(Object.freeze(records.map(copyRecord)), owners);
}

/**
 * Makes sure of a message id.
 *
 * @throws {InvalidUpdateError}
 */
export function readId(id: unknown = 0): number {
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > 65_535) {
    throw new InvalidUpdateError('message id', id, 'an integer from 0 to 65535 is needed');
  }
  return id;
}

/**
 * Makes sure that a section's records can be counted.
 *
 * @throws {InvalidUpdateError}
 */
export function checkCount(records: number): void {
  if (records > maxSectionRecords) {
    throw new InvalidUpdateError(
      'number of records',
      records,
      `a section has at most ${maxSectionRecords}`,
    );
  }
}
