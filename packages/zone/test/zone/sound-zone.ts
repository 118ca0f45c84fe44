/** What must hold of every zone at any time, counted anew from its records. */
import { canonicalName, parentName } from '@zonewright/wire';
import { expect } from 'vitest';
import { contentsOf, type Zone } from '../../src/zone/zone.ts';

/** The names that exist by RFC 4592 section 2.2.2, and how many owners lie below each. */
function countedBelow(zone: Zone): Map<string, number> {
  const apex = canonicalName(zone.name);
  const below = new Map<string, number>();
  for (const owner of new Set([...zone].map(({ name }) => canonicalName(name)))) {
    below.set(owner, below.get(owner) ?? 0);
    for (let name = owner; name !== apex; ) {
      name = parentName(name) ?? '.';
      below.set(name, (below.get(name) ?? 0) + 1);
    }
  }
  return below;
}

/** The names that exist, by the zone's own bookkeeping. */
export function existingNames(zone: Zone): string[] {
  return Array.from(contentsOf(zone).nodes(), ([name]) => name).sort();
}

export function expectSound(zone: Zone): void {
  const records = [...zone];
  const soas = records.filter(({ type }) => type === 'SOA');
  expect(soas).toEqual([zone.soa]);
  expect(canonicalName(zone.soa.name)).toBe(canonicalName(zone.name));
  expect(zone.size).toBe(records.length);

  const below = countedBelow(zone);
  expect(existingNames(zone)).toEqual([...below.keys()].sort());
  for (const [name, node] of contentsOf(zone).nodes()) {
    expect([name, node.namesBelow]).toEqual([name, below.get(name)]);
  }

  for (const name of zone.names()) {
    const rrsets = zone.rrsets(name);
    const types = rrsets.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    if (types.includes('CNAME')) expect(types).toEqual(['CNAME']);
    for (const { type, ttl, data } of rrsets) {
      expect(data.length).toBeGreaterThan(0);
      const own = records.filter(
        (record) => record.type === type && canonicalName(record.name) === canonicalName(name),
      );
      expect(own.map((record) => [record.name, record.ttl])).toEqual(data.map(() => [name, ttl]));
    }
  }
}
