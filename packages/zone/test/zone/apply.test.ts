import { createRecord, type ResourceRecord } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { InvalidZoneError } from '../../src/zone/invalid-zone-error.ts';
import { Zone } from '../../src/zone/zone.ts';
import type { ZoneChange } from '../../src/zone/zone-change.ts';
import { expectSound } from './sound-zone.ts';

const text = `$TTL 300
@ SOA ns1 h 7 3600 600 86400 60
@ NS ns1
www A 192.0.2.80
www A 192.0.2.81
Alias CNAME www
x.y A 192.0.2.5
`;

const rr = (name: string, type: string, data: string, ttl = 300): ResourceRecord =>
  createRecord({ name: name === '@' ? 'example.com' : `${name}.example.com`, type, ttl, data });
const soa = (serial: number) =>
  rr('@', 'SOA', `ns1.example.com. h.example.com. ${serial} 3600 600 86400 60`);

function change(parts: Partial<ZoneChange>): ZoneChange {
  const { removed = [], added = [] } = parts;
  return {
    from: 7,
    to: 8,
    ...parts,
    removed: [soa(7), ...removed],
    added: [soa(8), ...added],
  };
}

describe('Zone.apply', () => {
  it('takes the zone from one version to the next', () => {
    const zone = Zone.parse('example.com', text);
    zone.apply(
      change({
        removed: [rr('www', 'A', '192.0.2.80'), rr('x.y', 'A', '192.0.2.5')],
        added: [rr('www', 'A', '192.0.2.82'), rr('www', 'TXT', 't', 60)],
      }),
    );
    expect(zone.serial).toBe(8);
    expect(zone.rrset('www.example.com', 'A')?.data).toEqual(['192.0.2.81', '192.0.2.82']);
    expect(zone.rrset('www.example.com', 'TXT')?.ttl).toBe(60);
    expect(zone.isEmptyNonTerminal('y.example.com')).toBe(false);
    expectSound(zone);
  });
  it('changes a TTL where the records go and come with the new one', () => {
    const zone = Zone.parse('example.com', text);
    const records = ['192.0.2.80', '192.0.2.81'];
    zone.apply(
      change({
        removed: records.map((data) => rr('www', 'A', data)),
        added: records.map((data) => rr('www', 'A', data, 5)),
      }),
    );
    expect(zone.rrset('www.example.com', 'A')).toMatchObject({ ttl: 5, data: records });
    expectSound(zone);
  });
  it('leaves an RRset alone that was read before', () => {
    const zone = Zone.parse('example.com', text);
    const before = zone.rrset('www.example.com', 'A');
    zone.apply(change({ added: [rr('www', 'A', '192.0.2.82')] }));
    expect(before?.data).toEqual(['192.0.2.80', '192.0.2.81']);
    expect(Object.isFrozen(before?.data)).toBe(true);
  });

  it.each<[string, ZoneChange]>([
    ['another version', change({ from: 6 })],
    ['another version at the end', change({ to: 9 })],
    ['no SOA left', { from: 7, to: 8, removed: [soa(7)], added: [] }],
    ['two SOAs', { from: 7, to: 8, removed: [], added: [soa(8)] }],
    ['a record removed that is not there', change({ removed: [rr('www', 'A', '192.0.2.1')] })],
    ['a record removed with another TTL', change({ removed: [rr('www', 'A', '192.0.2.80', 5)] })],
    ['a record removed at no name', change({ removed: [rr('no', 'A', '192.0.2.80')] })],
    ['a record added that is there', change({ added: [rr('www', 'A', '192.0.2.80')] })],
    ['a second TTL for an RRset', change({ added: [rr('www', 'A', '192.0.2.82', 5)] })],
    ['data beside a CNAME', change({ added: [rr('alias', 'TXT', 't')] })],
    ['a CNAME beside data', change({ added: [rr('www', 'CNAME', 'x.')] })],
    ['a second CNAME', change({ added: [rr('alias', 'CNAME', 'x.')] })],
    [
      'an SOA below the apex',
      change({ added: [{ ...soa(8), name: 'www.example.com.' } as never] }),
    ],
    ['a record outside the zone', change({ added: [{ ...soa(8), name: 'www.' } as never] })],
    [
      'a record of another class',
      change({ added: [{ ...rr('z', 'A', '192.0.2.1'), class: 'CH' } as never] }),
    ],
  ])('refuses a change with %s, and leaves the zone as it was', (_, wrong) => {
    const zone = Zone.parse('example.com', text);
    const before = [...zone];
    // What is right stands first: none of it may stay.
    const added = [rr('first', 'A', '192.0.2.1'), ...wrong.added];
    expect(() => zone.apply({ ...wrong, added })).toThrow(InvalidZoneError);
    expect([...zone]).toEqual(before);
    expect(zone.serial).toBe(7);
    expectSound(zone);
  });
});
