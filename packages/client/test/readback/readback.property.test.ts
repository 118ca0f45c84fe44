import { canonicalName, parentName } from '@zonewright/wire';
import { processUpdate, Update, type Zone } from '@zonewright/zone';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expectationOf,
  type NameExpectation,
  type RRsetExpectation,
} from '../../src/readback/expectation.ts';
import { readBack, zoneWith } from './replies.ts';

const apex = 'example.com.';

type Type = 'A' | 'TXT' | 'NS' | 'CNAME' | 'DNAME' | 'SOA';

/** Few and near each other, so that operations meet. */
const dataByType: Readonly<Record<Type, readonly string[]>> = {
  A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  TXT: ['a', 'b'],
  NS: ['ns1.example.com.', 'a.example.com.', 'x.b.a.example.com.'],
  CNAME: ['d.example.com.', 'a.example.net.'],
  DNAME: ['x.example.net.', 'd.example.com.'],
  SOA: [5, 1_000].map((serial) => `ns1.example.com. h.example.com. ${serial} 3600 600 86400 60`),
};

interface Step {
  readonly method: 'insert' | 'remove' | 'removeRRset' | 'removeName';
  readonly name: string;
  readonly type: Type;
  readonly ttl: number;
  readonly data: string;
}

function steps(
  owners: readonly string[],
  types: readonly Type[],
  methods: readonly Step['method'][],
) {
  const step = fc.constantFrom(...types).chain((type) =>
    fc.record<Step>({
      method: fc.constantFrom(...methods),
      name: type === 'SOA' ? fc.constant('@') : fc.constantFrom(...owners),
      type: fc.constant(type),
      ttl: fc.constantFrom(60, 300),
      data: fc.constantFrom(...dataByType[type]),
    }),
  );
  // Delegations and aliases made from a wildcard are nobody's (RFC 4592 section 4).
  return fc.array(
    step.filter(({ name, type }) => !(name.startsWith('*') && (type === 'NS' || type === 'DNAME'))),
    { maxLength: 8 },
  );
}

const all: readonly Step['method'][] = ['insert', 'insert', 'remove', 'removeRRset', 'removeName'];

function updateOf(chosen: readonly Step[]): Update {
  const update = new Update(apex).nameUsed('@');
  let hasSoa = false;
  for (const { method, name, type, ttl, data } of chosen) {
    if (method === 'removeName') update.removeName(name);
    else if (method === 'removeRRset') update.removeRRset(name, type);
    else if (method === 'remove') update.remove(name, type, data);
    else if (type !== 'SOA' || !hasSoa) {
      // An update that adds two is refused.
      if (type === 'SOA') hasSoa = true;
      update.insert(name, ttl, type, data);
    }
  }
  return update;
}

function carryOut(zone: Zone, chosen: readonly Step[]): boolean {
  const { rcode, change } = processUpdate(zone, updateOf(chosen).toMessage());
  expect(rcode).toBe('NOERROR');
  return change !== undefined;
}

const absolute = (name: string) => (name === '@' ? apex : `${canonicalName(name)}.${apex}`);

/** Whether servers pass over a step of an update (RFC 2136 section 3.4.2). */
function isSkipped(zone: Zone, { method, name, type, data }: Step): boolean {
  const owner = absolute(name);
  const types = zone.rrsets(owner).map((rrset) => rrset.type);
  if (method === 'insert') {
    if (type === 'SOA') return !data.includes(' 1000 ');
    if (type === 'CNAME') return types.some((other) => other !== 'CNAME');
    return types.includes('CNAME');
  }
  if (owner !== apex || method === 'removeName') return false;
  if (type === 'SOA') return true;
  const isLast = zone.rrset(apex, 'NS')?.data.length === 1;
  return type === 'NS' && (method === 'removeRRset' || isLast);
}

/** The steps that are not passed over, each after those before it. */
function withoutSkipped(before: readonly Step[], chosen: readonly Step[]): readonly Step[] {
  const zone = zoneWith();
  carryOut(zone, before);
  return chosen.filter((step) => {
    if (isSkipped(zone, step)) return false;
    carryOut(zone, [step]);
    return true;
  });
}

/** Whether a delegation or a DNAME keeps a server from showing the name. */
function isHidden(zone: Zone, { name, type }: RRsetExpectation | NameExpectation): boolean {
  const isCut = (at: string) => at !== apex && zone.rrset(at, 'NS') !== undefined;
  if (isCut(name) && type !== 'NS') return true;
  for (let above = name; above !== apex; ) {
    above = parentName(above) ?? apex;
    if (isCut(above) || zone.rrset(above, 'DNAME') !== undefined) return true;
  }
  return false;
}

function expectations(chosen: readonly Step[]): (RRsetExpectation | NameExpectation)[] {
  const { rrsets, names } = expectationOf(updateOf(chosen).toMessage());
  return [...rrsets, ...names];
}

describe('any update that was carried out', () => {
  const owners = ['@', 'a', 'A', 'b.a', 'x.b.a', '*.a', '*', 'd'];
  const types: readonly Type[] = ['A', 'TXT', 'NS', 'CNAME', 'DNAME', 'SOA'];

  it('is found in the zone, but for what a delegation or a DNAME hides', () => {
    fc.assert(
      fc.property(
        steps(owners, ['A', 'TXT', 'NS', 'CNAME', 'DNAME'], ['insert']),
        steps(owners, types, all),
        (before, given) => {
          const chosen = withoutSkipped(before, given);
          const zone = zoneWith();
          carryOut(zone, before);
          carryOut(zone, chosen);
          for (const expected of expectations(chosen)) {
            const { state, reason } = readBack(zone, expected);
            if (!isHidden(zone, expected)) {
              // Of a name with one RRset, it could be all that the server cares to show.
              const isOne = 'remaining' in expected && zone.rrsets(expected.name).length === 1;
              expect({ expected, reason, state }).toMatchObject({
                state: isOne ? 'unverified' : 'applied',
              });
            } else {
              expect(state).not.toBe('diverged');
              // What is gone is never said to be there, hidden or not.
              const isGone = !('present' in expected) || expected.present.size === 0;
              if (isGone) expect(state).not.toBe('missing');
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('any update that was not carried out', () => {
  const owners = ['@', 'a', 'A', 'b.a', 'd'];

  it('and would have changed the zone is missed, or seen beside what was to be replaced', () => {
    fc.assert(
      fc.property(
        steps(owners, ['A', 'TXT', 'CNAME'], ['insert']),
        steps(owners, ['A', 'TXT', 'NS', 'CNAME', 'SOA'], all),
        (before, chosen) => {
          const zone = zoneWith();
          carryOut(zone, before);
          // A record that came and went can leave its TTL to others, which nothing asked for.
          fc.pre(!chosen.some((step, index) => isTakenBack(step, chosen.slice(0, index))));
          const copy = zoneWith();
          carryOut(copy, before);
          fc.pre(carryOut(copy, chosen));
          const found = expectations(chosen).map((expected) => ({
            expected,
            ...readBack(zone, expected),
          }));
          const isMissed = found.some(
            ({ state, expected }) =>
              state === 'missing' ||
              (state === 'diverged' && 'isWhole' in expected && expected.isWhole),
          );
          expect(isMissed).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function isTakenBack(step: Step, before: readonly Step[]): boolean {
  return (
    step.method === 'remove' &&
    before.some(
      ({ method, name, type, data }) =>
        method === 'insert' &&
        absolute(name) === absolute(step.name) &&
        type === step.type &&
        data === step.data,
    )
  );
}
