/** What comparing finds: a state, what was seen, and why it is so, for people. */

import type { ResourceRecord } from '@zonewright/wire';

/**
 * `applied`: what the update asked for holds; `diverged`: it does, beside other data; `missing`: it
 * does not; `unverified`: that cannot be told.
 */
export type ComparedState = 'applied' | 'diverged' | 'missing' | 'unverified';

/** What a comparison finds. */
export interface RRsetComparison {
  readonly state: ComparedState;
  /** What was seen of the RRset or name; in its place the CNAME that stands there, if one does. */
  readonly seen: readonly ResourceRecord[];
  /** One clause for people: what was asked, what was seen, what to try. */
  readonly reason?: string;
  /**
   * The wildcard to ask for, with the same type, where something removed is seen that may have been
   * made from it: hold the comparison again on {@link withoutSynthesized}. None or one.
   */
  readonly mayBeWildcard: readonly string[];
  /** Whether it holds where the server lists all that a name has. */
  readonly holdsIfListed?: true;
}

const noWildcard: readonly string[] = [];

/** A finding that no wildcard can explain away. */
export function found(
  state: ComparedState,
  seen: readonly ResourceRecord[],
  reason?: string,
): RRsetComparison {
  if (reason === undefined) return { state, seen, mayBeWildcard: noWildcard };
  return { state, seen, reason, mayBeWildcard: noWildcard };
}
