/** What `lint` finds, and what it lets pass. */

import { ignoredByAll, type LintFinding, Update } from '@zonewright/zone';
import { describe, expect, test } from 'vitest';
import { lintCases } from './support/lint-cases.ts';

const relative = ({ operation, name, type }: LintFinding): string =>
  `${operation} ${name === 'example.test.' ? '@' : name.replace('.example.test.', '')} ${type}`;

describe('lint', () => {
  test.each(lintCases.map((lintCase) => [lintCase.title, lintCase] as const))(
    '%s',
    (_, { build, findings, skippedBy }) => {
      const found = build(new Update('example.test')).lint();
      expect(found.map(relative)).toEqual(findings);
      for (const { servers, reason } of found) {
        expect(servers).toEqual(skippedBy);
        // One sentence.
        expect(reason).toMatch(/^[A-Z][^.]*(?:3\.2[^.]*)?\.$/);
      }
      expect(ignoredByAll(found)).toEqual(skippedBy.length === 3 ? found : []);
    },
  );

  const quiet: Record<string, (update: Update) => Update> = {
    'an update of ordinary operations': (u) =>
      u
        .nameNotUsed('www')
        .insert('www', 300, 'A', '192.0.2.1', '192.0.2.2')
        .insert('www', 300, 'AAAA', '2001:db8::1')
        .removeRRset('old', 'TXT')
        .removeName('older')
        .replaceRRset('mail', 60, 'MX', '10 mx.example'),
    'DNSSEC records beside a CNAME (RFC 2136 section 3.4.2.2)': (u) =>
      u.insert('a', 1, 'CNAME', 'x.example').insert('a', 1, 'NSEC', 'b. CNAME'),
    'a CNAME in place of another': (u) =>
      u.replaceRRset('a', 1, 'CNAME', 'x.example').insert('a', 1, 'CNAME', 'X.example'),
    'a CNAME and data at different names': (u) =>
      u.insert('a', 1, 'CNAME', 'x.example').insert('b', 1, 'A', '192.0.2.1'),
    'a removal of a CNAME where the prerequisite says there is none': (u) =>
      u.rrsetNotUsed('a', 'CNAME').insert('a', 1, 'A', '192.0.2.1').removeRRset('a', 'CNAME'),
    'a removal of a CNAME where the prerequisite says there is other data': (u) =>
      u.rrsetUsed('a', 'A').insert('a', 1, 'A', '192.0.2.1').removeRRset('a', 'CNAME'),
    'a removal of a CNAME where the prerequisite says there is nothing': (u) =>
      u.nameNotUsed('a').insert('a', 1, 'A', '192.0.2.1').removeRRset('a', 'CNAME'),
    'a removal of a CNAME that was removed before': (u) =>
      u.removeRRset('a', 'CNAME').insert('a', 1, 'A', '192.0.2.1').removeRRset('a', 'CNAME'),
    'a CNAME before a removal of data that was removed before': (u) =>
      u.removeRRset('a', 'A').insert('a', 1, 'CNAME', 'x.example').removeRRset('a', 'A'),
    'a removal of one NS of the apex of which the others are not known': (u) =>
      u.remove('@', 'NS', 'ns1.example'),
    'a removal of one of two NS of the apex': (u) =>
      u.used('@', 'NS', 'ns1.example', 'ns2.example').remove('@', 'NS', 'ns1.example'),
    'a removal of an NS that is not of the apex': (u) =>
      u.removeRRset('sub', 'NS').removeName('sub'),
    'a SOA whose serial before is not known': (u) => u.insert('@', 1, 'SOA', 'a. b. 1 2 3 4 5'),
    'a SOA whose serial wraps (RFC 1982)': (u) =>
      u.used('@', 'SOA', 'a. b. 4294967295 2 3 4 5').insert('@', 1, 'SOA', 'a. b. 1 2 3 4 5'),
    'a DS where there may be a delegation': (u) => u.insert('sub', 1, 'DS', '1 8 200 00'),
    'the same record twice with one TTL': (u) =>
      u.insert('a', 1, 'A', '192.0.2.1').insert('a', 1, 'A', '192.0.2.1'),
    'two TTLs of different records': (u) =>
      u.insert('a', 1, 'A', '192.0.2.1').insert('a', 2, 'A', '192.0.2.2'),
    'a removal of data other than what was added': (u) =>
      u.insert('a', 1, 'A', '192.0.2.1').remove('a', 'A', '192.0.2.2'),
    'nothing at all': (u) => u,
  };

  test.each(Object.keys(quiet))('is silent about %s', (title) => {
    const update = quiet[title]?.(new Update('example.test'));
    expect(update?.lint()).toEqual([]);
  });

  test('a second DNAME takes the place of the first in BIND, and Knot 3.2 stops over it', () => {
    const found = new Update('example.test')
      .insert('a', 1, 'DNAME', 'x.example')
      .insert('a', 1, 'DNAME', 'y.example')
      .lint();
    expect(found.map(relative)).toEqual(['insert a DNAME']);
    expect(found[0]?.servers).toEqual(['BIND', 'Knot']);
  });

  test('names and data are compared whatever their case (RFC 4343)', () => {
    const found = new Update('example.test')
      .insert('A', 1, 'CNAME', 'x.example')
      .remove('a', 'CNAME', 'X.EXAMPLE')
      .removeRRset('EXAMPLE.test', 'ns')
      .lint();
    expect(found.map(relative)).toEqual(['remove a CNAME', 'removeRRset @ NS']);
  });

  test('the SOA stays, whatever the order of its addition and its removal', () => {
    const soa = 'a. b. 1 2 3 4 5';
    const found = new Update('example.test')
      .insert('@', 1, 'SOA', soa)
      .remove('@', 'SOA', soa)
      .lint();
    expect(found.map(relative)).toEqual(['remove @ SOA']);
  });

  test('a call that gives many records of one RRset is found once', () => {
    const found = new Update('example.test')
      .insert('a', 1, 'CNAME', 'x.example')
      .insert('a', 1, 'A', '192.0.2.1', '192.0.2.2', '192.0.2.3')
      .lint();
    expect(found.map(relative)).toEqual(['insert a A']);
  });

  test('findings stand in the order of the calls and are frozen', () => {
    const found = new Update('example.test')
      .insert('@', 1, 'CNAME', 'x.example')
      .insert('a', 1, 'A', '192.0.2.1')
      .removeName('a')
      .removeRRset('@', 'SOA')
      .lint();
    expect(found.map(relative)).toEqual(['insert @ CNAME', 'removeName a A', 'removeRRset @ SOA']);
    expect(Object.isFrozen(found) && found.every((one) => Object.isFrozen(one))).toBe(true);
  });

  test('takes a time that grows with the update, not with its square', () => {
    const update = new Update('example.test');
    const texts = Array.from({ length: 20_000 }, (_, i) => `a 1 TYPE65280 \\# 4 ${hex8(i)}`);
    update.insert(texts).remove(texts).insert(texts).removeName('a');
    const start = performance.now();
    expect(update.lint().map(relative)).toEqual(['remove a TYPE65280', 'removeName a TYPE65280']);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

function hex8(value: number): string {
  return value.toString(16).padStart(8, '0');
}
