/** What `lint` does not look at has no findings: all that it finds is what every rule would. */

import { Update } from '@zonewright/zone';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangeMethod } from '../../src/errors/lint-finding.ts';
import type { Change } from '../../src/update/change.ts';
import { findingsOf } from '../../src/update/lint.ts';
import { lintSubjects } from '../../src/update/lint-step.ts';
import { readZone } from '../../src/update/update-zone.ts';

const dataOf: Readonly<Record<string, readonly [string, string]>> = {
  A: ['192.0.2.1', '192.0.2.2'],
  NS: ['ns1.example.net.', 'NS2.example.net.'],
  CNAME: ['a.example.net.', 'b.example.net.'],
  DNAME: ['a.example.net.', 'b.example.net.'],
  NSEC: ['b.example.com. A', 'c.example.com. A'],
  SOA: ['ns. root. 7 1 1 1 1', 'ns. root. 8 1 1 1 1'],
  DS: [`1 8 2 ${'ab'.repeat(32)}`, `2 8 2 ${'cd'.repeat(32)}`],
};

const owner = fc.constantFrom('@', 'a', 'A', 'b.c');
const type = fc.constantFrom(...Object.keys(dataOf));
const data = fc.tuple(type, fc.nat(1)).map(([of, which]): [string, string] => {
  return [of, (dataOf[of] as readonly [string, string])[which] as string];
});
const ttl = fc.constantFrom(60, 60, 60, 300);

interface Call {
  readonly method: ChangeMethod | undefined;
  readonly make: (update: Update) => unknown;
}

const insertion = fc.tuple(owner, ttl, data).map(([of, seconds, [what, text]]): Call => {
  return { method: 'insert', make: (update) => update.insert(of, seconds, what, text) };
});
const removal = fc.oneof(
  fc.tuple(owner, data).map(([of, [what, text]]): Call => {
    return { method: 'remove', make: (update) => update.remove(of, what, text) };
  }),
  fc.tuple(owner, type).map(([of, what]): Call => {
    return { method: 'removeRRset', make: (update) => update.removeRRset(of, what) };
  }),
  owner.map((of): Call => ({ method: 'removeName', make: (update) => update.removeName(of) })),
  fc.tuple(owner, data).map(([of, [what, text]]): Call => {
    return { method: 'replaceRRset', make: (update) => update.replaceRRset(of, 60, what, text) };
  }),
);
const prerequisite = fc.oneof(
  fc.tuple(owner, data).map(([of, [what, text]]): Call => {
    return { method: undefined, make: (update) => update.used(of, what, text) };
  }),
  fc.tuple(owner, type).map(([of, what]): Call => {
    return { method: undefined, make: (update) => update.rrsetNotUsed(of, what) };
  }),
  fc.tuple(owner, type).map(([of, what]): Call => {
    return { method: undefined, make: (update) => update.rrsetUsed(of, what) };
  }),
  owner.map((of): Call => ({ method: undefined, make: (update) => update.nameNotUsed(of) })),
);

const calls = fc.oneof(
  fc.array(fc.oneof({ weight: 4, arbitrary: insertion }, { weight: 1, arbitrary: prerequisite }), {
    maxLength: 5,
  }),
  fc.array(fc.oneof(insertion, removal, prerequisite), { maxLength: 7 }),
);

describe('lint', () => {
  test('finds what every rule finds that is asked about every name', () => {
    let withFindings = 0;
    fc.assert(
      fc.property(calls, (given) => {
        const update = new Update('example.com').nameUsed('z');
        const changes: Change[] = [];
        for (const { method, make } of given) {
          const before = update.toMessage().updates.length;
          try {
            make(update);
          } catch {
            // A second SOA, or the replacement of the apex's name servers.
            continue;
          }
          const records = update.toMessage().updates.slice(before);
          if (method !== undefined) changes.push({ method, records });
        }
        const { prerequisites } = update.toMessage();
        const subjects = lintSubjects(readZone('example.com', 'IN'), prerequisites, changes);
        const expected = findingsOf(subjects, () => true);
        if (expected.length > 0) withFindings += 1;
        expect(update.lint()).toEqual(expected);
      }),
      { seed: 2136, numRuns: 3_000 },
    );
    // Else there would be nothing to miss.
    expect(withFindings).toBeGreaterThan(300);
  });
});
