/** Sections that are written without checks: what is written is the same. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMessage, trustedSection, type UpdateRecord } from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';

const zone = { name: 'Dyn.example.', type: 'SOA', class: 'IN' } as const;

const label = fc.oneof(
  fc.constantFrom('a', 'A', 'www', '_x', 'dyn', 'Dyn', 'example', 'x'.repeat(63)),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,63}$/),
);
const otherName = fc.constantFrom(
  ...[
    '.',
    'Dyn.example.',
    'dyn.example.',
    'a.b.Dyn.example.',
    'b.Dyn.example.',
    'a\\.b.Dyn.example.',
  ],
);

interface Owner {
  readonly label: string | undefined;
  readonly name: string;
}

const owner: fc.Arbitrary<Owner> = fc.oneof(
  { weight: 4, arbitrary: label.map((text) => ({ label: text, name: `${text}.${zone.name}` })) },
  { weight: 1, arbitrary: otherName.map((name) => ({ label: undefined, name })) },
);

const toRecord = ({ name }: Owner, data: string): UpdateRecord =>
  ({ name, type: 'CNAME', class: 'IN', ttl: 1, data }) as UpdateRecord;

function labelled(owners: readonly Owner[], records: UpdateRecord[], zoneName: string) {
  const labels = owners.map(({ label: text }) => text);
  return trustedSection([...records], { zone: zoneName, labels });
}

describe('a trusted section', () => {
  it('with labels gives the octets that its records give when they are checked', () => {
    assertProperty(
      fc.property(
        fc.array(fc.tuple(owner, owner), { maxLength: 30 }),
        fc.boolean(),
        (pairs, compress) => {
          const records = pairs.map(([of, to]) => toRecord(of, to.name));
          const owners = pairs.map(([of]) => of);
          const encode = (updates: readonly UpdateRecord[]): Uint8Array =>
            encodeMessage({ opcode: 'UPDATE', zone, updates }, { compress });
          expect(encode(labelled(owners, records, zone.name))).toEqual(encode(records));
        },
      ),
      500,
    );
  });

  it('does so too where names lie beyond what a pointer can reach', () => {
    const owners = Array.from({ length: 3_000 }, (_, k): Owner => {
      // The later half are the first ones again: some in reach, some not.
      const text = `host-${k % 1_500}`;
      return { label: text, name: `${text}.${zone.name}` };
    });
    const records = owners.map((of) => toRecord(of, '.'));
    const encode = (updates: readonly UpdateRecord[]): Uint8Array =>
      encodeMessage({ opcode: 'UPDATE', zone, updates });
    const octets = encode(labelled(owners, records, zone.name));
    expect(octets.length).toBeGreaterThan(0x4000);
    expect(octets).toEqual(encode(records));
  });

  it('goes by its names in a message of another zone, of none, or of several questions', () => {
    const owners: Owner[] = [{ label: 'a', name: `a.${zone.name}` }];
    const records = owners.map((of) => toRecord(of, '.'));
    const section = labelled(owners, records, zone.name);
    const other = { ...zone, name: 'example.' };
    const encodings = (updates: readonly UpdateRecord[]): Uint8Array[] => [
      encodeMessage({ opcode: 'UPDATE', zone: other, updates }),
      encodeMessage({ opcode: 'UPDATE', updates }),
      encodeMessage(
        { opcode: 'QUERY', questions: [zone, other], authorities: updates as never },
        { compress: false },
      ),
    ];
    expect(encodings(section)).toEqual(encodings(records));
  });

  it('is not checked, and a copy of it is', () => {
    const wrong = { name: 'a.', type: 'A', class: 'IN', ttl: -1, data: '192.0.2.1' } as const;
    const encode = (updates: readonly UpdateRecord[]): Uint8Array =>
      encodeMessage({ opcode: 'UPDATE', zone, updates });
    const section = trustedSection([wrong]);
    expect(encode(section).subarray(-10, -6)).toEqual(Uint8Array.of(255, 255, 255, 255));
    expect(() => encode([...section])).toThrow('TTL');
  });
});
