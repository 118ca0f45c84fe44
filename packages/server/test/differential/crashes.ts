/** What ends the process of Knot 3.2.6 (SIGSEGV), and is not sent to it. */

import type { UpdateCase } from './arbitrary-update.ts';

const sameOwner = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/**
 * - an SOA below the apex (SERVERS.md, notes on Knot)
 * - a second DNAME at an owner, which SERVERS.md does not name: `add n DNAME x.` where there is another
 */
export function crashesKnot({ records, updates }: UpdateCase): boolean {
  const adds = updates.filter((step) => step.class === 'IN');
  return adds.some(({ name, type, rdata }, index) => {
    if (type === 'SOA') return name !== '@';
    if (type !== 'DNAME') return false;
    const others = [...records, ...adds.slice(0, index)].filter((other) => other.type === 'DNAME');
    return others.some((other) => sameOwner(other.name, name) && other.rdata !== rdata);
  });
}
