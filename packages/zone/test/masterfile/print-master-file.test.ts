import { createRecord, InvalidValueError, type ResourceRecord } from '@zonewright/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMasterFile } from '../../src/masterfile/parse-master-file.ts';
import { printMasterFile } from '../../src/masterfile/print-master-file.ts';
import { anyRecord } from './any-record.ts';

const origin = 'example.com.';

function printed(text: string): string[] {
  return printMasterFile(parseMasterFile(text, { origin }), { origin })
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' '));
}

describe('printMasterFile', () => {
  it('prints a record that a caller wrote in the one form, and none that is no record', () => {
    const record = { name: 'A', type: 'mx', ttl: 60, data: '10 b' };
    expect(printMasterFile([record as never], { origin }).replaceAll(/ +/g, ' ')).toBe(
      '$ORIGIN example.com.\nA. 60 IN MX 10 b.\n',
    );
    for (const wrong of [
      { ...record, name: 'a b' },
      { ...record, name: 'a.\nb 60 IN A 192.0.2.1' },
      { ...record, ttl: '60\nb 60 IN A 192.0.2.1 ;' },
      { ...record, class: 'IN\n' },
      null,
    ]) {
      expect(() => printMasterFile([wrong as never], { origin })).toThrow(InvalidValueError);
    }
  });

  it('prints the SOA first, then owners in canonical order (RFC 4034 section 6.1)', () => {
    // The names of the RFC's own example.
    const owners = [
      'example',
      'a.example',
      'yljkjljk.a.example',
      'Z.a.example',
      'zABC.a.EXAMPLE',
      'z.example',
      '\\001.z.example',
      '*.z.example',
      '\\200.z.example',
    ];
    const records = owners.map((name) =>
      createRecord({ name, type: 'A', ttl: 60, data: '192.0.2.1' }),
    );
    const soa = createRecord({
      name: 'example',
      type: 'SOA',
      ttl: 60,
      data: 'a. b. 1 2 3 4 5',
    });
    const text = printMasterFile([...records.reverse(), soa], { origin: 'example' });
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('$ORIGIN example.');
    expect(lines[1]).toMatch(/^example\. +60 +IN SOA +a\. b\. 1 2 3 4 5$/);
    expect(lines.slice(2).map((line) => line.split(' ')[0])).toEqual(
      owners.map((name) => `${name}.`),
    );
  });
  it('prints the SOA first at the root too', () => {
    const text = '. 60 IN A 192.0.2.1\n. 60 IN SOA a. b. 1 2 3 4 5\n. 60 IN NS a.';
    const lines = printMasterFile(parseMasterFile(text, { origin: '.' }), { origin: '.' });
    expect(lines.match(/(?<=IN )\w+/g)).toEqual(['SOA', 'A', 'NS']);
  });
  it('prints the SOA before owners that sort before its own', () => {
    const text = printed('. 60 NS a.\n@ 60 SOA a b 1 2 3 4 5\ncom. 60 NS a.');
    expect(text.map((line) => line.split(' ')[0])).toEqual([
      '$ORIGIN',
      'example.com.',
      '.',
      'com.',
      '',
    ]);
  });
  it('prints the types of an owner by number, the data of an RRset in canonical order', () => {
    expect(
      printed('a 60 TXT b\na 60 TXT a\na 60 AAAA ::2\na 60 A 10.0.0.2\na 60 A 9.0.0.1'),
    ).toEqual([
      '$ORIGIN example.com.',
      'a.example.com. 60 IN A 9.0.0.1',
      'a.example.com. 60 IN A 10.0.0.2',
      'a.example.com. 60 IN TXT "a"',
      'a.example.com. 60 IN TXT "b"',
      'a.example.com. 60 IN AAAA ::2',
      '',
    ]);
  });
  it('prints every name whole, and one record to a line', () => {
    expect(printed('a 60 MX ( 10\n b )\n@ 60 NS ns.net.')).toEqual([
      '$ORIGIN example.com.',
      'example.com. 60 IN NS ns.net.',
      'a.example.com. 60 IN MX 10 b.example.com.',
      '',
    ]);
  });
});

describe('printMasterFile with unicode', () => {
  /** The lines that a text is printed to, names in Unicode. */
  function inUnicode(text: string, zone = origin): string[] {
    const records = parseMasterFile(text, { origin: zone });
    return printMasterFile(records, { origin: zone, unicode: true })
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' '));
  }

  it('prints the names of owners, origin and data in Unicode (UTS 46)', () => {
    const text = `@ 60 SOA ns1 h.xn--bcher-kva. 1 2 3 4 5
xn--bcher-kva 60 MX 10 mail.xn--bcher-kva
_sip._tcp 60 SRV 0 5 5060 xn--fa-hia.de.
*.xn--4ca 60 CNAME xn--ls8h.la.`;
    expect(inUnicode(text, 'xn--zckzah.')).toEqual([
      '$ORIGIN テスト.',
      'テスト. 60 IN SOA ns1.テスト. h.bücher. 1 2 3 4 5',
      '_sip._tcp.テスト. 60 IN SRV 0 5 5060 faß.de.',
      '*.ä.テスト. 60 IN CNAME 💩.la.',
      'bücher.テスト. 60 IN MX 10 mail.bücher.テスト.',
    ]);
  });
  it('leaves what is no name, and names that would not be read back to the same', () => {
    const lines = [
      'a.example.com. 60 IN NS xn--abc-.example.com.',
      'a.example.com. 60 IN NS XN--BCHER-KVA.example.com.',
      'a.example.com. 60 IN TXT "xn--bcher-kva." "xn--bcher-kva.example.com."',
      'a.example.com. 60 IN CAA 0 issue "xn--bcher-kva.example."',
      'XN--BCHER-KVA.example.com. 60 IN A 192.0.2.1',
    ];
    expect(new Set(inUnicode(lines.join('\n')))).toEqual(
      new Set(['$ORIGIN example.com.', ...lines]),
    );
  });
  it('is not done unless it is asked for', () => {
    const records = parseMasterFile('bücher 60 NS bücher', { origin });
    const text = printMasterFile(records, { origin });
    expect(text).toContain('NS     xn--bcher-kva.example.com.');
    expect(printMasterFile(records, { origin, unicode: false })).toBe(text);
    expect(printMasterFile(records, { origin, unicode: true })).not.toBe(text);
  });
  it('is read back to the same records, in the same order', () => {
    const label = fc.constantFrom(
      'bücher',
      'faß',
      '例え',
      '💩',
      'a',
      '*',
      '_x',
      'xn--abc-',
      'B\\.c',
    );
    const name = fc
      .array(label, { minLength: 1, maxLength: 3 })
      // Escapes and Unicode do not mix in one name.
      .filter((labels) => !labels.includes('B\\.c') || labels.every((one) => /^[ -~]+$/.test(one)))
      .map((labels) => labels.join('.'));
    const line = fc
      .tuple(name, fc.constantFrom('NS ', 'MX 10 ', 'SRV 1 2 3 '), name)
      .map(([owner, typeAndField, data]) => `${owner} 60 ${typeAndField}${data}`)
      // With an A-label that is none beside it, Unicode is refused.
      .filter((text) => !text.includes('xn--abc-') || /^[ -~]+$/.test(text));
    let unicode = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (given) => {
        const records = parseMasterFile(given.join('\n'), { origin });
        const plain = printMasterFile(records, { origin });
        const shown = printMasterFile(records, { origin, unicode: true });
        if (shown !== plain) unicode += 1;
        const back = parseMasterFile(shown, { origin: '.' });
        expect(printMasterFile(back, { origin })).toBe(plain);
        expect(back).toEqual(parseMasterFile(plain, { origin: '.' }));
      }),
      { seed: 2136, numRuns: 200 },
    );
    expect(unicode).toBeGreaterThan(100);
  });
});

describe('printing again', () => {
  it('gives the same text, whatever the order of records that differ in TTL or letters alone', () => {
    const lines = [
      'a 60 MX 1 b',
      'a 61 MX 1 b',
      'A 60 MX 1 b',
      'a 60 MX 1 B',
      '@ 1 SOA a b 1 2 3 4 5',
    ];
    const text = printed(lines.join('\n'));
    expect(printed(lines.reverse().join('\n'))).toEqual(text);
    expect(text).toHaveLength(lines.length + 2);
  });
  it('takes records in any number: what is put together a thousand lines at a time is whole', () => {
    for (const count of [0, 1, 999, 1_000, 1_001, 2_000, 2_500]) {
      const text = Array.from({ length: count }, (_, i) => `h${i} 60 A 10.0.${i >> 8}.${i & 255}`);
      const records = parseMasterFile(text.join('\n'), { origin });
      const lines = printMasterFile(records, { origin }).split('\n');
      expect(lines).toHaveLength(count + 2);
      expect(new Set(lines).size).toBe(count + 2);
    }
  });
});

describe('any records', () => {
  const texts = (records: readonly ResourceRecord[]) =>
    records.map((record) => JSON.stringify(record)).sort();

  it('are read back as they were printed', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 20 }), (records) => {
        const text = printMasterFile(records, { origin });
        const back = parseMasterFile(text, { origin: 'elsewhere.example.' });
        expect(texts(back)).toEqual(texts(records));
      }),
      { numRuns: 300 },
    );
  });
  it('are printed to the same text in whatever order they come', () => {
    const shuffled = fc
      .uniqueArray(anyRecord, { maxLength: 20, selector: (record) => JSON.stringify(record) })
      .chain((records) =>
        fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
      );
    fc.assert(
      fc.property(shuffled, ([records, other]) => {
        expect(printMasterFile(other, { origin })).toBe(printMasterFile(records, { origin }));
      }),
    );
  });
});
