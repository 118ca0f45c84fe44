import { describe, expect, it } from 'vitest';
import { processUpdate } from '../../src/process/process-update.ts';
import { Zone } from '../../src/zone/zone.ts';
import { caseZone, prerequisiteCases, type UpdateCase, updateCases } from './update-cases.ts';
import { changeLines, inZone, linesOf, messageOf } from './update-script.ts';

const apex = 'example.test.';

function expected(lines: readonly string[] | undefined): string[] {
  return (lines ?? []).map((line) => inZone(line, apex)).sort();
}

function expectCase({ script, rcode = 'NOERROR', removed, added, serial }: UpdateCase): void {
  const zone = Zone.parse(apex, caseZone);
  const before = linesOf(zone);
  const result = processUpdate(zone, messageOf(apex, script));
  const after = linesOf(zone);
  expect(result.rcode).toBe(rcode);
  expect(after.filter((line) => !before.includes(line))).toEqual(expected(added));
  expect(before.filter((line) => !after.includes(line))).toEqual(expected(removed));
  const moved = serial ?? (removed === undefined && added === undefined ? 100 : 101);
  expect(zone.serial).toBe(moved);
  // What is reported is what was done.
  expect(changeLines(result.change)).toEqual({
    removed: expected(removed),
    added: expected(added),
  });
  if (moved === 100) {
    expect(result.change).toBeUndefined();
  } else {
    expect(result.change).toMatchObject({ from: 100, to: moved });
    expect(result.change?.removed[0]).toMatchObject({ type: 'SOA', data: { serial: 100 } });
    expect(result.change?.added[0]).toMatchObject({ type: 'SOA', data: { serial: moved } });
  }
}

describe('prerequisites (RFC 2136 section 3.2)', () => {
  it.each(prerequisiteCases.map((one) => [one.rule, one] as const))('%s', (_, one) =>
    expectCase(one),
  );
});

describe('updates (RFC 2136 section 3.4)', () => {
  it.each(updateCases.map((one) => [one.rule, one] as const))('%s', (_, one) => expectCase(one));
});

describe('a change (RFC 2136 section 3.6)', () => {
  it('can be applied to the zone as it was, and gives the zone as it is', () => {
    for (const { script } of updateCases) {
      const zone = Zone.parse(apex, caseZone);
      const other = Zone.parse(apex, caseZone);
      const { change } = processUpdate(zone, messageOf(apex, script));
      if (change !== undefined) other.apply(change);
      expect(other.toString()).toBe(zone.toString());
      expect(other.size).toBe(zone.size);
    }
  });

  it('takes a TTL of an SOA with a higher serial', () => {
    const zone = Zone.parse(apex, caseZone);
    const soa = 'add Z 42 SOA ns1.Z hostmaster.Z 101 3600 600 86400 60';
    processUpdate(zone, messageOf(apex, [soa]));
    expect(zone.soa.ttl).toBe(42);
  });

  it('moves the serial from 4294967295 to 1, never to 0 (section 7.11)', () => {
    const zone = Zone.parse(apex, caseZone.replace(' 100 ', ' 4294967295 '));
    const { change } = processUpdate(zone, messageOf(apex, ['add new.Z 60 A 192.0.2.1']));
    expect(zone.serial).toBe(1);
    expect(change).toMatchObject({ from: 4_294_967_295, to: 1 });
  });

  it('leaves data that is there as it is written, when its TTL changes', () => {
    for (const [script, record] of [
      ['add alias.Z 60 CNAME HOST.Z', 'alias.example.test. 60 IN CNAME host.example.test.'],
      ['add mx.Z 60 MX 10 HOST.Z', 'mx.example.test. 60 IN MX 10 Host.example.test.'],
    ] as const) {
      const zone = Zone.parse(apex, caseZone);
      const { change } = processUpdate(zone, messageOf(apex, [script]));
      expect(changeLines(change).added).toEqual([record]);
      expect(linesOf(zone)).toContain(record);
    }
  });

  it('keeps the owner as it was stored first, in the zone and in the change', () => {
    const zone = Zone.parse(apex, '@ 60 SOA ns1 h 1 2 3 4 5\nMixed 60 A 192.0.2.1');
    const { change } = processUpdate(zone, messageOf(apex, ['add mIXED.Z 60 TXT "t"']));
    expect(change?.added[1]).toMatchObject({ name: 'Mixed.example.test.', type: 'TXT' });
    expect(zone.rrset('mixed.example.test.', 'TXT')?.name).toBe('Mixed.example.test.');
  });
});

describe('permission (RFC 2136 section 3.3)', () => {
  it('is asked after the prerequisites', () => {
    const zone = Zone.parse(apex, caseZone);
    const script = ['prereq yxdomain no.Z', 'add new.Z 60 A 192.0.2.1'];
    const result = processUpdate(zone, messageOf(apex, script), { permits: () => false });
    expect(result).toEqual({ rcode: 'NXDOMAIN' });
  });

  it('is asked before the prescan, and its lack is REFUSED', () => {
    const zone = Zone.parse(apex, caseZone);
    const before = zone.toString();
    const script = ['add host.example.org. 60 A 192.0.2.1'];
    const result = processUpdate(zone, messageOf(apex, script), { permits: () => false });
    expect(result).toEqual({ rcode: 'REFUSED' });
    expect(zone.toString()).toBe(before);
  });
});
