/** How owners are read (DESIGN, RFC 1034 section 3.1): relative, absolute, apex, Unicode. */

import { encodeMessage, InvalidNameError } from '@zonewright/wire';
import { InvalidUpdateError, Update } from '@zonewright/zone';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

function owner(zone: string, name: string): string | undefined {
  return new Update(zone).removeName(name).toMessage().updates[0]?.name;
}

describe('an owner', () => {
  test.each([
    ['@', 'example.com.', 'the apex'],
    ['', 'example.com.', 'the apex'],
    ['www', 'www.example.com.', 'relative'],
    ['a.b', 'a.b.example.com.', 'relative'],
    ['www.example.com.', 'www.example.com.', 'absolute by its dot'],
    ['www.example.com', 'www.example.com.', "absolute by the zone's labels"],
    ['example.com', 'example.com.', 'the apex by its labels'],
    ['EXAMPLE.com', 'EXAMPLE.com.', 'the apex, whatever the case (RFC 4343)'],
    ['WWW.Example.Com', 'WWW.Example.Com.', 'absolute, whatever the case'],
    ['com', 'com.example.com.', 'relative, for it ends in some labels only'],
    [
      'www.xexample.com',
      'www.xexample.com.example.com.',
      'relative, for labels count, not letters',
    ],
    ['xexample.com', 'xexample.com.example.com.', 'relative, for labels count, not letters'],
    [
      'x\\.example.com',
      'x\\.example.com.example.com.',
      'relative, for an escaped dot ends no label',
    ],
    ['\\@', '\\@.example.com.', 'a label, for an escaped @ is no apex'],
    ['a\\.', 'a\\..example.com.', 'relative, for its last dot is escaped'],
    ['*', '*.example.com.', 'a wildcard, as it is (RFC 2136 section 1.1.3)'],
    ['_acme-challenge.www', '_acme-challenge.www.example.com.', 'relative'],
    ['\\119ww', 'www.example.com.', 'relative, its escapes read'],
    ['sp\\032ace', 'sp\\032ace.example.com.', 'relative, with an escape'],
    ['bücher', 'xn--bcher-kva.example.com.', 'relative, through IDNA'],
    ['bücher.example.com', 'xn--bcher-kva.example.com.', 'absolute, through IDNA'],
    ['www。example。com。', 'www.example.com.', 'absolute, by ideographic full stops'],
  ])('%j is %s: %s', (name, expected) => {
    expect(owner('example.com', name)).toBe(expected);
    expect(owner('example.com.', name)).toBe(expected);
  });

  test.each([
    ['www.example.org.'],
    ['com.'],
    ['.'],
    ['xexample.com.'],
    ['x\\.example.com.'],
    ['example.com.org.'],
  ])('%j is outside the zone example.com', (name) => {
    const update = new Update('example.com');
    expect(() => update.removeName(name)).toThrow(InvalidUpdateError);
    expect(() => update.removeName(name)).toThrow(/outside the zone "example\.com\."/);
    expect(update.operations).toEqual([]);
  });

  test('in the root zone every name is inside', () => {
    expect(owner('.', 'www.example')).toBe('www.example.');
    expect(owner('.', '@')).toBe('.');
    expect(owner('.', '')).toBe('.');
    expect(owner('.', '.')).toBe('.');
  });

  test('a zone with Unicode letters is known by its A-labels too', () => {
    expect(owner('bücher.example', 'www')).toBe('www.xn--bcher-kva.example.');
    expect(owner('bücher.example', 'www.bücher.example')).toBe('www.xn--bcher-kva.example.');
    expect(owner('bücher.example', 'www.XN--bcher-KVA.example')).toBe('www.XN--bcher-KVA.example.');
  });

  test('a zone with an escaped dot is known by its labels', () => {
    expect(owner('a\\.b.example', 'www.a\\.b.example')).toBe('www.a\\.b.example.');
    expect(owner('b.example', 'a\\.b.example')).toBe('a\\.b.example.b.example.');
  });

  test('a name over 255 octets below the zone is refused (RFC 1035 section 2.3.4)', () => {
    const label = 'x'.repeat(63);
    const name = [label, label, label, 'y'.repeat(49)].join('.');
    expect(owner('example.com', name)).toHaveLength(254);
    expect(() => owner('example.com', `${name}y`)).toThrow(InvalidNameError);
    expect(() => owner('example.com', `${'x'.repeat(64)}`)).toThrow(InvalidNameError);
  });

  test('no name but a string is taken', () => {
    for (const name of [undefined, null, 7, {}, ['www'], Symbol('www'), Buffer.from('www')]) {
      const update = new Update('example.com');
      const given = name as string;
      expect(() => update.nameUsed(given)).toThrow(InvalidUpdateError);
      expect(() => update.insert(given, 300, 'A', '192.0.2.1')).toThrow(InvalidUpdateError);
      expect(() => update.insert({ name: given, type: 'A', ttl: 1, data: '192.0.2.1' })).toThrow(
        InvalidUpdateError,
      );
    }
  });

  test('property: relative and absolute writing give the same owner, inside the zone', () => {
    const label = fc.stringMatching(/^[a-z0-9_-]{1,10}$/);
    const labels = fc.array(label, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(labels, labels, (relative, zone) => {
        const zoneName = zone.join('.');
        const name = relative.join('.');
        const absolute = owner(zoneName, `${name}.${zoneName}.`);
        expect(absolute).toBe(`${name}.${zoneName}.`);
        expect(owner(zoneName, `${name}.${zoneName}`)).toBe(absolute);
        // A relative name that itself ends in the zone's labels is an absolute one.
        const endsInZone = `.${name}`.endsWith(`.${zoneName}`);
        expect(owner(zoneName, name)).toBe(endsInZone ? `${name}.` : absolute);
      }),
    );
  });
});

describe('an owner that is one label', () => {
  const zoneNames = fc.constantFrom('example.com', 'Dyn.Example', 'example', '.', 'a\\.b.example');
  const owners = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_-]{1,63}$/),
    fc.constantFrom('com', 'example', 'www.EXAMPLE.com', 'www.example.com.', 'x.Dyn.Example.', '*'),
  );

  test('is encoded as any other name: as its records are when they are checked', () => {
    fc.assert(
      fc.property(
        zoneNames,
        fc.array(owners, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (zone, names, compress) => {
          const update = new Update(zone);
          const taken = names.filter((name) => {
            try {
              update
                .insert(name, 1, 'A', '192.0.2.1')
                .removeName(name)
                .remove(`${name} A 192.0.2.2`);
              return true;
            } catch (error) {
              expect(error).toBeInstanceOf(InvalidUpdateError);
              return false;
            }
          });
          fc.pre(taken.length > 0);
          const message = update.toMessage();
          // A copy of a section, and of its records, is like one from anybody.
          const copy = { ...message, updates: message.updates.map((record) => ({ ...record })) };
          const expected = encodeMessage(copy, { compress });
          expect(update.toWire({ compress })).toEqual(expected);
          expect(encodeMessage(message, { compress })).toEqual(expected);
        },
      ),
    );
  });

  test('is read as any other name: relative, by its dot, and as text that has no such way', () => {
    fc.assert(
      fc.property(zoneNames, fc.stringMatching(/^[A-Za-z0-9_-]{1,63}$/), (zone, label) => {
        // An escape leaves the name as it is, and it to the general way.
        const code = String(label.charCodeAt(0)).padStart(3, '0');
        const escaped = `\\${code}${label.slice(1)}`;
        expect(owner(zone, label)).toBe(owner(zone, escaped));
        const absolute = owner(zone, label) as string;
        expect(owner(zone, absolute)).toBe(absolute);
      }),
    );
  });
});
