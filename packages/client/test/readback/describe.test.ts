import { Update } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { NotAppliedError } from '../../src/errors/outcome-error.ts';
import { expectationOf } from '../../src/readback/expectation.ts';
import {
  describeMissing,
  isHeld,
  type ReadBack,
  rrsetState,
} from '../../src/readback/rrset-state.ts';
import { readBack, zoneWith } from './replies.ts';

const update = () => new Update('example.com');

function readAll(made: Update, zone: string): ReadBack[] {
  const { rrsets, names } = expectationOf(made.toMessage());
  return [...rrsets, ...names].map((expected) => ({
    expected,
    comparison: readBack(zoneWith(zone), expected),
  }));
}

const sentence = (made: Update, zone: string) => describeMissing(readAll(made, zone));

describe('what is missing is told', () => {
  it.each([
    [
      'with what was asked',
      update().insert('www', 300, 'A', '192.0.2.1'),
      '',
      'www.example.com. A 192.0.2.1 was inserted and is not there: another writer may have changed it since',
    ],
    [
      'with the CNAME in its place (L1)',
      update().insert('www', 300, 'A', '192.0.2.1'),
      'www CNAME other',
      'www.example.com. A 192.0.2.1 was inserted and is not there: a CNAME to other.example.com. stands there, beside which servers skip other data, so remove that first',
    ],
    [
      'with what stands in the way of a CNAME (L2)',
      update().insert('www', 300, 'CNAME', 'a.example.net.'),
      'www A 192.0.2.1',
      'www.example.com. CNAME a.example.net. was inserted and is not there: servers skip a CNAME beside other data, so remove that first, with removeName where Knot signs the zone',
    ],
    [
      'with both TTLs (L10, L12)',
      update().insert('www', 60, 'A', '192.0.2.1'),
      'www A 192.0.2.1',
      'www.example.com. A 192.0.2.1 was inserted with TTL 60 and has TTL 300: a server may keep the TTL of data that is there already, so remove the RRset and insert it again',
    ],
    [
      'with what may have lowered the TTL',
      update().insert('www', 604800, 'A', '192.0.2.1'),
      'www A 192.0.2.1',
      'www.example.com. A 192.0.2.1 was inserted with TTL 604800 and has TTL 300: a server may keep the TTL of data that is there already, so remove the RRset and insert it again; or the zone allows no more (BIND: max-zone-ttl)',
    ],
    [
      'with the character-strings that are stored (L22)',
      update().remove('a', 'TXT', ['abc', 'def']),
      'a TXT "abcdef"',
      'a.example.com. TXT "abc" "def" was removed and is still there as "abcdef": remove it in the character-strings in which it is stored',
    ],
    [
      'with the letters that are stored (L21)',
      update().remove('a', 'CNAME', 'X.example.net.'),
      'a CNAME x.example.net.',
      'a.example.com. CNAME X.example.net. was removed and is still there as x.example.net.: remove it in the letter case in which it is stored',
    ],
    [
      'without a guess, where it is there as it was removed',
      update().remove('a', 'TXT', ['abc', 'def']),
      'a TXT "abc" "def"',
      'a.example.com. TXT "abc" "def" was removed and is still there',
    ],
    [
      'with what is left of an RRset',
      update().removeRRset('www', 'A'),
      'www A 192.0.2.1',
      'www.example.com. A was removed and 192.0.2.1 is still there',
    ],
    [
      'with what is left of a name',
      update().removeName('www'),
      'www MX 10 mail',
      'www.example.com. was removed and still has MX 10 mail.example.com.',
    ],
    [
      'with the delegation that hides it (L28)',
      update().insert('www.sub', 300, 'A', '192.0.2.1'),
      'sub NS ns.sub',
      'www.sub.example.com. A 192.0.2.1 was inserted and is not there: it is at or below the delegation of sub.example.com., where the server does not show it',
    ],
    [
      'with the DNAME that hides it',
      update().insert('a.moved', 300, 'A', '192.0.2.1'),
      'moved DNAME example.net.',
      'a.moved.example.com. A 192.0.2.1 was inserted and is not there: it is below the DNAME of moved.example.com., where the server does not show it',
    ],
    [
      'with the way to change the NS records of the apex (L5 to L7)',
      update().removeRRset('@', 'NS').insert('@', 300, 'NS', 'ns2.example.com.'),
      '@ NS ns2',
      'example.com. NS was removed, and servers keep the NS records of the apex: insert the new ones, then remove the old one by one, never the last',
    ],
    [
      'with the serial that the zone has (L9)',
      update().insert('@', 300, 'SOA', 'ns1.example.com. h.example.com. 7 3600 600 86400 60'),
      '',
      "example.com. SOA ns1.example.com. h.example.com. 7 3600 600 86400 60 was inserted and the zone has ns1.example.com. hostmaster.example.com. 7 3600 600 86400 60: servers skip an SOA whose serial is not ahead of the zone's",
    ],
    [
      'with the SOA that stays',
      update().removeRRset('@', 'SOA'),
      '',
      'example.com. SOA was removed, and a zone keeps its SOA',
    ],
    [
      'with long data cut',
      update().insert('a', 300, 'TXT', 'x'.repeat(1_000)),
      '',
      `a.example.com. TXT "${'x'.repeat(79)}… was inserted and is not there: another writer may have changed it since`,
    ],
  ])('%s', (_rule, made, zone, wanted) => {
    expect(sentence(made, zone)).toBe(wanted);
  });

  it('once, with how much there is beside', () => {
    const made = update()
      .insert('ns1', 300, 'A', '192.0.2.53')
      .insert('a', 300, 'A', '192.0.2.1')
      .insert('b', 300, 'A', '192.0.2.1');
    const since = 'another writer may have changed it since';
    const first = `a.example.com. A 192.0.2.1 was inserted and is not there: ${since}`;
    expect(sentence(made, '')).toBe(`${first} (and 1 more of the update is not as asked)`);
    made.insert('c', 300, 'A', '192.0.2.1');
    expect(sentence(made, '')).toBe(`${first} (and 2 more of the update are not as asked)`);
    expect(sentence(made, 'a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1')).toBeUndefined();
  });
});

describe('what a caller is told of an RRset', () => {
  const states = (made: Update, zone: string) => readAll(made, zone).map(rrsetState);

  it('is the data that was asked for and the data that was seen', () => {
    expect(states(update().insert('WWW', 300, 'A', '192.0.2.1'), 'www A 192.0.2.1')).toEqual([
      {
        name: 'www.example.com.',
        type: 'A',
        state: 'applied',
        expected: ['192.0.2.1'],
        seen: ['192.0.2.1'],
      },
    ]);
    expect(states(update().removeName('www'), 'www MX 10 mail')).toEqual([
      {
        name: 'www.example.com.',
        type: 'ANY',
        state: 'missing',
        expected: [],
        seen: [{ preference: 10, exchange: 'mail.example.com.' }],
        reason: 'www.example.com. was removed and still has MX 10 mail.example.com.',
      },
    ]);
  });

  it('is other data, said and no failure', () => {
    const made = update().replaceRRset('www', 300, 'A', '192.0.2.1');
    const [state] = states(made, 'www A 192.0.2.1\nwww A 192.0.2.9');
    expect(state).toMatchObject({
      state: 'diverged',
      seen: ['192.0.2.1', '192.0.2.9'],
      reason: 'www.example.com. A has 192.0.2.9 beside what was inserted',
    });
    expect(state !== undefined && isHeld(state)).toBe(true);
  });

  it('is no data of another type: a CNAME is in the reason alone', () => {
    const found = states(update().insert('www', 300, 'A', '192.0.2.1'), 'www CNAME other');
    expect(found).toMatchObject([{ state: 'missing', expected: ['192.0.2.1'], seen: [] }]);
    expect(found.every(isHeld)).toBe(false);
    expect(new NotAppliedError('not applied', found).rrsets).toBe(found);
  });
});
