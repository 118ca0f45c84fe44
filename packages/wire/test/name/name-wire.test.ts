import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseName, WireError } from '../../src/index.ts';
import { readName, writeName } from '../../src/name/name-wire.ts';
import { NameSuffixes, Reader } from '../../src/octets/reader.ts';
import { Writer } from '../../src/octets/writer.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';
import { anyLabels, plainLabels, wireName } from './wire-name.ts';

const reader = (octets: Uint8Array, start = 0, end = octets.length): Reader =>
  new Reader(octets, start, end, new NameSuffixes());

function written(names: readonly string[], compress = true, compressible = true): Uint8Array {
  const writer = new Writer({ compress });
  for (const name of names) writeName(writer, name, compressible);
  return writer.finish();
}

function ruleOf(run: () => unknown): string {
  const error = errorOf(run) as WireError;
  expect(error).toBeInstanceOf(WireError);
  return error.rule;
}

describe('readName (RFC 1035 sections 3.1 and 4.1.4)', () => {
  it('reads labels to the root, keeps their case, and moves past them', () => {
    const from = reader(fromHex('03575757 07 6578616d706c65 00 ff'));
    expect(readName(from)).toBe('WWW.example.');
    expect(from.offset).toBe(13);
  });

  it('reads the root', () => {
    expect(readName(reader(fromHex('00')))).toBe('.');
  });

  it('follows a pointer and moves past it, not past where it leads', () => {
    const from = reader(fromHex('0161 0162 00 0163 c002 ff'), 5);
    expect(readName(from)).toBe('c.b.');
    expect(from.offset).toBe(9);
  });

  it('a pointer to the root adds nothing', () => {
    expect(readName(reader(fromHex('00 0161 c000'), 1))).toBe('a.');
    expect(readName(reader(fromHex('00 c000'), 1))).toBe('.');
  });

  it('gives the same name each time a pointer leads to the same place', () => {
    const octets = fromHex('0161 0162 00 c000 c002 0163 c000 c007 c005');
    const from = reader(octets, 5);
    expect([1, 2, 3, 4, 5].map(() => readName(from))).toEqual([
      'a.b.',
      'b.',
      'c.a.b.',
      'b.',
      'a.b.',
    ]);
    expect(from.offset).toBe(octets.length);
  });

  it.each([
    ['no octets', '', 'a name runs past the end'],
    ['no root', '0161', 'a name runs past the end'],
    ['a label cut short', '0561', 'a label runs past the end'],
    ['a pointer of one octet', 'c0', 'a compression pointer is cut short'],
    ['a pointer to itself', 'c000', 'a compression pointer does not lead back'],
    ['a pointer to the start of its own name', '0161c000', 'a compression pointer does not lead'],
    ['a pointer ahead', 'c00300 00', 'a compression pointer does not lead back'],
    ['label type 01', '4161 00', 'label type 1 is not in use'],
    ['label type 10', '8161 00', 'label type 2 is not in use'],
  ])('refuses %s', (_, hex, rule) => {
    expect(ruleOf(() => readName(reader(fromHex(hex))))).toContain(rule);
  });

  it('does not read past its part, though the message goes on', () => {
    expect(ruleOf(() => readName(reader(fromHex('0361626300'), 0, 3)))).toContain('runs past');
    expect(ruleOf(() => readName(reader(fromHex('00 01 c000'), 2, 3)))).toContain('cut short');
  });

  it('a second pointer must lead to before where the first one led', () => {
    // At 3, a pointer to 0, where a pointer to 2 stands.
    expect(ruleOf(() => readName(reader(fromHex('c002 00 c000'), 3)))).toContain('lead back');
    // Two pointers that lead to each other.
    expect(ruleOf(() => readName(reader(fromHex('c002 c000'), 2)))).toContain('lead back');
  });

  it('follows 126 pointers and refuses 127', () => {
    const chain = [0x00];
    const offsets: number[] = [];
    for (let i = 0; i < 127; i++) {
      offsets.push(chain.length);
      const target = i === 0 ? 0 : (offsets[i - 1] as number);
      chain.push(0xc0 | (target >>> 8), target & 0xff);
    }
    const octets = Uint8Array.from(chain);
    const at = (hops: number): Reader => reader(octets, offsets[hops - 1] as number);
    expect(readName(at(126))).toBe('.');
    expect(ruleOf(() => readName(at(127)))).toBe('too many compression pointers');
    // Also where the way is known already: the limit does not depend on what was read before.
    const known = reader(octets, offsets[125] as number);
    expect(readName(known)).toBe('.');
    expect(ruleOf(() => readName(known))).toBe('too many compression pointers');
  });

  it('takes 255 octets and refuses 256, whole or by pointers', () => {
    const label = (length: number): Uint8Array => new Uint8Array(length).fill(0x61);
    const long = wireName([label(63), label(63), label(63), label(61)]);
    expect(long).toHaveLength(255);
    expect(readName(reader(long))).toHaveLength(254);
    const over = wireName([label(63), label(63), label(63), label(62)]);
    expect(ruleOf(() => readName(reader(over)))).toBe('a name has over 255 octets');
    const longer = Uint8Array.from([...long, 1, 0x62, 0xc0, 0]);
    expect(ruleOf(() => readName(reader(longer, 255)))).toBe('a name has over 255 octets');
    const twice = reader(Uint8Array.from([...long, 0xc0, 0, 1, 0x62, 0xc0, 0]), 255);
    expect(readName(twice)).toHaveLength(254);
    expect(ruleOf(() => readName(twice))).toBe('a name has over 255 octets');
  });

  it('refuses pointers where the type allows none (RFC 3597 section 4)', () => {
    const rule = 'a compression pointer where none is allowed';
    expect(ruleOf(() => readName(reader(fromHex('00 c000'), 1), false))).toBe(rule);
  });

  it('refuses pointers in octets that are no message', () => {
    const rule = 'a compression pointer where none is allowed';
    expect(ruleOf(() => readName(new Reader(fromHex('00 c000'), 1)))).toBe(rule);
  });

  it('reads what pointers lead to once: thousands to one long name cost nothing', () => {
    const labels = Array.from({ length: 127 }, () => Uint8Array.of(1));
    const name = wireName(labels);
    const octets = [...name];
    while (octets.length < 65_534) octets.push(0xc0, 0);
    const from = reader(Uint8Array.from(octets), name.length);
    let same = 0;
    const text = `${'\\001.'.repeat(127)}`;
    while (from.remaining >= 2) if (readName(from) === text) same++;
    expect(same).toBe((65_534 - 254) / 2);
    // Each place of the name is kept, and nothing else.
    expect(from.suffixes?.size).toBe(128);
  });

  it('any octets give a name or a WireError', () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .array(fc.constantFrom(0, 1, 2, 0x3f, 0x40, 0xc0, 0xc1, 0xff, 3), { maxLength: 80 })
        .map((values) => Uint8Array.from(values)),
    );
    assertProperty(
      fc.property(octets, fc.nat(80), (bytes, start) => {
        const from = reader(bytes, Math.min(start, bytes.length));
        try {
          expect(readName(from)).toMatch(/\.$/);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      1000,
    );
  });
});

describe('writeName', () => {
  it('writes labels whole where the writer does not compress', () => {
    expect(toHex(written(['www.example.', 'www.example.'], false))).toBe(
      toHex(wireName(plainLabels('www.example'))).repeat(2),
    );
  });

  it('points to the longest end that was written before (RFC 1035 section 4.1.4)', () => {
    expect(toHex(written(['www.example.', 'www.example.', 'a.example.', 'example.', '.']))).toBe(
      '03777777076578616d706c6500 c000 0161c004 c004 00'.replaceAll(' ', ''),
    );
  });

  it('points to no name in other case, so that case is kept (RFC 4343 section 4)', () => {
    expect(toHex(written(['Example.', 'example.', 'EXAMPLE.', 'example.']))).toBe(
      '074578616d706c6500 076578616d706c6500 074558414d504c4500 c009'.replaceAll(' ', ''),
    );
  });

  it('points to a name that was written whole, and does not point where it may not', () => {
    const writer = new Writer({ compress: true });
    writeName(writer, 'a.example.', false);
    writeName(writer, 'a.example.', false);
    writeName(writer, 'a.example.', true);
    const whole = '0161076578616d706c6500';
    expect(toHex(writer.finish())).toBe(`${whole}${whole}c000`);
  });

  it('points to no place that 14 bits cannot say', () => {
    const writer = new Writer({ compress: true });
    writer.octets(new Uint8Array(0x3fff));
    writeName(writer, 'a.b.', true);
    writeName(writer, 'a.b.', true);
    writeName(writer, 'b.', true);
    // The first label stands at 0x3fff, the second one behind it.
    expect(toHex(writer.finish().subarray(0x3fff))).toBe(
      '01610162 00 ffff 0162 00'.replaceAll(' ', ''),
    );
  });

  it('points to no place that 14 bits cannot say, to the octet', () => {
    for (const offset of [0x3fff, 0x4000]) {
      const writer = new Writer({ compress: true });
      writer.octets(new Uint8Array(offset));
      writeName(writer, 'a.', true);
      writeName(writer, 'a.', true);
      expect(toHex(writer.finish().subarray(offset))).toBe(
        offset === 0x3fff ? '016100ffff' : '016100016100',
      );
    }
  });

  it('ends, whatever it is given: the final dot may be missing, or the escape be cut', () => {
    for (const compress of [true, false]) {
      expect(toHex(written(['www.a'], compress))).toBe('03777777016100');
      expect(toHex(written(['w\\.w.a'], compress))).toBe('03772e77016100');
      expect(written(['a\\', '', 'a..b', '..', '\\'], compress).length).toBeLessThan(30);
    }
  });

  it('does not take an escaped dot for the end of a label', () => {
    expect(toHex(written(['b.example.', 'a\\.b.example.']))).toBe(
      '0162076578616d706c6500 03612e62c002'.replaceAll(' ', ''),
    );
  });

  it('labels of any octets come back as the same octets and the same text', () => {
    assertProperty(
      fc.property(anyLabels, (labels) => {
        const octets = wireName(labels);
        const name = readName(reader(octets));
        expect(written([name], false)).toEqual(octets);
        expect(parseName(name)).toBe(name);
      }),
      500,
    );
  });

  it('names that share labels come back, compressed, as they were', () => {
    const shared = fc.array(
      fc.array(fc.constantFrom('a', 'B', 'b', '\\.', '\\001', 'example'), { maxLength: 5 }),
      { maxLength: 12 },
    );
    assertProperty(
      fc.property(shared, (lists) => {
        const names = lists.map((labels) => (labels.length === 0 ? '.' : `${labels.join('.')}.`));
        const octets = written(names);
        const from = reader(octets);
        expect(names.map(() => readName(from))).toEqual(names);
        expect(from.remaining).toBe(0);
        expect(octets.length).toBeLessThanOrEqual(written(names, false).length);
      }),
      300,
    );
  });

  it('points to the longest end of a name that stood before, wherever names begin', () => {
    // A pointer's 14 bits end at 0x4000: names begin before it, across it and behind it.
    const begin = fc.constantFrom(0, 12, 0x3ff0, 0x3ffd, 0x4000);
    const lists = fc.array(
      fc.tuple(
        fc.array(fc.constantFrom('a', 'A', 'bc', 'cb', 'x'), { maxLength: 4 }),
        fc.boolean(),
      ),
      { maxLength: 40 },
    );
    assertProperty(
      fc.property(begin, lists, (offset, given) => {
        const writer = new Writer({ compress: true });
        writer.octets(new Uint8Array(offset));
        // By text: where each end of a name stood first.
        const stood = new Map<string, number>();
        let expected = '';
        for (const [labels, compressible] of given) {
          writeName(writer, labels.length === 0 ? '.' : `${labels.join('.')}.`, compressible);
          let end = '00';
          let whole = '';
          for (const [i, label] of labels.entries()) {
            const known = stood.get(labels.slice(i).join('.'));
            if (known !== undefined && compressible) {
              end = (0xc000 + known).toString(16);
              break;
            }
            const at = offset + (expected.length + whole.length) / 2;
            if (known === undefined && at < 0x4000) stood.set(labels.slice(i).join('.'), at);
            whole += `0${label.length}${Buffer.from(label).toString('hex')}`;
          }
          expected += whole + end;
        }
        expect(toHex(writer.finish(offset))).toBe(expected);
      }),
      500,
    );
  });

  it.each([
    ['labels before one rest', (i: number) => `${i.toString(36)}.x.`],
    ['rests behind one label', (i: number) => `x.${i.toString(36)}.`],
  ])('tells as many names apart as pointers do: %s', (_what, nameOf) => {
    const names = Array.from({ length: 2_500 }, (_, i) => nameOf(i));
    const octets = written([...names, ...names]);
    expect(octets).toHaveLength(written(names).length + 2 * names.length);
    const from = reader(octets);
    for (const name of [...names, ...names]) expect(readName(from)).toBe(name);
  });
});
