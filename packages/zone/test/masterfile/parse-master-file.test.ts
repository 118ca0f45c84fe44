import { heapBytes } from '@zonewright/testkit';
import {
  createRecord,
  encodeRdata,
  isDnsError,
  printRdata,
  type ResourceRecord,
} from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { MasterFileError } from '../../src/masterfile/master-file-error.ts';
import { type MasterFileOptions, parseMasterFile } from '../../src/masterfile/parse-master-file.ts';
import { printMasterFile } from '../../src/masterfile/print-master-file.ts';

const origin = 'example.com.';

function lines(text: string, options: Partial<MasterFileOptions> = {}): string[] {
  return parseMasterFile(text, { origin, ...options }).map(line);
}

function line({ name, ttl, class: rrClass, type, data }: ResourceRecord): string {
  return `${name} ${ttl} ${rrClass} ${type} ${printRdata<string>(type, data as never)}`;
}

function errorOf(text: string, options: Partial<MasterFileOptions> = {}): MasterFileError {
  try {
    parseMasterFile(text, { origin, ...options });
  } catch (error) {
    if (error instanceof MasterFileError) return error;
    throw error;
  }
  throw new Error(`no error for ${JSON.stringify(text)}`);
}

describe('names (RFC 1035 section 5.1)', () => {
  it('are relative to the origin without the final dot, in owner and data', () => {
    expect(lines('a 60 CNAME b\na.b. 60 CNAME c.')).toEqual([
      'a.example.com. 60 IN CNAME b.example.com.',
      'a.b. 60 IN CNAME c.',
    ]);
  });
  it('follow $ORIGIN, which may be relative itself', () => {
    expect(lines('$ORIGIN sub\na 60 CNAME @\n$origin deep.sub.example.com.\n@ 60 CNAME x')).toEqual(
      [
        'a.sub.example.com. 60 IN CNAME sub.example.com.',
        'deep.sub.example.com. 60 IN CNAME x.deep.sub.example.com.',
      ],
    );
  });
  it('are the origin as @, but not as \\@ nor in the middle of a name', () => {
    expect(lines('@ 60 TXT a\n\\@ 60 TXT b')).toEqual([
      'example.com. 60 IN TXT "a"',
      '\\@.example.com. 60 IN TXT "b"',
    ]);
  });
  it('keep escapes: \\. and \\DDD are octets of a label', () => {
    expect(lines('a\\.b 60 TXT x\na\\046b 60 TXT x\n\\000\\255 60 TXT x')).toEqual([
      'a\\.b.example.com. 60 IN TXT "x"',
      'a\\.b.example.com. 60 IN TXT "x"',
      '\\000\\255.example.com. 60 IN TXT "x"',
    ]);
  });
  it('stay with the last owner on a line that begins with a blank, whatever $ORIGIN does', () => {
    expect(lines('a 60 TXT 1\n 60 TXT 2\n$ORIGIN sub\n\t60 TXT 3')).toEqual([
      'a.example.com. 60 IN TXT "1"',
      'a.example.com. 60 IN TXT "2"',
      'a.example.com. 60 IN TXT "3"',
    ]);
  });
  it('may look like a TTL, a class or a type at the start of a line', () => {
    expect(lines('300 60 TXT 1\nin 60 TXT 2\nA 60 A 192.0.2.1')).toEqual([
      '300.example.com. 60 IN TXT "1"',
      'in.example.com. 60 IN TXT "2"',
      'A.example.com. 60 IN A 192.0.2.1',
    ]);
  });
  it('go through IDNA where they are Unicode: owners, origins, and names in data', () => {
    expect(lines('bücher 60 CNAME straße.example.')).toEqual([
      'xn--bcher-kva.example.com. 60 IN CNAME xn--strae-oqa.example.',
    ]);
    expect(lines('$ORIGIN bücher\n*.ä 60 MX 10 straße\n@ 60 SRV 0 5 5060 _x.bücher.')).toEqual([
      '*.xn--4ca.xn--bcher-kva.example.com. 60 IN MX 10 xn--strae-oqa.xn--bcher-kva.example.com.',
      'xn--bcher-kva.example.com. 60 IN SRV 0 5 5060 _x.xn--bcher-kva.',
    ]);
    expect(
      lines('$INCLUDE i bücher\n$GENERATE 1-1 ä$ CNAME ö$', { include: () => 'ü 60 NS ü' }),
    ).toEqual([
      'xn--tda.xn--bcher-kva.example.com. 60 IN NS xn--tda.xn--bcher-kva.example.com.',
      'xn--1-zfa.example.com. 60 IN CNAME xn--1-0ga.example.com.',
    ]);
    expect(lines('a 60 TXT ü', {})).toEqual(['a.example.com. 60 IN TXT "\\195\\188"']);
    expect(errorOf('a 60 MX 10 a\u0301\u200d')).toMatchObject({ column: 12 });
    expect(errorOf('\u0301a 60 NS b')).toMatchObject({ column: 1, token: '\u0301a' });
  });
  it('of the same owner are one string', () => {
    const records = parseMasterFile('a.b 60 A 192.0.2.1\na.b 60 A 192.0.2.2\n 60 A 192.0.2.3', {
      origin,
    });
    expect(records.map(({ name }) => name)).toEqual(Array(3).fill('a.b.example.com.'));
    expect(
      lines('a 60 TXT 1\n$ORIGIN b\na 60 TXT 2\n$INCLUDE i c\na 60 TXT 3', {
        include: () => 'a 60 TXT i',
      }).map((text) => text.replace(/ .* /, ' ')),
    ).toEqual([
      'a.example.com. "1"',
      'a.b.example.com. "2"',
      'a.c.b.example.com. "i"',
      'a.b.example.com. "3"',
    ]);
  });
});

describe('TTL and class (RFC 1035 section 5.1, RFC 2308 section 4)', () => {
  it('stand in either order, both or one of them', () => {
    expect(lines('a 60 IN TXT 1\na IN 61 TXT 2\na 62 TXT 3\na in TXT 4\na TXT 5')).toEqual([
      'a.example.com. 60 IN TXT "1"',
      'a.example.com. 61 IN TXT "2"',
      'a.example.com. 62 IN TXT "3"',
      'a.example.com. 62 IN TXT "4"',
      'a.example.com. 62 IN TXT "5"',
    ]);
  });
  it('a TTL may have units', () => {
    expect(lines('a 1h30M TXT 1\na 1w2d TXT 2')).toEqual([
      'a.example.com. 5400 IN TXT "1"',
      'a.example.com. 777600 IN TXT "2"',
    ]);
  });
  it('the last $TTL holds where none is written, also after one that was', () => {
    expect(lines('$TTL 1d\na TXT 1\na 60 TXT 2\na TXT 3\n$ttl 30\na TXT 4')).toEqual([
      'a.example.com. 86400 IN TXT "1"',
      'a.example.com. 60 IN TXT "2"',
      'a.example.com. 86400 IN TXT "3"',
      'a.example.com. 30 IN TXT "4"',
    ]);
  });
  it('without $TTL the last one written holds', () => {
    expect(lines('a 60 TXT 1\nb TXT 2\nc 61 TXT 3\nd TXT 4').slice(1)).toEqual([
      'b.example.com. 60 IN TXT "2"',
      'c.example.com. 61 IN TXT "3"',
      'd.example.com. 61 IN TXT "4"',
    ]);
  });
  it('without either the minimum of an SOA that comes first holds', () => {
    const soa = '@ SOA ns1 h 1 2 3 4 900';
    expect(lines(`${soa}\na TXT 1\na 60 TXT 2\na TXT 3`).slice(1)).toEqual([
      'a.example.com. 900 IN TXT "1"',
      'a.example.com. 60 IN TXT "2"',
      'a.example.com. 60 IN TXT "3"',
    ]);
    expect(parseMasterFile(soa, { origin })[0]?.ttl).toBe(900);
  });
  it('without any of them it is an error', () => {
    expect(errorOf('a TXT 1')).toMatchObject({
      line: 1,
      column: 3,
      token: 'TXT',
      rule: 'no TTL, and none to take: begin the file with $TTL (RFC 2308 section 4)',
    });
    expect(errorOf('@ SOA ns1 h 1 2 3 4 4294967295').rule).toContain('SOA minimum');
  });
  it('a TTL over 2^31-1 is an error (RFC 2181 section 8)', () => {
    expect(parseMasterFile('a 2147483647 TXT 1', { origin })[0]?.ttl).toBe(2_147_483_647);
    expect(errorOf('a 2147483648 TXT 1')).toMatchObject({ column: 3, token: '2147483648' });
    expect(errorOf('$TTL 2147483648').column).toBe(6);
  });
  it('every record has the class that was asked for (RFC 1035 section 5.2)', () => {
    expect(lines('a 60 CH TXT 1\na TXT 2', { class: 'ch' })).toEqual([
      'a.example.com. 60 CH TXT "1"',
      'a.example.com. 60 CH TXT "2"',
    ]);
    expect(errorOf('a 60 CH TXT 1').rule).toBe(
      'class CH among records of IN (RFC 1035 section 5.2)',
    );
    expect(() => parseMasterFile('', { origin, class: 'none such' })).toThrow('no such class');
    expect(lines('a 60 CLASS1 TXT 1')).toEqual(['a.example.com. 60 IN TXT "1"']);
  });
});

describe('data (RFC 1035 section 5.1, RFC 3597 section 5)', () => {
  it('goes over lines within parentheses, with comments', () => {
    const text = `@ 60 IN SOA ns1 h ( 1 ; serial
        2 3 ; refresh (retry)
      ; a line of comment
      4 5 )
    a 60 ( A
    192.0.2.1 ) ; the end`.replaceAll(/^ {4}/gm, '');
    expect(lines(text)).toEqual([
      'example.com. 60 IN SOA ns1.example.com. h.example.com. 1 2 3 4 5',
      'a.example.com. 60 IN A 192.0.2.1',
    ]);
  });
  it('goes over lines within parentheses in parentheses, as BIND reads them', () => {
    expect(lines('a ( 60 ( IN )\n TXT ) ( x\n( y ) ) z\nb 60 TXT w')).toEqual([
      'a.example.com. 60 IN TXT "x" "y" "z"',
      'b.example.com. 60 IN TXT "w"',
    ]);
  });
  it('has blanks, semicolons and parentheses in quotes', () => {
    expect(lines('a 60 TXT "a; (b)" c "say \\"x\\"" "" \\052')).toEqual([
      'a.example.com. 60 IN TXT "a; (b)" "c" "say \\"x\\"" "" "4"',
    ]);
  });
  it('has the generic form for every type', () => {
    expect(lines('a 60 A \\# 4 c000 0201\na 60 TYPE65280 \\# 3 (01 02\n03)')).toEqual([
      'a.example.com. 60 IN A 192.0.2.1',
      'a.example.com. 60 IN TYPE65280 \\# 3 010203',
    ]);
  });
  it('is read that BIND prints, whatever rules of its type it breaks', () => {
    // Text and octets are of named-compilezone of BIND 9.18, which was given the octets.
    const printed = [
      ['APL\t\t', ''],
      ['CDNSKEY\t0 0 0 AA==', '0000000000'],
      ['DNSKEY\t256 2 13 AQID', '0100020d010203'],
      ['DS\t\t1 8 3 FF', '00010803ff'],
      ['GPOS\t"" "" ""', '000000'],
      ['HTTPS\t0 . port=53', '000000000300020035'],
      ['LOC\t\t\\# 5 0112161380', '0112161380'],
      ['NAPTR\t100 10 "+" "" "" .', '0064000a012b000000'],
      ['TLSA\t3 1 1 0C', '0301010c'],
      ['URI\t\t10 1 ""', '000a0001'],
    ] as const;
    for (const [text, hex] of printed) {
      const [record, ...others] = parseMasterFile(`v.z.\t\t60 IN ${text}\n`, { origin });
      if (record === undefined) throw new Error(`${text} is no record`);
      const octets = encodeRdata<string>(record.type, record.data as never);
      expect([text, Buffer.from(octets).toString('hex'), others]).toEqual([text, hex, []]);
      const again = parseMasterFile(printMasterFile([record], { origin }), { origin });
      expect(again).toEqual([record]);
    }
  });
  it('of a type by number is that of the type', () => {
    expect(lines('a 60 TYPE1 192.0.2.1')).toEqual(['a.example.com. 60 IN A 192.0.2.1']);
  });
});

describe('lines', () => {
  it('may end in CR LF, be empty, or hold comments alone; a byte order mark is no text', () => {
    expect(lines('\ufeff; first\r\n\r\n$TTL 60\r\na TXT 1 ; c\r\n   \r\n ; c\r\n TXT 2')).toEqual([
      'a.example.com. 60 IN TXT "1"',
      'a.example.com. 60 IN TXT "2"',
    ]);
  });
  it('of an empty text give no records', () => {
    expect(lines('')).toEqual([]);
    expect(lines('\n; nothing\n')).toEqual([]);
  });
});

describe('$INCLUDE (RFC 1035 section 5.1)', () => {
  const files: Readonly<Record<string, string>> = {
    one: 'b 61 TXT b\n$ORIGIN deep\nc TXT c\n',
    self: '$INCLUDE self\n',
    bad: 'x 60 TXT 1\ny 60 A 300.1.1.1\n',
    blank: ' 60 TXT 1\n',
    open: 'a 60 TXT ( x\n',
    ttl: '$TTL 5\n',
    'with space': 'd 60 TXT d\n',
  };
  const include = (fileName: string) => {
    const text = files[fileName];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };

  it('reads the file in its place, and leaves origin and owner as they were', () => {
    expect(lines('a 60 TXT 1\n$INCLUDE one\n TXT 2\ne TXT 3', { include })).toEqual([
      'a.example.com. 60 IN TXT "1"',
      'b.example.com. 61 IN TXT "b"',
      'c.deep.example.com. 61 IN TXT "c"',
      'a.example.com. 61 IN TXT "2"',
      'e.example.com. 61 IN TXT "3"',
    ]);
  });
  it('goes on with the owner of the line before, as the text in its place would', () => {
    expect(lines('a 60 TXT 1\n$INCLUDE blank sub\n TXT 2', { include })).toEqual([
      'a.example.com. 60 IN TXT "1"',
      'a.example.com. 60 IN TXT "1"',
      'a.example.com. 60 IN TXT "2"',
    ]);
  });
  it('takes an origin for the file', () => {
    expect(lines('$INCLUDE one sub\na 60 TXT 1', { include })).toEqual([
      'b.sub.example.com. 61 IN TXT "b"',
      'c.deep.sub.example.com. 61 IN TXT "c"',
      'a.example.com. 60 IN TXT "1"',
    ]);
  });
  it('takes a quoted file name, and a $TTL from the file', () => {
    expect(lines('$INCLUDE "with space"', { include })).toEqual(['d.example.com. 60 IN TXT "d"']);
    expect(lines('$INCLUDE ttl\na TXT 1', { include })).toEqual(['a.example.com. 5 IN TXT "1"']);
  });
  it('is an error without a function that reads files', () => {
    expect(errorOf('\n$INCLUDE one')).toMatchObject({ line: 2, column: 10, token: 'one' });
  });
  it('is an error that names the file where the file is wrong', () => {
    expect(errorOf('$INCLUDE bad', { include })).toMatchObject({
      fileName: 'bad',
      line: 2,
      column: 8,
      token: '300.1.1.1',
    });
    expect(errorOf('$INCLUDE blank', { include })).toMatchObject({
      fileName: 'blank',
      line: 1,
      column: 2,
    });
    const error = errorOf('$INCLUDE outer', {
      include: (fileName) => (fileName === 'outer' ? '\n\n$INCLUDE bad' : (files['bad'] as string)),
    });
    expect(error).toMatchObject({ fileName: 'bad', line: 2 });
    expect(error.message).toBe(
      'Master file "bad", line 2, column 8, at "300.1.1.1": ' +
        'A data: "300.1.1.1" is no IPv4 address.',
    );
    // What is wrong with the line that includes a file is that line's own fault.
    expect(errorOf('\n$INCLUDE one a..b', { include })).toMatchObject({
      fileName: undefined,
      line: 2,
      column: 14,
      token: 'a..b',
    });
    expect(errorOf('$INCLUDE open\n )', { include })).toMatchObject({ fileName: 'open', line: 1 });
  });
  it('is an error where the file cannot be read, with the cause', () => {
    const error = errorOf('$INCLUDE none', { include });
    expect(error).toMatchObject({ rule: 'the file could not be read', token: 'none' });
    expect(error.cause).toBeInstanceOf(Error);
    const promise = (() => Promise.resolve('')) as unknown as () => string;
    expect(errorOf('$INCLUDE none', { include: promise }).rule).toBe(
      'the option include gave no text',
    );
  });
  it('is an error in a circle, too deep, and too often', () => {
    expect(errorOf('$INCLUDE self', { include })).toMatchObject({ fileName: 'self', line: 1 });
    const deeper = (fileName: string) => `$INCLUDE ${fileName}x\n`;
    expect(errorOf('$INCLUDE x', { include: deeper }).rule).toContain('more than 16 deep');
    // Each file includes the next twice: 2^16 files, if nobody counted.
    const doubling = (fileName: string) =>
      fileName.length < 16 ? `$INCLUDE ${fileName}x\n$INCLUDE ${fileName}x\n` : '';
    expect(errorOf('$INCLUDE x', { include: doubling }).rule).toBe('more than 1000 $INCLUDE');
  });
});

describe('what is no master file gets a MasterFileError', () => {
  it.each([
    ['a line without a type', 'a 60 IN', 1, 6, 'IN'],
    ['an owner alone', 'a', 1, 1, 'a'],
    ['an unknown type', 'a 60 IN NOTYPE x', 1, 9, 'NOTYPE'],
    ['a type in quotes', 'a 60 IN "A" 192.0.2.1', 1, 9, 'A'],
    ['a second class', 'a IN IN A 192.0.2.1', 1, 6, 'IN'],
    ['a second TTL', 'a 60 60 A 192.0.2.1', 1, 6, '60'],
    ['a negative TTL', 'a -1 A 192.0.2.1', 1, 3, '-1'],
    ['a meta type', 'a 60 ANY \\# 0', 1, 6, 'ANY'],
    ['another meta type', 'a 60 AXFR \\# 0', 1, 6, 'AXFR'],
    ['wrong data', '\na 60 A 192.0.2', 2, 8, '192.0.2'],
    ['data that is missing', 'a 60 A', 1, 6, 'A'],
    ["a class that is not the zone's", 'a 60 CH A 192.0.2.1', 1, 6, 'CH'],
    ['a TTL over 2^31-1, with units', 'a IN 3551w A 192.0.2.1', 1, 6, '3551w'],
    ['data that is too much', 'a 60 A 192.0.2.1 x y', 1, 18, 'x'],
    ['one field of several', 'a 60 SRV 0 5 65536 b', 1, 14, '65536'],
    ['a field on another line', 'a 60 SOA m r ( 1 ; serial\n  2 3 x 5 )', 2, 7, 'x'],
    ['a field that is missing', 'a 60 SRV 0 5 60', 1, 14, '60'],
    ['a name among fields', 'a 60 MX 10 x..y', 1, 12, 'x..y'],
    ['a field in quotes', 'a 60 MX "10" x', 1, 9, '10'],
    ['an escape in one of several strings', 'a 60 TXT x "y" z\\300 w', 1, 16, 'z\\300'],
    ['generic data that is too short', 'a 60 A \\# 4 c000 02', 1, 18, '02'],
    ['a name in data that is none', 'a 60 CNAME x..y', 1, 12, 'x..y'],
    ['an owner with an empty label', 'a..b 60 A 192.0.2.1', 1, 1, 'a..b'],
    ['an owner with a label over 63', `${'x'.repeat(64)} 60 A 192.0.2.1`, 1, 1, 'x'.repeat(64)],
    ['an owner in quotes', '"a" 60 A 192.0.2.1', 1, 1, 'a'],
    ['a blank line start before any owner', '  60 A 192.0.2.1', 1, 3, '60'],
    ['an unknown directive', '$FOO x', 1, 1, '$FOO'],
    ['$TTL without a TTL', '$TTL', 1, 1, '$TTL'],
    ['$TTL with no TTL', '$TTL soon', 1, 6, 'soon'],
    ['$TTL with too much', '$TTL 60 61', 1, 9, '61'],
    ['$ORIGIN without a name', '$ORIGIN', 1, 1, '$ORIGIN'],
    ['$ORIGIN with too much', '$ORIGIN a b', 1, 11, 'b'],
    ['$ORIGIN with no name', '$ORIGIN a..b', 1, 9, 'a..b'],
    ['$INCLUDE without a file', '$INCLUDE', 1, 1, '$INCLUDE'],
    ['$INCLUDE with too much', '$INCLUDE a b c', 1, 14, 'c'],
    ['a directive behind a blank', ' $TTL 60', 1, 2, '$TTL'],
  ])('%s', (_, text, atLine, column, token) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ line: atLine, column, token, code: 'MASTER_FILE' });
    expect(error.rule).not.toBe('');
    expect(isDnsError(error)).toBe(true);
    expect(error.name).toBe('MasterFileError');
    expect(error.message).toContain(`line ${atLine}, column ${column}`);
  });

  it('a parenthesis or a quote that is not closed, at its place', () => {
    expect(errorOf('a 60 TXT ( "x"\n')).toMatchObject({ line: 1, column: 10 });
    expect(errorOf('\na 60 TXT "x\n')).toMatchObject({ line: 2, column: 10 });
    expect(errorOf('a 60 TXT x )')).toMatchObject({ line: 1, column: 12, token: ')' });
  });
  it('what is no text at all', () => {
    expect(errorOf(undefined as unknown as string).rule).toBe('not a text');
  });
  it('names its cause where a value was refused', () => {
    expect(errorOf('a 60 A 1.2.3').cause).toMatchObject({ code: 'INVALID_RDATA' });
    expect(errorOf('a..b 60 A 1.2.3.4').cause).toMatchObject({ code: 'INVALID_NAME' });
  });
});

describe('records', () => {
  it('are frozen and in the one form, as if made by createRecord', () => {
    const text = 'a 60 MX 10 b\na 60 TXT x y\na 60 AAAA 2001:DB8:0::1\na 60 TYPE65280 \\# 1 00';
    for (const record of parseMasterFile(text, { origin })) {
      expect(Object.isFrozen(record)).toBe(true);
      expect(record).toEqual(createRecord({ ...record, data: record.data as never }));
      if (!(record.data instanceof Uint8Array)) expect(Object.isFrozen(record.data)).toBe(true);
    }
  });
});

describe('large texts', () => {
  it('do not stay for the sake of a record from them', () => {
    const oneOfMany = () => {
      const text = Array.from(
        { length: 100_000 },
        (_, i) => `a-long-name-${i}.example.com. 60 CNAME another-long-name-${i}.example.com.`,
      );
      return parseMasterFile(text.join('\n'), { origin })[9];
    };
    const before = heapBytes();
    const record = oneOfMany();
    expect(heapBytes() - before).toBeLessThan(2_000_000);
    expect(record?.data).toBe('another-long-name-9.example.com.');
  });
  it('take a time that grows with their length: 200,000 records', { timeout: 60_000 }, () => {
    const text = Array.from(
      { length: 200_000 },
      (_, i) => `h${i} A 10.0.${(i >> 8) & 255}.${i & 255}`,
    );
    expect(parseMasterFile(`$TTL 60\n${text.join('\n')}`, { origin })).toHaveLength(200_000);
  });
  it('with data of thousands of words end in an error at the word, or at the last one', () => {
    const withFault = (at: number, count: number) =>
      errorOf(`a 60 TXT ${'x '.repeat(at)}\\300${' y'.repeat(count - at - 1)}`);
    expect(withFault(3_000, 4_096)).toMatchObject({ column: 6_010, token: '\\300' });
    expect(withFault(3_000, 9_000)).toMatchObject({ column: 6_010, token: '\\300' });
    expect(withFault(8_999, 9_000)).toMatchObject({ column: 18_008, token: '\\300' });
    expect(withFault(8_000, 9_000)).toMatchObject({ token: 'y' });
  });
  it('with one line of a megabyte, or a megabyte of parentheses, end in a typed error', () => {
    expect(errorOf(`a 60 A ${'x '.repeat(500_000)}`).column).toBe(8);
    expect(errorOf(`a 60 A 192.0.2.1 ${'x '.repeat(500_000)}`).column).toBe(18);
    expect(errorOf(`a 60 TXT ${'x '.repeat(500_000)}`).rule).toContain('a record holds 65535');
    expect(errorOf('('.repeat(1_000_000))).toMatchObject({ line: 1, column: 1, token: '(' });
    expect(errorOf(')'.repeat(1_000_000))).toMatchObject({ line: 1, column: 1, token: ')' });
    const nested = `a 60 A ${'('.repeat(500_000)} 192.0.2.1 ${')'.repeat(500_000)}`;
    expect(lines(nested)).toEqual(['a.example.com. 60 IN A 192.0.2.1']);
    expect(errorOf(`${nested})`)).toMatchObject({ line: 1, column: nested.length + 1 });
    expect(errorOf(`${'x'.repeat(1_000_000)} 60 A 192.0.2.1`).column).toBe(1);
  });
});
