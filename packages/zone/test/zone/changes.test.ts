import { createRecord, type ResourceRecord, type UpdateMessage } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { processUpdate } from '../../src/process/process-update.ts';
import { InvalidZoneError } from '../../src/zone/invalid-zone-error.ts';
import { Zone } from '../../src/zone/zone.ts';
import type { ZoneChange } from '../../src/zone/zone-change.ts';
import { expectSound } from './sound-zone.ts';

const text = `$TTL 300
@ SOA ns1 h 7 3600 600 86400 60
@ NS ns1
www A 192.0.2.80
www A 192.0.2.81
x.y A 192.0.2.5
`;
const other = text.replace(' 7 ', ' 9 ').replace('.80', '.90').replace('x.y A', 'z 60 A');

const flags = { qr: false, aa: false, tc: false, rd: false, ra: false, ad: false, cd: false };
const update = (record: ResourceRecord): UpdateMessage => ({
  id: 1,
  opcode: 'UPDATE',
  flags,
  rcode: 'NOERROR',
  zone: { name: 'example.com.', type: 'SOA', class: 'IN' },
  prerequisites: [],
  updates: [record],
  additional: [],
});
const address = createRecord({ name: 'n.example.com', type: 'A', ttl: 60, data: '192.0.2.9' });

function watched() {
  const zone = Zone.parse('example.com', text);
  const changes: ZoneChange[] = [];
  const end = zone.beforeChange((change) => changes.push(change));
  return { zone, changes, end };
}

describe('Zone.beforeChange', () => {
  it('tells those who keep a change behind those who may refuse it', () => {
    const zone = Zone.parse('example.com', '@ 60 SOA a b 7 1 1 1 1');
    const next = [...Zone.parse('example.com', '@ 60 SOA a b 8 1 1 1 1')];
    const kept: number[] = [];
    zone.beforeChange(({ to }) => kept.push(to), { keeps: true });
    const end = zone.beforeChange(() => {
      throw new Error('no');
    });
    expect(() => zone.replace(next)).toThrow('no');
    expect([zone.serial, kept]).toEqual([7, []]);
    end();
    zone.replace(next);
    expect([zone.serial, kept]).toEqual([8, [8]]);
  });

  it('lets nobody change the zone who is told of a change, and goes on behind that', () => {
    const zone = Zone.parse('example.com', '@ 60 SOA a b 7 1 1 1 1');
    const at = (serial: number) => [...Zone.parse('example.com', `@ 60 SOA a b ${serial} 1 1 1 1`)];
    const end = zone.beforeChange(() => zone.replace(at(9)));
    expect(() => zone.replace(at(8))).toThrow(InvalidZoneError);
    expect(zone.serial).toBe(7);
    end();
    zone.replace(at(8));
    expect(zone.serial).toBe(8);
  });

  it('tells one function as often as it was given, and each ends by itself', () => {
    const zone = Zone.parse('example.com', '@ 60 SOA a b 7 1 1 1 1');
    let told = 0;
    const count = () => {
      told++;
    };
    const end = zone.beforeChange(count);
    zone.beforeChange(count);
    end();
    zone.replace(Zone.parse('example.com', '@ 60 SOA a b 8 1 1 1 1'));
    expect(told).toBe(1);
  });

  it('tells of an update before it is made, as the update does after', () => {
    const zone = Zone.parse('example.com', text);
    const told: (ZoneChange & { readonly at: number })[] = [];
    zone.beforeChange((change) => told.push({ ...change, at: zone.serial }));
    const { change } = processUpdate(zone, update(address));
    expect(told).toEqual([{ ...change, at: 7 }]);
    expect(change).toMatchObject({ from: 7, to: 8 });
  });

  it('what is told takes another copy of the zone there: updates, apply and replace alike', () => {
    const { zone, changes } = watched();
    const copy = Zone.parse('example.com', text);
    processUpdate(zone, update(address));
    zone.replace(Zone.parse('example.com', other));
    for (const change of changes) copy.apply(change);
    expect(changes.map(({ from, to }) => [from, to])).toEqual([
      [7, 8],
      [8, 9],
    ]);
    expect(copy.toString()).toBe(Zone.parse('example.com', other).toString());
    const third = Zone.parse('example.com', text);
    const seen: ZoneChange[] = [];
    third.beforeChange((change) => seen.push(change));
    for (const change of changes) third.apply(change);
    expect(seen.map(({ from, to }) => [from, to])).toEqual([
      [7, 8],
      [8, 9],
    ]);
  });

  it('tells nothing where nothing changes', () => {
    const { zone, changes } = watched();
    const there = createRecord({
      name: 'www.example.com',
      type: 'A',
      ttl: 300,
      data: '192.0.2.80',
    });
    expect(processUpdate(zone, update(there))).toEqual({ rcode: 'NOERROR' });
    zone.replace(Zone.parse('example.com', text));
    expect(changes).toEqual([]);
  });

  it('what it throws refuses the change, whole, and goes to whoever wanted it', () => {
    const { zone } = watched();
    const before = zone.toString();
    const failure = new Error('no room');
    const end = zone.beforeChange(() => {
      throw failure;
    });
    expect(() => processUpdate(zone, update(address))).toThrow(failure);
    expect(() => zone.replace(Zone.parse('example.com', other))).toThrow(failure);
    expect(zone.toString()).toBe(before);
    end();
    processUpdate(zone, update(address));
    expect(zone.serial).toBe(8);
  });

  it('ends when it is told to, also after the zone was replaced', () => {
    const { zone, changes, end } = watched();
    zone.replace(Zone.parse('example.com', other));
    processUpdate(zone, update(address));
    expect(changes.length).toBe(2);
    end();
    processUpdate(zone, update(createRecord({ ...address, data: '192.0.2.10' })));
    expect(changes.length).toBe(2);
  });
});

describe('Zone.replace', () => {
  it('puts other records in the place of all', () => {
    const { zone } = watched();
    zone.replace(Zone.parse('example.com', other));
    expect(zone.toString()).toBe(Zone.parse('example.com', other).toString());
    expect([zone.serial, zone.size, zone.hasName('x.y.example.com')]).toEqual([9, 5, false]);
    expectSound(zone);
  });

  it('of records that are no zone changes nothing', () => {
    const { zone, changes } = watched();
    expect(() => zone.replace([address])).toThrow(InvalidZoneError);
    expect(zone.toString()).toBe(Zone.parse('example.com', text).toString());
    expect(changes).toEqual([]);
  });
});
