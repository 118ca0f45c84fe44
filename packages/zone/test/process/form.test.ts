/** What the form of an update decides, before the zone is looked at: raw records, class by class. */
import { type RRType, rrTypes, type UpdateRecord } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { processUpdate } from '../../src/process/process-update.ts';
import { checkZoneSection } from '../../src/process/zone-section.ts';
import { Zone } from '../../src/zone/zone.ts';
import { caseZone } from './update-cases.ts';
import { empty, lineOf, updateMessage, withData } from './update-script.ts';

const apex = 'example.test.';
const host = `host.${apex}`;

function send(prerequisites: readonly UpdateRecord[], updates: readonly UpdateRecord[]) {
  const zone = Zone.parse(apex, caseZone);
  const before = zone.toString();
  const good = withData(`good.${apex}`, 60, 'IN', 'A', '192.0.2.1');
  const { rcode, change } = processUpdate(
    zone,
    updateMessage(apex, prerequisites, [good, ...updates]),
  );
  if (rcode !== 'NOERROR') expect(zone.toString()).toBe(before);
  return { rcode, added: (change?.added ?? []).map(lineOf) };
}

const prerequisite = (record: UpdateRecord) => send([record], []).rcode;
const update = (record: UpdateRecord) => send([], [record]).rcode;

describe('the zone section (RFC 2136 section 3.1)', () => {
  const zone = { name: 'Example.test.', class: 'IN' } as const;
  const section = (name: string, type: RRType, rrClass: 'IN' | 'CH' | 'ANY') => ({
    zone: { name, type, class: rrClass },
  });

  it('of this zone is NOERROR, whatever the case', () => {
    expect(checkZoneSection(zone, section('eXample.TEST.', 'SOA', 'IN'))).toBe('NOERROR');
  });
  it('without an entry, or of another type, is FORMERR (3.1.1)', () => {
    expect(checkZoneSection(zone, {})).toBe('FORMERR');
    expect(checkZoneSection(zone, section('example.test.', 'A', 'IN'))).toBe('FORMERR');
    expect(checkZoneSection(undefined, section('example.test.', 'ANY', 'IN'))).toBe('FORMERR');
  });
  it('of another zone or class is NOTAUTH (3.1.2)', () => {
    for (const [name, rrClass] of [
      ['test.', 'IN'],
      ['host.example.test.', 'IN'],
      ['example.org.', 'IN'],
      ['example.test.', 'CH'],
      ['example.test.', 'ANY'],
    ] as const) {
      expect(checkZoneSection(zone, section(name, 'SOA', rrClass))).toBe('NOTAUTH');
    }
    expect(checkZoneSection(undefined, section('example.test.', 'SOA', 'IN'))).toBe('NOTAUTH');
  });
  it('comes before everything else', () => {
    const parsed = Zone.parse(apex, caseZone);
    const message = updateMessage('example.org.', [empty(host, 'ANY', 'NONE')], []);
    expect(processUpdate(parsed, message)).toEqual({ rcode: 'NOTAUTH' });
    const { zone: _, ...without } = message;
    expect(processUpdate(parsed, without)).toEqual({ rcode: 'FORMERR' });
  });
});

describe('a prerequisite is FORMERR (RFC 2136 section 3.2.5)', () => {
  it('with a TTL, of whatever class', () => {
    expect(prerequisite(empty(host, 'A', 'ANY', 1))).toBe('FORMERR');
    expect(prerequisite(empty(host, 'MX', 'NONE', 1))).toBe('FORMERR');
    expect(prerequisite(withData(`one.${apex}`, 1, 'IN', 'A', '192.0.2.50'))).toBe('FORMERR');
  });
  it('with a TTL rather than NOTZONE: the TTL is looked at first', () => {
    expect(prerequisite(empty('host.example.org.', 'A', 'ANY', 1))).toBe('FORMERR');
  });
  it('of class ANY or NONE with data', () => {
    expect(prerequisite(withData(host, 0, 'ANY', 'A', '192.0.2.10'))).toBe('FORMERR');
    expect(prerequisite(withData(host, 0, 'NONE', 'A', '192.0.2.99'))).toBe('FORMERR');
  });
  it('of another class than the zone', () => {
    expect(prerequisite(withData(host, 0, 'CH', 'A', '192.0.2.10'))).toBe('FORMERR');
    expect(prerequisite(withData(host, 0, 'CLASS32', 'A', '192.0.2.10'))).toBe('FORMERR');
  });
  it('of the zone’s class without data', () => {
    expect(prerequisite(empty(host, 'A', 'IN'))).toBe('FORMERR');
  });
});

describe('a prerequisite of TYPE0', () => {
  it('is about an RRset that no zone has', () => {
    expect(prerequisite(empty(host, 'TYPE0', 'ANY'))).toBe('NXRRSET');
    expect(prerequisite(empty(host, 'TYPE0', 'NONE'))).toBe('NOERROR');
  });
});

describe('the prescan is FORMERR (RFC 2136 section 3.4.1.3)', () => {
  const meta = [
    'TYPE0',
    'OPT',
    'TKEY',
    'TSIG',
    'IXFR',
    'AXFR',
    'MAILB',
    'MAILA',
    'TYPE200',
  ] as const;

  it('for an add of a meta type', () => {
    for (const type of [...meta, 'ANY'] as const) {
      const record = { ...empty(host, type, 'IN', 60), data: Uint8Array.of(1) } as UpdateRecord;
      expect([type, update(record)]).toEqual([type, 'FORMERR']);
    }
  });
  it('for deletions of meta types; of type ANY only for a single record', () => {
    for (const type of meta) {
      expect([type, update(empty(host, type, 'ANY'))]).toEqual([type, 'FORMERR']);
      expect([type, update(empty(host, type, 'NONE'))]).toEqual([type, 'FORMERR']);
    }
    expect(update(empty(host, 'ANY', 'NONE'))).toBe('FORMERR');
    expect(update(empty(host, 'ANY', 'ANY'))).toBe('NOERROR');
  });
  it('for a deletion with a TTL', () => {
    expect(update(empty(host, 'A', 'ANY', 1))).toBe('FORMERR');
    expect(update(withData(host, 1, 'NONE', 'A', '192.0.2.10'))).toBe('FORMERR');
  });
  it('for a deletion of an RRset with data', () => {
    expect(update(withData(host, 0, 'ANY', 'A', '192.0.2.10'))).toBe('FORMERR');
  });
  it('for another class than the zone, ANY and NONE', () => {
    expect(update(withData(host, 60, 'CH', 'A', '192.0.2.10'))).toBe('FORMERR');
    expect(update(withData(host, 60, 'CLASS32', 'A', '192.0.2.10'))).toBe('FORMERR');
  });
  it('for an add without data', () => {
    expect(update(empty(host, 'A', 'IN', 60))).toBe('FORMERR');
  });
  it('for a deletion by value without data, where the type needs some (RFC 1035)', () => {
    expect(update(empty(host, 'A', 'NONE'))).toBe('FORMERR');
    expect(update(empty(host, 'TXT', 'NONE'))).toBe('FORMERR');
    expect(update(empty(host, 'TYPE999', 'NONE'))).toBe('NOERROR');
  });
  it('only after the zone was: the first fault in order decides', () => {
    const outside = withData('host.example.org.', 60, 'IN', 'A', '192.0.2.1');
    expect(send([], [empty(host, 'AXFR', 'ANY'), outside]).rcode).toBe('FORMERR');
    expect(send([], [outside, empty(host, 'AXFR', 'ANY')]).rcode).toBe('NOTZONE');
    expect(update(empty('host.example.org.', 'AXFR', 'ANY'))).toBe('NOTZONE');
  });
  it('but for no type that has a number: unknown ones are records like any other', () => {
    for (const number of [1, 127, 256, 65_280, 65_535]) {
      const type = rrTypes.mnemonic(number);
      expect([type, update(empty(host, type, 'ANY'))]).toEqual([type, 'NOERROR']);
    }
  });
});

describe('records that are unlike others', () => {
  it('a record of no octets is deleted by a deletion without data (RFC 2136 section 2.5.4)', () => {
    const nothing = withData(`x.${apex}`, 60, 'IN', 'TYPE999', '\\# 0');
    const { added } = send([], [nothing, empty(`x.${apex}`, 'TYPE999', 'NONE')]);
    expect(added.filter((line) => line.includes('TYPE999'))).toEqual([]);
    expect(send([], [nothing]).added).toContain('x.example.test. 60 IN TYPE999 \\# 0');
  });
  it('a TTL with the top bit set is 0 (RFC 2181 section 8)', () => {
    const sound = withData(`x.${apex}`, 60, 'IN', 'A', '192.0.2.1');
    const { added } = send([], [{ ...sound, ttl: 2_147_483_648 } as UpdateRecord]);
    expect(added).toContain('x.example.test. 0 IN A 192.0.2.1');
  });
  it('WKS of the same address and protocol is replaced (RFC 2136 section 3.4.2.2)', () => {
    const wks = (data: string) => withData(`x.${apex}`, 60, 'IN', 'WKS', data);
    const { added } = send(
      [],
      [wks('192.0.2.1 6 1'), wks('192.0.2.1 17 0'), wks('192.0.2.1 6 15')],
    );
    expect(added.filter((line) => line.includes(' WKS '))).toEqual([
      'x.example.test. 60 IN WKS 192.0.2.1 17 0',
      'x.example.test. 60 IN WKS 192.0.2.1 6 15',
    ]);
  });
  it('RRSIG, NSEC and KEY may come beside a CNAME (RFC 4035 section 2.5)', () => {
    const { added } = send(
      [],
      [
        withData(`alias.${apex}`, 300, 'IN', 'NSEC', 'a. CNAME'),
        withData(`alias.${apex}`, 300, 'IN', 'CNAME', `one.${apex}`),
      ],
    );
    expect(added.filter((line) => line.startsWith('alias.'))).toEqual([
      'alias.example.test. 300 IN CNAME one.example.test.',
      'alias.example.test. 300 IN NSEC a. CNAME',
    ]);
  });
});
