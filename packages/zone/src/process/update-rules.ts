/**
 * Where real servers depart from RFC 2136 section 3, each departure by a name of its own. Without
 * rules updates are processed as the RFC has it; what one server does is a table of these, and the
 * files of this folder ask for them at the step that they are about.
 */

import type { Rcode, ResourceRecord, UpdateRecord } from '@zonewright/wire';
import type { Zone } from '../zone/zone.ts';
import type { ZoneChange } from '../zone/zone-change.ts';
import type { ZoneIdentity } from '../zone/zone-rules.ts';

/** What a server does otherwise; what is left out it does by the RFC. */
export interface UpdateRules {
  /** Section 3.2.3: a record that is listed twice counts twice, so that no RRset equals the list. */
  readonly countsRepeatedValues?: boolean;
  /** Section 3.4.1: asked about each record that is well formed; anything but NOERROR ends the update. */
  readonly prescan?: (record: UpdateRecord, zone: ZoneIdentity) => Rcode;
  /** Section 3.4.2: deletions come first, then CNAMEs, then the rest, whatever their order in the message. */
  readonly deletesFirst?: boolean;
  /** Section 3.4.2.2: whether an addition is passed over. */
  readonly ignoresAdd?: (record: ResourceRecord, zone: ZoneIdentity) => boolean;
  /** Section 3.4.2.2: the RCODE for a CNAME beside other data, in place of ignoring it. */
  readonly cnameConflict?: Rcode;
  /** Section 3.4.2.2: whether data of a type that is there keeps its TTL when it is added with another. */
  readonly keepsTtlOfEqualData?: (type: string) => boolean;
  /** An addition of a DNAME above other names, or of anything below a DNAME, ends the update: REFUSED. */
  readonly refusesBelowDname?: boolean;
  /** Section 3.4.2.4: names in data are told apart by the case of their letters when data is deleted. */
  readonly deletesByCase?: boolean;
  /**
   * Section 3.4.2.4: the NS of the apex that are to be deleted by value go together, at the end, and
   * none of them where none would be left.
   */
  readonly deletesApexNsTogether?: boolean;
  /** Section 3.6: data that is there, added in other letters, is a change and moves the serial. */
  readonly countsCase?: boolean;
  /** A DS goes when no NS is left at its owner, after the serial has moved (RFC 4035 section 2.4). */
  readonly dropsOrphanedDs?: boolean;
  /** Most records of an RRset; more of them are SERVFAIL, and nothing is done. */
  readonly maxRecordsPerType?: number;
  /**
   * Whether the zone is good with the change made: asked with the zone as it would be, orphaned DS
   * included. Anything but NOERROR undoes the change.
   */
  readonly inspect?: (zone: Zone, change: ZoneChange) => Rcode;
  /** Section 3.6: what is deleted and added again is a change and moves the serial. */
  readonly countsReplacement?: boolean;
  /** Section 3.6: the serial after one, at a time in Unix seconds. @default one more */
  readonly nextSerial?: (serial: number, now: number) => number;
}

/** RFC 2136, to the letter. */
export const rfcRules: UpdateRules = Object.freeze({});
