/** Types of which a name has one record: a call that gives two of them cannot be meant. */

import { canonicalName, type UpdateRecord } from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';
import type { Draft } from './draft.ts';

const isSingleton = ({ record: { type } }: Draft): boolean =>
  type === 'SOA' || type === 'CNAME' || type === 'DNAME';

/**
 * Makes sure that what one call adds has no second record where there can be one, and that an update
 * adds one SOA.
 *
 * @throws {InvalidUpdateError}
 */
export function checkSingletons(added: readonly Draft[], before: readonly UpdateRecord[]): void {
  if (!added.some(isSingleton)) return;
  const single = added.filter(isSingleton);
  const seen = new Set<string>();
  for (const { record } of single) {
    const { name, type } = record;
    const key = type === 'SOA' ? type : `${type} ${canonicalName(name)}`;
    if (seen.has(key)) {
      throw new InvalidUpdateError(`second ${type} record`, name, 'there can be only one');
    }
    seen.add(key);
    if (type !== 'SOA') continue;
    const again = before.some(
      (other) => other.type === 'SOA' && other.class !== 'NONE' && other.data,
    );
    if (again) {
      throw new InvalidUpdateError('SOA record', name, 'this update adds a SOA already');
    }
  }
}
