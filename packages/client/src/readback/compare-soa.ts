/**
 * The SOA, of which a zone has one: a server takes an SOA that moves the serial forward and skips
 * every other (RFC 2136 section 3.4.2.2), and moves the serial on of its own accord (section 3.6).
 */

import type { RecordOf, ResourceRecord } from '@zonewright/wire';
import { serialCompare } from '@zonewright/zone';
import { found, type RRsetComparison } from './comparison.ts';
import { dataKey } from './data-key.ts';
import { absentReason, presentReason, soaReason, ttlReason } from './describe.ts';
import type { RRsetExpectation } from './expectation.ts';

/**
 * Compares a zone's SOA: it holds from the serial on that was asked for. Where the serial is that
 * very one, so must be the rest; where it is later, another writer may have changed the rest.
 */
export function compareSoa(
  expected: RRsetExpectation,
  seen: readonly ResourceRecord[],
): RRsetComparison {
  const [wanted] = expected.present.values();
  const shown = seen.find((record) => record.type === 'SOA');
  if (wanted?.type !== 'SOA') {
    // Its serial moves on, so that the one that was removed is never seen again as it was.
    return shown === undefined
      ? found('applied', seen)
      : found('missing', seen, presentReason(expected, shown));
  }
  if (shown === undefined) return found('missing', seen, absentReason(expected, wanted, []));
  const order = serialCompare(shown.data.serial, wanted.data.serial);
  if (order !== 0 && order !== 1) return found('missing', seen, soaReason(expected, wanted, shown));
  const isSame = dataKey(withSerialOf(wanted, shown)) === dataKey(wanted);
  if (isSame && shown.ttl === wanted.ttl) return found('applied', seen);
  if (order === 1) return found('diverged', seen, soaReason(expected, wanted, shown));
  return isSame
    ? found('missing', seen, ttlReason(expected, wanted, shown.ttl))
    : found('missing', seen, soaReason(expected, wanted, shown));
}

function withSerialOf(
  { data: { serial } }: RecordOf<'SOA'>,
  shown: RecordOf<'SOA'>,
): RecordOf<'SOA'> {
  return { ...shown, data: { ...shown.data, serial } };
}
