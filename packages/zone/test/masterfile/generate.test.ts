// biome-ignore-all lint/suspicious/noTemplateCurlyInString: $GENERATE writes its numbers so
import { printRdata, type ResourceRecord } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { MasterFileError } from '../../src/masterfile/master-file-error.ts';
import { parseMasterFile } from '../../src/masterfile/parse-master-file.ts';

const origin = 'example.com.';

function lines(text: string): string[] {
  return parseMasterFile(`$TTL 60\n${text}`, { origin }).map(line);
}

function line({ name, ttl, type, data }: ResourceRecord): string {
  return `${name} ${ttl} ${type} ${printRdata<string>(type, data as never)}`;
}

/** The strings of the TXT records that a text stands for. */
function strings(text: string): string[] {
  return lines(`$GENERATE ${text}`).map((record) => record.replace(/^.* TXT /, ''));
}

function errorOf(text: string): MasterFileError {
  try {
    parseMasterFile(text, { origin });
  } catch (error) {
    if (error instanceof MasterFileError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

describe('$GENERATE (BIND 9 reference, "The $GENERATE Directive")', () => {
  it('makes a record of each number of its range, both ends included', () => {
    // The first two are the reference's own examples.
    expect(lines('$GENERATE 1-2 @ NS SERVER$.EXAMPLE.\n$GENERATE 1-3 $ CNAME $.0')).toEqual([
      'example.com. 60 NS SERVER1.EXAMPLE.',
      'example.com. 60 NS SERVER2.EXAMPLE.',
      '1.example.com. 60 CNAME 1.0.example.com.',
      '2.example.com. 60 CNAME 2.0.example.com.',
      '3.example.com. 60 CNAME 3.0.example.com.',
    ]);
    expect(lines('$generate 3-9/3 a$ A 192.0.2.$')).toEqual([
      'a3.example.com. 60 A 192.0.2.3',
      'a6.example.com. 60 A 192.0.2.6',
      'a9.example.com. 60 A 192.0.2.9',
    ]);
    expect(lines('$GENERATE 2-3/2 a$ A 192.0.2.$')).toEqual(['a2.example.com. 60 A 192.0.2.2']);
    expect(lines('$GENERATE 007-7 a$ A 192.0.2.$')).toEqual(['a7.example.com. 60 A 192.0.2.7']);
  });
  it('takes TTL and class in either order', () => {
    expect(
      lines('$GENERATE 1-1 a 30 IN TXT x\n$GENERATE 1-1 a in 1h TXT x\n$GENERATE 1-1 a IN TXT x'),
    ).toEqual([
      'a.example.com. 30 TXT "x"',
      'a.example.com. 3600 TXT "x"',
      'a.example.com. 60 TXT "x"',
    ]);
  });
  it('leaves the owner as it was for the next line, and its TTL as the last one', () => {
    const text = '@ 77 TXT 1\n$GENERATE 1-1 a$ TXT x\n$GENERATE 1-1 b$ 30 TXT x\n TXT 2';
    expect(parseMasterFile(text, { origin }).map(line)).toEqual([
      'example.com. 77 TXT "1"',
      'a1.example.com. 77 TXT "x"',
      'b1.example.com. 30 TXT "x"',
      'example.com. 30 TXT "2"',
    ]);
  });
  it('takes data of several words in quotes, and reads them without', () => {
    expect(lines('$GENERATE 1-1 a$ MX "10 m$"')).toEqual([
      'a1.example.com. 60 MX 10 m1.example.com.',
    ]);
    expect(strings('1-1 a TXT "x$ y"')).toEqual(['"x1" "y"']);
    expect(strings('1-1 a TXT "\\"x$ y\\" z"')).toEqual(['"x1 y" "z"']);
    expect(strings('1-1 a TXT "\\"\\""')).toEqual(['""']);
    expect(strings('1-1 a TXT "(x y)"')).toEqual(['"x" "y"']);
    expect(strings('1-1 a TXT "x ; y"')).toEqual(['"x"']);
    expect(strings('1-1 a TXT "\\\\\\\\$"')).toEqual(['"\\\\\\\\1"']);
  });
  it('writes the number plus an offset, filled up with zeros, in any base', () => {
    expect(strings('9-10 a TXT ${1}:${-9}:${+1}:${0,3}:${0,1}')).toEqual([
      '"10:0:10:009:9"',
      '"11:1:11:010:10"',
    ]);
    expect(strings('30-31 a TXT ${0,0,d}:${0,3,o}:${0,4,x}:${0,2,X}:${0,0,x}')).toEqual([
      '"30:036:001e:1E:1e"',
      '"31:037:001f:1F:1f"',
    ]);
    expect(strings('1-1 a TXT ${1,127}')).toEqual([`"${'2'.padStart(127, '0')}"`]);
  });
  it('writes nibbles with dots, the lowest first; the width counts the dots', () => {
    expect(strings('254-256 a TXT ${0,0,n}:${0,1,N}:${0,5,n}:${0,6,N}')).toEqual([
      '"e.f:E.F:e.f.0:E.F.0."',
      '"f.f:F.F:f.f.0:F.F.0."',
      '"0.0.1:0.0.1:0.0.1:0.0.1."',
    ]);
  });
  it('goes below 0 by an offset as BIND does: with a sign in base d, by 32 bits in the others', () => {
    expect(strings('0-1 a TXT ${-1}:${-1,4}:${-1,4,x}:${-2,0,X}')).toEqual([
      '"-1:-001:ffffffff:FFFFFFFE"',
      '"0:0000:0000:FFFFFFFF"',
    ]);
    expect(errorOf('$GENERATE 0-1 a 60 TXT ${-1,4,n}')).toMatchObject({ iteration: 0, column: 24 });
  });
  it('leaves $$ and \\$ as dollar signs, and a brace alone', () => {
    expect(lines('$GENERATE 1-1 a\\$$ TXT x\\$$$$y{$}')).toEqual([
      'a\\$1.example.com. 60 TXT "x$$1y{1}"',
    ]);
    expect(lines('$GENERATE 1-1 a$$b TXT \\\\$')).toEqual(['a\\$b.example.com. 60 TXT "\\\\1"']);
    expect(strings('1-1 a TXT x')).toEqual(['"x"']);
  });
  it('is relative to the origin, with any type, the generic form included', () => {
    const text = '$ORIGIN sub\n$GENERATE 1-1 a$ CNAME b$\n$GENERATE 1-1 c.$. TYPE65280 "\\# 1 0$"';
    expect(lines(text)).toEqual([
      'a1.sub.example.com. 60 CNAME b1.sub.example.com.',
      'c.1. 60 TYPE65280 \\# 1 01',
    ]);
  });
  it('works in an included file', () => {
    const include = () => '$GENERATE 1-2 a$ 60 A 192.0.2.$';
    const records = parseMasterFile('$INCLUDE f sub', { origin, include });
    expect(records.map(({ name }) => name)).toEqual(['a1.sub.example.com.', 'a2.sub.example.com.']);
  });
});

describe('a $GENERATE that is wrong gets a MasterFileError', () => {
  it.each([
    ['nothing behind it', '$GENERATE', 1, '$GENERATE'],
    ['no data', '$GENERATE 1-2 a$ TXT', 18, 'TXT'],
    ['no type', '$GENERATE 1-2 a$ 60', 18, '60'],
    ['no head', '$GENERATE 1-2 a$', 1, '$GENERATE'],
    ['an unknown type', '$GENERATE 1-2 a$ NOPE x', 18, 'NOPE'],
    ['a meta type', '$GENERATE 1-2 a$ AXFR x', 18, 'AXFR'],
    ['another class', '$GENERATE 1-2 a$ CH TXT x', 18, 'CH'],
    ['data of several words', '$GENERATE 1-2 a$ MX 10 m$', 24, 'm$'],
    ['no range', '$GENERATE 1 a$ TXT x', 11, '1'],
    ['a range without an end', '$GENERATE 1- a$ TXT x', 11, '1-'],
    ['a range with a sign', '$GENERATE -1-1 a$ TXT x', 11, '-1-1'],
    ['a range with something behind it', '$GENERATE 1-2x a$ TXT x', 11, '1-2x'],
    ['a range with half a step', '$GENERATE 1-2/ a$ TXT x', 11, '1-2/'],
    ['a range in quotes', '$GENERATE "1-2" a$ TXT x', 11, '1-2'],
    ['a range that runs backwards', '$GENERATE 2-1 a$ TXT x', 11, '2-1'],
    ['a range without an advance', '$GENERATE 1-2/0 a$ TXT x', 11, '1-2/0'],
    [
      'a range over 31 bits',
      '$GENERATE 1-2147483648/99999999 a$ TXT x',
      11,
      '1-2147483648/99999999',
    ],
    ['a range of over 65536 records', '$GENERATE 0-65536 a$ TXT x', 11, '0-65536'],
    ['an owner in quotes', '$GENERATE 1-2 "a$" 60 TXT x', 15, 'a1'],
    ['an offset that is none', '$GENERATE 1-2 a${} TXT x', 15, 'a${}'],
    ['an offset over 31 bits', '$GENERATE 1-2 a${2147483648} TXT x', 15, 'a${2147483648}'],
    ['a base that is none', '$GENERATE 1-2 a TXT ${0,1,q}', 21, '${0,1,q}'],
    ['a width over 127', '$GENERATE 1-2 a TXT ${0,128}', 21, '${0,128}'],
    ['a brace that is not closed', '$GENERATE 1-2 a TXT ${0,1', 21, '${0,1'],
  ])('%s', (_, text, column, token) => {
    expect(errorOf(`$TTL 60\n${text}`)).toMatchObject({ line: 2, column, token });
  });

  it.each([
    ['an address that is none', '254-300 a$ 60 A 192.0.2.$', 256, 27, '192.0.2.256'],
    ['one word of several', '254-300 a$ 60 SRV "0 ${65280} 5 b"', 256, 29, '65536'],
    ['a name that is too long', '1-2 ${9,64} 60 TXT x', 1, 15, '10'.padStart(64, '0')],
    ['a number over 31 bits', '2147483646-2147483647 a$ 60 TXT ${1}', 2_147_483_647, 43, '${1}'],
    ['empty data', '1-1 a 60 TXT ""', 1, 24, ''],
    ['a parenthesis', '1-1 a 60 TXT "( x$"', 1, 24, '('],
    ['a quote', '1-1 a 60 TXT "\\"x$"', 1, 24, '"x1'],
    ['no TTL', '1-1 a TXT x', 1, 17, 'TXT'],
  ])('%s, with the number that it is of', (_, text, iteration, column, token) => {
    const error = errorOf(`$GENERATE ${text}`);
    expect(error).toMatchObject({ iteration, line: 1, column, fileName: undefined });
    // Where data is missing the type is what it is missing behind.
    if (token !== '') expect(error.token).toBe(token);
    expect(error.message).toContain(`line 1, column ${column}, $ = ${iteration}`);
  });

  it('names the included file too', () => {
    const include = () => '\n$GENERATE 1-3 a 60 A 192.0.${254}.1';
    const wrong = () => parseMasterFile('$INCLUDE "a file"', { origin, include });
    expect(wrong).toThrow(
      'Master file "a file", line 2, column 22, $ = 2, at "192.0.256.1": A data',
    );
  });
});

describe('what $GENERATE makes is bounded', () => {
  it('to 65,536 records of one', () => {
    const records = parseMasterFile('$GENERATE 0-65535 a$ 60 TXT x', { origin });
    expect(records).toHaveLength(65_536);
    expect(errorOf('$GENERATE 0-2147483647 a$ 60 TXT x').rule).toBe(
      '2147483648 records, and one $GENERATE makes 65536 at most',
    );
    expect(parseMasterFile('$GENERATE 0-2147483647/65536 a$ 60 TXT x', { origin })).toHaveLength(
      32_768,
    );
  });
  it('to 128 MiB in all of a master file, its included files among them', () => {
    const wrong = (line: string) => {
      let lastIncluded = 0;
      const include = (fileName: string) => {
        lastIncluded = Number(fileName);
        return line;
      };
      const text = Array.from({ length: 99 }, (_, i) => `$INCLUDE ${i + 1}\n`).join('');
      expect(() => parseMasterFile(text, { origin, include })).toThrow(
        'over 134217728 bytes of records from $GENERATE in one master file',
      );
      return lastIncluded;
    };
    // A record counts 256, each word of its data 64, each character 1.
    expect(wrong('$GENERATE 10000-73999 ${0,9} 60 NULL "\\# 0"')).toBe(
      Math.ceil(134_217_728 / (64_000 * (256 + 9 + 4 + 128))),
    );
    const words = `$GENERATE 100-1099 a$ 60 TXT "${'x '.repeat(300)}"`;
    // 1,000 times 256, 4, 600, and 64 for each of the 300 words.
    expect(wrong(words)).toBe(Math.ceil(134_217_728 / (1_000 * (256 + 4 + 600 + 19_200))));
    const characters = `$GENERATE 100-1099 a$ 60 TXT "${'x'.repeat(255)}${` ${'y'.repeat(255)}`.repeat(9)}"`;
    expect(wrong(characters)).toBe(Math.ceil(134_217_728 / (1_000 * (256 + 4 + 2_559 + 640))));
  });
  it('in the text of one record', () => {
    const error = errorOf(`$GENERATE 1-9 a 60 TXT ${'${0,127}'.repeat(100_000)}`);
    expect(error).toMatchObject({ iteration: 1, rule: expect.stringContaining('255') });
    expect(error.message.length).toBeLessThan(300);
    const many = `$GENERATE 1-9 a 60 TXT "${'x '.repeat(500_000)}"`;
    expect(errorOf(many)).toMatchObject({ iteration: 1, rule: expect.stringContaining('65535') });
  });
});
