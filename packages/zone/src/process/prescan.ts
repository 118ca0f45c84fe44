/** The prescan of the update section (RFC 2136 section 3.4.1): before anything is changed. */

import {
  decodeRdata,
  isInZone,
  isMetaType,
  type Rcode,
  type UpdateMessage,
  type UpdateRecord,
  WireError,
} from '@zonewright/wire';
import type { ZoneIdentity } from '../zone/zone-rules.ts';
import { rfcRules, type UpdateRules } from './update-rules.ts';

/**
 * Checks the form of all updates.
 *
 * @returns NOERROR, NOTZONE for an owner outside the zone, FORMERR
 */
export function prescanUpdates(
  zone: ZoneIdentity,
  message: Pick<UpdateMessage, 'updates'>,
  { prescan }: UpdateRules = rfcRules,
): Rcode {
  for (const record of message.updates) {
    if (!isInZone(record.name, zone.name)) return 'NOTZONE';
    if (!isWellFormed(record, zone)) return 'FORMERR';
    const rcode = prescan?.(record, zone) ?? 'NOERROR';
    if (rcode !== 'NOERROR') return rcode;
  }
  return 'NOERROR';
}

/**
 * Section 3.4.1.2 names ANY, AXFR, MAILA, MAILB and "any other QUERY metatype"; with the other meta
 * types it would be no different.
 */
function isWellFormed(
  { type, class: rrClass, ttl, data }: UpdateRecord,
  zone: ZoneIdentity,
): boolean {
  switch (rrClass) {
    case zone.class:
      return !isMetaType(type) && data !== undefined;
    case 'ANY':
      return ttl === 0 && data === undefined && (type === 'ANY' || !isMetaType(type));
    case 'NONE':
      return ttl === 0 && !isMetaType(type) && (data !== undefined || mayBeEmpty(type));
    default:
      return false;
  }
}

const nothing = new Uint8Array();

/** Whether rdata of no octets is data of the type: a record to be deleted can look like none. */
function mayBeEmpty(type: string): boolean {
  try {
    decodeRdata(type, nothing);
    return true;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}
