import { describe, expect, it } from 'vitest';
import { processUpdate } from '../../src/process/process-update.ts';
import type { UpdateRules } from '../../src/process/update-rules.ts';
import { Zone } from '../../src/zone/zone.ts';
import { expectSound } from '../zone/sound-zone.ts';
import { linesOf, messageOf } from './update-script.ts';

const apex = 'z.test.';
const text = `$TTL 300
@ SOA ns hostmaster 100 3600 600 86400 60
@ NS ns1.example.net.
@ NS ns2.example.net.
a A 192.0.2.1
c CNAME a
d NS ns.example.net.
d DS \\# 36 00020802${'cd'.repeat(32)}
n DNAME target.example.net.
x.y A 192.0.2.2
`;

/** What becomes of a script: the RCODE, the serial, and the records that came and went. */
function outcome(rules: UpdateRules, ...script: readonly string[]) {
  const zone = Zone.parse(apex, text);
  const replica = Zone.parse(apex, text);
  const before = linesOf(zone);
  const result = processUpdate(zone, messageOf(apex, script), { rules, now: 1_700_000_000 });
  expectSound(zone);
  // The change tells what was done, also where the rules undo a part of it.
  if (result.change !== undefined) replica.apply(result.change);
  expect(linesOf(replica)).toEqual(linesOf(zone));
  expect(replica.serial).toBe(zone.serial);
  const after = linesOf(zone);
  return {
    rcode: result.rcode,
    serial: zone.serial,
    come: after.filter((line) => !before.includes(line)),
    gone: before.filter((line) => !after.includes(line)),
  };
}

const unchanged = { serial: 100, come: [], gone: [] };
const ds = (digest: string) => `DS \\# 36 00010802${digest.repeat(32)}`;

describe('rules that depart from RFC 2136', () => {
  it('count a value twice in a prerequisite (3.2.3)', () => {
    const twice = ['prereq yxrrset a.Z A 192.0.2.1', 'prereq yxrrset a.Z A 192.0.2.1'];
    expect(outcome({}, ...twice).rcode).toBe('NOERROR');
    expect(outcome({ countsRepeatedValues: true }, ...twice).rcode).toBe('NXRRSET');
    expect(outcome({ countsRepeatedValues: true }, twice[0] as string).rcode).toBe('NOERROR');
  });

  it('end an update in the prescan, before anything is done (3.4.1)', () => {
    const prescan: UpdateRules['prescan'] = ({ type }) => (type === 'TXT' ? 'REFUSED' : 'NOERROR');
    expect(outcome({ prescan }, 'delete a.Z', 'add b.Z 60 TXT "t"')).toEqual({
      rcode: 'REFUSED',
      ...unchanged,
    });
  });

  it('put deletions first, and CNAMEs before the rest (3.4.2)', () => {
    const script = ['add a.Z 300 A 192.0.2.3', 'add a.Z 300 CNAME c.Z', 'delete a.Z A'];
    expect(outcome({ deletesFirst: true }, ...script)).toMatchObject({
      come: ['a.z.test. 300 IN CNAME c.z.test.'],
      gone: ['a.z.test. 300 IN A 192.0.2.1'],
    });
  });

  it('refuse a CNAME beside other data, and leave all as it was (3.4.2.2)', () => {
    for (const conflict of ['add a.Z 60 CNAME c.Z', 'add c.Z 60 A 192.0.2.9']) {
      const script = ['add b.Z 60 A 192.0.2.9', conflict] as const;
      const refused = { rcode: 'REFUSED', ...unchanged };
      expect(outcome({ cnameConflict: 'REFUSED' }, ...script)).toEqual(refused);
      expect(outcome({}, ...script).rcode).toBe('NOERROR');
    }
  });

  it('keep the TTL of equal data, of some types (3.4.2.2)', () => {
    const keepsTtlOfEqualData = (type: string) => type === 'A';
    const rules = { keepsTtlOfEqualData };
    expect(outcome(rules, 'add a.Z 60 A 192.0.2.1')).toEqual({ rcode: 'NOERROR', ...unchanged });
    expect(outcome(rules, 'add c.Z 60 CNAME a.Z').come).toEqual([
      'c.z.test. 60 IN CNAME a.z.test.',
    ]);
  });

  it.each([
    ['a DNAME above a name', 'add y.Z 60 DNAME a.example.net.'],
    ['a name below a DNAME', 'add x.n.Z 60 A 192.0.2.9'],
    ['a DNAME above a name that has just come', 'add x.a.Z 60 A 192.0.2.9', 'add a.Z 60 DNAME b.'],
  ])('refuse %s (RFC 6672 section 2.4)', (_, ...script) => {
    expect(outcome({ refusesBelowDname: true }, ...script)).toEqual({
      rcode: 'REFUSED',
      ...unchanged,
    });
  });

  it('take a DNAME where the names below it have just gone', () => {
    const script = ['delete x.y.Z', 'add y.Z 60 DNAME a.example.net.'];
    expect(outcome({ refusesBelowDname: true }, ...script).rcode).toBe('NOERROR');
  });

  it('tell names in data apart by their case (3.4.2.4)', () => {
    const rules = { deletesByCase: true };
    expect(outcome(rules, 'delete c.Z CNAME A.Z').gone).toEqual([]);
    expect(outcome(rules, 'delete c.Z CNAME a.Z').gone).toHaveLength(1);
  });

  it('delete NS of the apex together or not at all (3.4.2.4)', () => {
    const one = 'delete Z NS ns1.example.net.';
    const two = 'delete Z NS ns2.example.net.';
    const rules = { deletesApexNsTogether: true };
    expect(outcome(rules, one, two).gone).toEqual([]);
    expect(outcome({}, one, two).gone).toHaveLength(1);
    expect(outcome(rules, one).gone).toHaveLength(1);
  });

  it('move the serial for equal data in other letters (3.6)', () => {
    const other = 'add A.Z 300 A 192.0.2.1';
    expect(outcome({ countsCase: true }, other)).toMatchObject({ serial: 101, come: [], gone: [] });
    expect(outcome({ countsCase: true }, 'add a.Z 300 A 192.0.2.1').serial).toBe(100);
    expect(outcome({}, other).serial).toBe(100);
  });

  it('move the serial for a replacement by the same, to what they say (3.6)', () => {
    const script = ['delete a.Z A', 'add a.Z 300 A 192.0.2.1'];
    const nextSerial = (serial: number, now: number) => serial + now;
    const serial = 1_700_000_100;
    expect(outcome({ countsReplacement: true, nextSerial }, ...script).serial).toBe(serial);
    expect(outcome({ countsReplacement: true }, 'delete b.Z', 'delete Z SOA').serial).toBe(100);
  });

  it('drop a DS without NS, after the serial has moved', () => {
    const rules = { dropsOrphanedDs: true };
    const moved = { rcode: 'NOERROR', serial: 101, come: [], gone: [] };
    expect(outcome(rules, `add b.Z 60 ${ds('01')}`)).toEqual(moved);
    expect(outcome(rules, 'delete d.Z NS').gone).toHaveLength(2);
    expect(outcome({}, 'delete d.Z NS').gone).toHaveLength(1);
    expect(outcome(rules, `add d.Z 300 ${ds('01')}`).come).toHaveLength(1);
  });

  it('have a most for the records of an RRset: SERVFAIL, and nothing is done', () => {
    const rules = { maxRecordsPerType: 2 };
    expect(outcome(rules, 'add a.Z 300 A 192.0.2.3').rcode).toBe('NOERROR');
    const script = ['add b.Z 60 TXT "t"', 'add a.Z 300 A 192.0.2.3', 'add a.Z 300 A 192.0.2.4'];
    expect(outcome(rules, ...script)).toEqual({ rcode: 'SERVFAIL', ...unchanged });
  });

  it('inspect the zone as it would be, and undo what is refused', () => {
    const inspect: UpdateRules['inspect'] = (zone, { to }) => {
      expect(zone.serial).toBe(to);
      return zone.hasName('b.z.test.') ? 'REFUSED' : 'NOERROR';
    };
    const script = ['delete a.Z', 'add c.Z 60 CNAME x.y.Z'];
    expect(outcome({ inspect }, ...script, 'add b.Z 60 A 192.0.2.9')).toEqual({
      rcode: 'REFUSED',
      ...unchanged,
    });
    expect(outcome({ inspect }, ...script).gone).toHaveLength(2);
  });
});
