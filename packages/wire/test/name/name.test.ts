import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalName,
  InvalidNameError,
  isInZone,
  nameBytes,
  parentName,
  parseName,
  sameName,
  splitName,
} from '../../src/index.ts';
import { parsePlainName } from '../../src/name/name.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { anyLabels, wireName } from './wire-name.ts';

/** A name of exactly so many octets on the wire, as text. */
function nameOf(bytes: number): string {
  let text = '';
  for (let left = bytes - 1; left > 0; ) {
    // No label may take all but one octet of the rest: a label of its own needs two.
    const taken = left - Math.min(left, 51) === 1 ? 50 : Math.min(left, 51);
    text += `${'x'.repeat(taken - 1)}.`;
    left -= taken;
  }
  return text;
}

/** The rule that a refused name breaks. */
function ruleOf(text: unknown, options?: { origin?: string }): string {
  const error = errorOf(() => parseName(text as string, options));
  expect(error).toBeInstanceOf(InvalidNameError);
  return (error as InvalidNameError).rule;
}

describe('parseName: the one form (RFC 1035 section 5.1)', () => {
  it('ends in a dot whether one was given or not', () => {
    expect(parseName('www.example.com')).toBe('www.example.com.');
    expect(parseName('www.example.com.')).toBe('www.example.com.');
    expect(parseName('a#b.example')).toBe('a#b.example.');
  });

  it('keeps the case of letters (RFC 4343 section 3)', () => {
    expect(parseName('WwW.ExAmPle')).toBe('WwW.ExAmPle.');
  });

  it('leaves wildcards, underscores, slashes and digits as they are (RFC 1034 section 4.3.3)', () => {
    expect(parseName('*.example')).toBe('*.example.');
    expect(parseName('_sip._tcp.example')).toBe('_sip._tcp.example.');
    expect(parseName('0/25.2.0.192.in-addr.arpa')).toBe('0/25.2.0.192.in-addr.arpa.');
  });

  it('gives the same text for each way to write an octet', () => {
    expect(parseName('\\119\\119\\119.example')).toBe('www.example.');
    expect(parseName('\\w\\ww.example')).toBe('www.example.');
    expect(parseName('a\\046b.example')).toBe('a\\.b.example.');
    expect(parseName('a\\ b.example')).toBe('a\\032b.example.');
    expect(parseName('a\\;b."c".example')).toBe('a\\;b.\\"c\\".example.');
    expect(parseName('\\255\\000.example')).toBe('\\255\\000.example.');
  });

  it('reads the root', () => {
    expect(parseName('.')).toBe('.');
    expect(parseName('.', { origin: 'example.' })).toBe('.');
  });
});

describe('parseName: the origin (RFC 1035 section 5.1)', () => {
  it('stands behind a name without the final dot, and behind no other', () => {
    expect(parseName('www', { origin: 'Example.com.' })).toBe('www.Example.com.');
    expect(parseName('www.', { origin: 'example.com.' })).toBe('www.');
    expect(parseName('a#b', { origin: 'example.com.' })).toBe('a#b.example.com.');
    expect(parseName('www', { origin: '.' })).toBe('www.');
  });

  it('takes a final escaped dot for a part of the label, not for the end of the name', () => {
    expect(parseName('www\\.', { origin: 'example.' })).toBe('www\\..example.');
    expect(parseName('www\\\\.', { origin: 'example.' })).toBe('www\\\\.');
  });

  it('is meant by @ and by no text at all', () => {
    expect(parseName('@', { origin: 'example.com.' })).toBe('example.com.');
    expect(parseName('', { origin: 'example.com.' })).toBe('example.com.');
    expect(parseName('@')).toBe('.');
    expect(parseName('\\@', { origin: 'example.com.' })).toBe('\\@.example.com.');
    expect(parseName('@.example.com.')).toBe('\\@.example.com.');
  });

  it('must be absolute itself', () => {
    expect(ruleOf('www', { origin: 'example.com' })).toContain('absolute');
    expect(ruleOf('@', { origin: 'example.com' })).toContain('absolute');
  });
});

describe('parseName: limits (RFC 1035 section 2.3.4)', () => {
  it('takes a label of 63 octets and refuses one of 64', () => {
    expect(parseName(`${'a'.repeat(63)}.example`)).toBe(`${'a'.repeat(63)}.example.`);
    expect(ruleOf(`${'a'.repeat(64)}.example`)).toBe('label of 64 octets, at most 63 allowed');
  });

  it('counts octets and not characters of escapes', () => {
    const label = '\\000'.repeat(63);
    expect(parseName(label)).toBe(`${label}.`);
    expect(ruleOf('\\000'.repeat(64))).toBe('label of 64 octets, at most 63 allowed');
    expect(nameBytes(parseName(label))).toBe(65);
  });

  it('takes a name of 255 octets and refuses one of 256', () => {
    expect(nameBytes(parseName(nameOf(255)))).toBe(255);
    expect(parseName(nameOf(255).slice(0, -1))).toBe(nameOf(255));
    expect(ruleOf(nameOf(256))).toBe('more than 255 octets');
    expect(ruleOf(nameOf(257))).toBe('more than 255 octets');
  });

  it('takes 127 labels of one octet and refuses 128', () => {
    expect(splitName(parseName('a.'.repeat(127)))).toHaveLength(127);
    expect(ruleOf('a.'.repeat(128))).toBe('more than 255 octets');
  });

  it('takes a name of 255 octets whose text has 1008 characters', () => {
    const text = `${[63, 63, 63, 61].map((length) => '\\200'.repeat(length)).join('.')}.`;
    expect(nameBytes(parseName(text))).toBe(255);
    expect(parseName(text)).toBe(text);
  });

  it('counts the origin: 255 octets together pass, 256 do not, plain or escaped', () => {
    for (let origin = 3; origin <= 253; origin++) {
      // The octets that are left for the label, its length octet not counted.
      const left = 255 - origin - 1;
      if (left > 63) continue;
      const zone = nameOf(origin);
      expect(nameBytes(parseName('b'.repeat(left), { origin: zone }))).toBe(255);
      expect(nameBytes(parseName(`#${'b'.repeat(left - 1)}`, { origin: zone }))).toBe(255);
      if (left === 63) continue;
      expect(ruleOf('b'.repeat(left + 1), { origin: zone })).toContain('more than 255 octets');
      expect(ruleOf(`#${'b'.repeat(left)}`, { origin: zone })).toContain('more than 255 octets');
    }
    expect.hasAssertions();
  });

  it('refuses a text of any length without reading all of it', () => {
    expect(ruleOf('a'.repeat(10_000_000))).toBe('more than 255 octets');
    expect(ruleOf('ü'.repeat(10_000_000))).toBe('more than 255 octets');
  });
});

describe('parseName: what is refused', () => {
  it.each([
    ['a..example', 'empty label'],
    ['.example', 'empty label'],
    ['..', 'empty label'],
    ['example..', 'empty label'],
    ['a\\', 'a backslash at the end escapes nothing'],
    ['a\\9', 'escape \\9 needs three digits'],
    ['a\\99', 'escape \\99 needs three digits'],
    ['a\\99x.example', 'escape \\99 needs three digits'],
    ['a\\256', 'escape \\256 is over 255'],
    ['a\\999.b', 'escape \\999 is over 255'],
    ['a\\\x07', 'a backslash before no printable ASCII'],
    ['a\\\x7f', 'a backslash before no printable ASCII'],
    ['a b', 'character " " must be written as an escape'],
    ['a\tb', 'character "\\t" must be written as an escape'],
    ['a\x00b', 'character "\\u0000" must be written as an escape'],
    ['a\x7fb', 'character "\\u007f" must be written as an escape'],
    ['a\r\nb', 'character "\\r" must be written as an escape'],
  ])('%j: %s', (text, rule) => {
    expect(ruleOf(text)).toBe(rule);
  });

  it.each([undefined, null, 7, {}, [], Symbol('x')])('what is no string: %s', (value) => {
    expect(ruleOf(value)).toBe('not a string');
  });

  it('names the value as it was given', () => {
    const error = errorOf(() => parseName('a..b')) as InvalidNameError;
    expect(error.value).toBe('a..b');
    expect(error.code).toBe('INVALID_NAME');
    expect(error.message).toBe('Invalid domain name "a..b": empty label.');
  });
});

describe('names of any octets', () => {
  it('text that was printed is its own one form', () => {
    assertProperty(
      fc.property(anyLabels, (labels) => {
        const text = labels.map((label) => Array.from(label, decimalEscape).join('')).join('.');
        const name = parseName(`${text}.`);
        expect(parseName(name)).toBe(name);
        expect(nameBytes(name)).toBe(wireName(labels).length);
        expect(splitName(name)).toHaveLength(labels.length);
      }),
    );
  });

  it('any text gives a name of at most 255 octets or an InvalidNameError', () => {
    assertProperty(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        let name: string;
        try {
          name = parseName(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidNameError);
          return;
        }
        expect(nameBytes(name)).toBeLessThanOrEqual(255);
        expect(name.endsWith('.')).toBe(true);
      }),
      500,
    );
  });
});

function decimalEscape(octet: number): string {
  return `\\${String(octet).padStart(3, '0')}`;
}

describe('splitName, parentName, nameBytes', () => {
  it('splits at the dots that separate labels alone', () => {
    expect(splitName('a\\.b.c\\\\.d.')).toEqual(['a\\.b', 'c\\\\', 'd']);
    expect(splitName('www.example.')).toEqual(['www', 'example']);
    expect(splitName('.')).toEqual([]);
  });

  it('does the same for a name whose final dot was left out, escaped or not', () => {
    expect(splitName('www.example')).toEqual(['www', 'example']);
    expect(splitName('a\\.b.example')).toEqual(['a\\.b', 'example']);
  });

  it('the parent of a name lacks its leftmost label, and the root has none', () => {
    expect(parentName('a\\.b.example.')).toBe('example.');
    expect(parentName('example.')).toBe('.');
    expect(parentName('WWW.Example.')).toBe('Example.');
    expect(parentName('a.b\\.c.example.')).toBe('b\\.c.example.');
    expect(parentName('www.example')).toBe('example.');
    expect(parentName('.')).toBeUndefined();
  });

  it('counts octets with their lengths and the root (RFC 1035 section 3.1)', () => {
    expect(nameBytes('.')).toBe(1);
    expect(nameBytes('www.example.')).toBe(13);
    expect(nameBytes('\\000\\..\\\\\\255.')).toBe(7);
  });
});

describe('sameName, canonicalName (RFC 4343)', () => {
  it('letters of either case are the same, other octets are not', () => {
    expect(sameName('WWW.Example.', 'www.eXAMPLE.')).toBe(true);
    expect(sameName('www.example.', 'ww.example.')).toBe(false);
    // @ and `, [ and { differ in the bit that separates the cases of letters.
    expect(sameName('\\@.', '`.')).toBe(false);
    expect(sameName('[.', '{.')).toBe(false);
    expect(sameName('\\196.', '\\228.')).toBe(false);
    expect(canonicalName('A\\196Z.')).toBe('a\\196z.');
  });
});

describe('isInZone: by labels (RFC 2136 section 3.2)', () => {
  it.each([
    ['www.one.example.', 'one.example.', true],
    ['one.example.', 'one.example.', true],
    ['WWW.ONE.example.', 'one.EXAMPLE.', true],
    ['a.b.c.one.example.', 'one.example.', true],
    ['xone.example.', 'one.example.', false],
    ['example.', 'one.example.', false],
    ['one.example.com.', 'one.example.', false],
    ['www.two.example.', 'one.example.', false],
    ['anything.', '.', true],
    ['.', '.', true],
    ['.', 'example.', false],
    ['a\\.one.example.', 'one.example.', false],
    ['a\\\\.one.example.', 'one.example.', true],
    ['a\\\\\\.one.example.', 'one.example.', false],
    ['a\\.one.example.', 'example.', true],
    ['www.a\\.b.example.', 'a\\.b.example.', true],
    ['x.a\\.b.example.', 'b.example.', false],
    ['a\\.b.', 'b.', false],
  ])('%s in %s: %s', (name, zone, expected) => {
    expect(isInZone(name, zone)).toBe(expected);
  });

  it('agrees with comparing the octets of the labels', () => {
    const short = fc.array(
      fc.array(fc.constantFrom(0x61, 0x41, 0x2e, 0x5c), { minLength: 1, maxLength: 3 }),
      { maxLength: 4 },
    );
    const text = (labels: number[][]): string =>
      parseName(`${labels.map((label) => label.map(decimalEscape).join('')).join('.')}.`);
    const lower = (labels: number[][]): string[] =>
      labels.map((label) => label.map((octet) => (octet === 0x41 ? 0x61 : octet)).join());
    assertProperty(
      fc.property(short, short, (name, zone) => {
        const suffix = name.length >= zone.length ? name.slice(name.length - zone.length) : [];
        const expected =
          name.length >= zone.length && lower(suffix).join('/') === lower(zone).join('/');
        expect(isInZone(text(name), text(zone))).toBe(expected);
      }),
      1000,
    );
  });
});

describe('parsePlainName', () => {
  it('gives what parseName gives, or leaves the text to it', () => {
    const characters = fc.constantFrom(...'aZ0-_*/+..', '@', '\\', ' ', '"', '$', 'ü');
    const text = fc.oneof(
      fc.array(fc.constantFrom('a', 'B1', 'x'.repeat(63), 'y'.repeat(60)), { maxLength: 6 }),
      fc.array(characters, { maxLength: 8 }),
    );
    assertProperty(
      fc.property(text, fc.constantFrom('', '.'), (parts, separator) => {
        const plain = parsePlainName(parts.join(separator));
        if (plain !== undefined) expect(plain).toBe(parseName(parts.join(separator)));
      }),
      1000,
    );
    expect(parsePlainName('www.Example')).toBe('www.Example.');
  });

  it.each(['', '.', '@', '..', 'a..b', 'a\\.b', 'bücher', nameOf(256).slice(0, -1)])(
    'leaves %j to parseName',
    (text) => {
      expect(parsePlainName(text)).toBeUndefined();
    },
  );
});
