/** Types of which a name has one record: a call that gives two of them cannot be meant. */

import { canonicalName, type RRType } from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';
import type { Change } from './change.ts';

const singletons: ReadonlySet<RRType> = new Set<RRType>(['SOA', 'CNAME', 'DNAME']);

/**
 * Makes sure that what one call adds has no second record where there can be one, and that an update
 * adds one SOA.
 *
 * @throws {InvalidUpdateError}
 */
export function checkSingletons(
  added: readonly { readonly name: string; readonly type: RRType }[],
  before: readonly Change[],
): void {
  if (!added.some(({ type }) => singletons.has(type))) return;
  const single = added.filter(({ type }) => singletons.has(type));
  const seen = new Set<string>();
  for (const { name, type } of single) {
    const key = type === 'SOA' ? type : `${type} ${canonicalName(name)}`;
    if (seen.has(key)) {
      throw new InvalidUpdateError(`second ${type} record`, name, 'there can be only one');
    }
    seen.add(key);
    if (type !== 'SOA') continue;
    const again = before.some(({ records }) =>
      records.some((record) => record.type === 'SOA' && record.class !== 'NONE' && record.data),
    );
    if (again) {
      throw new InvalidUpdateError('SOA record', name, 'this update adds a SOA already');
    }
  }
}
