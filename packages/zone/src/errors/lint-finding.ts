/**
 * What `Update.lint` finds, apart from the finding itself: {@link InvalidUpdateError} carries it, and
 * stands below the builder.
 */

import type { RRType } from '@zonewright/wire';

/** A method of `Update` that puts records into the update section. */
export type ChangeMethod = 'insert' | 'remove' | 'removeRRset' | 'removeName' | 'replaceRRset';

/** A server whose ways are known: BIND 9.18, Knot DNS 3.2, PowerDNS Authoritative 4.7. */
export type LintServer = 'BIND' | 'Knot' | 'PowerDNS';

/** A part of an update that servers are known to skip, and to answer NOERROR all the same. */
export interface LintFinding {
  /** The method that asked for what is skipped. */
  readonly operation: ChangeMethod;
  /** Owner, absolute, in lower case, with the final dot. */
  readonly name: string;
  /** The type of the records that are skipped. */
  readonly type: RRType;
  /** One sentence: what happens, and what to do in its place. */
  readonly reason: string;
  /** The servers that skip it; with all three named, `send` refuses the update. */
  readonly servers: readonly LintServer[];
}
