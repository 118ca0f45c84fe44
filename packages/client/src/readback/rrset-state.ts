/** What a caller is told of what was read back: the result's `rrsets`, and a sentence for the error. */

import type { ResourceRecord } from '@zonewright/wire';
import type { ReadBackState, RRsetState } from '../errors/outcome-error.ts';
import type { RRsetComparison } from './comparison.ts';
import type { NameExpectation, RRsetExpectation } from './expectation.ts';

/** One RRset or name with what was found of it. */
export interface ReadBack {
  readonly expected: RRsetExpectation | NameExpectation;
  readonly comparison: RRsetComparison;
}

/** The state as a caller sees it: data as in `record.data`, of the RRset's own type alone. */
export function rrsetState({ expected, comparison }: ReadBack): ReadBackState {
  const { name, type } = expected;
  const { state, seen, reason } = comparison;
  const wanted: ResourceRecord['data'][] = [];
  if ('present' in expected) for (const { data } of expected.present.values()) wanted.push(data);
  const shown: ResourceRecord['data'][] = [];
  for (const record of seen) {
    if (type === 'ANY' || record.type === type) shown.push(record.data);
  }
  const known = {
    name,
    type,
    state,
    expected: Object.freeze(wanted),
    seen: Object.freeze(shown),
  };
  return Object.freeze(reason === undefined ? known : { ...known, reason });
}

/** Whether the state is one of a success. */
export function isHeld(state: ReadBackState): state is RRsetState {
  return state.state !== 'missing';
}

/**
 * What the zone does not hold, as a clause: the first of it, and how much there is beside. Undefined
 * where there is nothing that is missing.
 */
export function describeMissing(found: readonly ReadBack[]): string | undefined {
  const missing = found.filter(({ comparison }) => comparison.state === 'missing');
  const [first] = missing;
  if (first === undefined) return undefined;
  const reason = first.comparison.reason ?? `${first.expected.name} is not as it should be`;
  const more = missing.length - 1;
  return more === 0
    ? reason
    : `${reason} (and ${more} more of the update ${more === 1 ? 'is' : 'are'} not as asked)`;
}
