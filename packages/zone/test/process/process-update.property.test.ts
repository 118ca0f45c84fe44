import type { UpdateRecord } from '@zonewright/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processUpdate } from '../../src/process/process-update.ts';
import { Zone } from '../../src/zone/zone.ts';
import { existingNames, expectSound } from '../zone/sound-zone.ts';
import { type ModelRecord, type ModelUpdate, modelUpdates } from './update-model.ts';
import { changeLines, empty, linesOf, updateMessage, withData } from './update-script.ts';

const apex = 'example.test.';
const soa = 'ns1.example.test. h.example.test. 100 3600 600 86400 60';

// Few names and little data, so that updates meet each other.
const owners = ['@', 'a', 'A', 'b.a', 'c.b.a', 'x.c.b.a', '*.a', 'd'] as const;
const dataByType: Readonly<Record<string, readonly string[]>> = {
  A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  TXT: ['"a"', '"b"'],
  NS: ['ns1.example.test.', 'ns2.example.test.'],
  CNAME: ['d.example.test.', 'a.example.test.'],
  DNAME: ['x.example.net.', 'y.example.net.'],
  SOA: [90, 100, 110, 120].map((serial) => soa.replace(' 100 ', ` ${serial} `)),
};

const typeAndData = fc
  .constantFrom(...Object.keys(dataByType))
  .chain((type) =>
    fc.record({ type: fc.constant(type), rdata: fc.constantFrom(...(dataByType[type] ?? [])) }),
  );
const ttls = fc.constantFrom(60, 300);

const update: fc.Arbitrary<ModelUpdate> = fc
  .oneof(
    { weight: 4, arbitrary: fc.constant('IN' as const) },
    { weight: 2, arbitrary: fc.constant('NONE' as const) },
    { weight: 1, arbitrary: fc.constant('ANY' as const) },
  )
  .chain((rrClass) =>
    fc
      .record({ name: fc.constantFrom(...owners), ttl: ttls, what: typeAndData, all: fc.boolean() })
      .map(({ name, ttl, what, all }) => ({
        name,
        type: rrClass === 'ANY' && all ? 'ANY' : what.type,
        class: rrClass,
        ttl: rrClass === 'IN' ? ttl : 0,
        rdata: rrClass === 'ANY' ? '' : what.rdata,
      })),
  );

const absolute = (name: string) => (name === '@' ? apex : `${name}.${apex}`);

function recordOf({ name, type, class: rrClass, ttl, rdata }: ModelUpdate): UpdateRecord {
  return rrClass === 'ANY'
    ? empty(absolute(name), type as 'A', 'ANY')
    : withData(absolute(name), ttl, rrClass, type, rdata);
}

/** The zone that the model starts from. */
const start: readonly ModelRecord[] = [
  { name: '@', type: 'SOA', ttl: 300, rdata: soa },
  { name: '@', type: 'NS', ttl: 300, rdata: 'ns1.example.test.' },
  { name: 'a', type: 'A', ttl: 300, rdata: '192.0.2.1' },
  { name: 'c.b.a', type: 'TXT', ttl: 300, rdata: '"a"' },
];

const masterFile = start.map(({ name, type, ttl, rdata }) => `${name} ${ttl} ${type} ${rdata}`);

function modelLines(records: readonly ModelRecord[]): string[] {
  return records
    .filter(({ type }) => type !== 'SOA')
    .map(
      ({ name, type, ttl, rdata }) => `${absolute(name.toLowerCase())} ${ttl} IN ${type} ${rdata}`,
    )
    .sort();
}

describe('any updates', () => {
  it('leave what the pseudocode of RFC 2136 section 3.4.2.7 leaves, and a sound zone', () => {
    fc.assert(
      fc.property(fc.array(fc.array(update, { maxLength: 12 }), { maxLength: 4 }), (messages) => {
        const zone = Zone.parse(apex, masterFile.join('\n'));
        const replica = Zone.parse(apex, masterFile.join('\n'));
        let model = [...start];
        for (const updates of messages) {
          const before = { lines: linesOf(zone), serial: zone.serial };
          const wanted = modelUpdates(model, updates);
          const result = processUpdate(zone, updateMessage(apex, [], updates.map(recordOf)));
          const after = linesOf(zone);
          expect(result.rcode).toBe('NOERROR');
          expect(after).toEqual(modelLines(wanted));
          expectSound(zone);
          expect(zone.rrset(apex, 'NS')?.data.length).toBeGreaterThan(0);

          // RFC 2136 section 3.6: the serial moves where anything changed, and by one of its own.
          const soaNow = wanted.find(({ type }) => type === 'SOA');
          const raised = Number(soaNow?.rdata.split(' ')[2]);
          const changed = String(before.lines) !== String(after) || raised !== before.serial;
          const serial = raised !== before.serial ? raised : before.serial + (changed ? 1 : 0);
          expect(zone.serial).toBe(serial);

          // The change tells what was done, and repeats it elsewhere.
          expect(result.change !== undefined).toBe(changed);
          expect(changeLines(result.change)).toEqual({
            removed: before.lines.filter((line) => !after.includes(line)),
            added: after.filter((line) => !before.lines.includes(line)),
          });
          if (result.change !== undefined) replica.apply(result.change);
          expect(replica.toString()).toBe(zone.toString());
          expect(existingNames(replica)).toEqual(existingNames(zone));
          const rdata = (soaNow?.rdata ?? '').replace(` ${raised} `, ` ${serial} `);
          model = wanted.map((record) => (record.type === 'SOA' ? { ...record, rdata } : record));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('after one that is refused in the prescan leave the zone as it was', () => {
    fc.assert(
      fc.property(fc.array(update, { maxLength: 12 }), (updates) => {
        const zone = Zone.parse(apex, masterFile.join('\n'));
        const before = zone.toString();
        const outside = withData('a.example.org.', 60, 'IN', 'A', '192.0.2.1');
        const message = updateMessage(apex, [], [...updates.map(recordOf), outside]);
        expect(processUpdate(zone, message)).toEqual({ rcode: 'NOTZONE' });
        expect(zone.toString()).toBe(before);
      }),
      { numRuns: 50 },
    );
  });
});
