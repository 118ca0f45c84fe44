import { createRecord, type ResourceRecord } from '@zonewright/wire';
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
