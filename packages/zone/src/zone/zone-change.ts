/** What one update did to a zone, in the form in which IXFR (RFC 1995) and journals tell it. */

import type { ResourceRecord } from '@zonewright/wire';

/** A step from one version of a zone to the next. */
export interface ZoneChange {
  /** Serial of the version before. */
  readonly from: number;
  /** Serial of the version after. */
  readonly to: number;
  /** What went, the old SOA first. A record whose TTL changed goes, and comes with the new one. */
  readonly removed: readonly ResourceRecord[];
  /** What came, the new SOA first. */
  readonly added: readonly ResourceRecord[];
}
