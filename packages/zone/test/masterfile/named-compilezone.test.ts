// biome-ignore-all lint/suspicious/noTemplateCurlyInString: $GENERATE writes its numbers so
/** BIND's named-compilezone reads the same in a text as we do, and reads what we print. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { requireServers } from '@zonewright/testkit';
import { createRecord } from '@zonewright/wire';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MasterFileError } from '../../src/masterfile/master-file-error.ts';
import { parseMasterFile } from '../../src/masterfile/parse-master-file.ts';
import { printMasterFile } from '../../src/masterfile/print-master-file.ts';
import { anyRecord } from './any-record.ts';

const bind = requireServers('bind');

const origin = 'example.com.';

/** All that is hard about master files and that both read. */
const tricky = `; a comment, and an empty line

$TTL 1h ; with a comment
@   IN SOA ns1 host\\.master ( 2026010101 ; serial
            3h ; refresh
            15M
            1w2d 300 )
            NS ns1
  IN        NS ns2.example.net.
            3600 IN MX 10 mail
            IN 3600 MX ( 20
              mail2.example.net. )
ns1         A 192.0.2.1
            AAAA 2001:DB8:0:0:0::1
Mixed.Case  60 in cname NS1
$ORIGIN sub
@           TXT "semi;colon" unquoted "say \\"x\\"" \\065\\;\\ b ""
a.b         A 192.0.2.2
\\@          A 192.0.2.3
dot\\.ted    A 192.0.2.4
\\000\\255    A 192.0.2.5
$TTL 30
*           A 192.0.2.6
$ORIGIN example.com.
a           A \\# 4 c0 000207
a           TYPE65280 \\# 3 (
  0102
  03 )
a           TYPE16 plain
300         A 192.0.2.8
in          A 192.0.2.9
_sip._tcp   SRV 0 5 5060 sip
c           CAA 0 issue "ca.example.net; policy=ev"
d           DNAME other.example.org.
twice 60    A 192.0.2.10
twice 60    A 192.0.2.10
ptr         PTR .
`;

describe.skipIf(!bind.available)('named-compilezone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What BIND makes of a text: a line to a record, sorted by it. */
  function compiled(text: string): string[] {
    const file = join(folder, 'zone.db');
    writeFileSync(file, text);
    // Names of hosts, addresses of name servers and the like are not our subject.
    const checks = ['-i', 'none', '-k', 'ignore', '-n', 'ignore', '-m', 'ignore', '-M', 'ignore'];
    const more = ['-r', 'ignore', '-S', 'ignore', '-T', 'ignore', '-W', 'ignore', '-s', 'full'];
    const { status, stdout, stderr } = spawnSync(
      'named-compilezone',
      [...checks, ...more, '-q', '-o', '-', origin, file],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: 10_000,
        env: { ...process.env, PATH: [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter) },
      },
    );
    if (status !== 0) throw new Error(`named-compilezone ended with ${status}: ${stderr}${stdout}`);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll(/[\t ]+/g, ' '));
  }

  it('reads a tricky text as we do', () => {
    const records = parseMasterFile(tricky, { origin });
    const theirs = compiled(tricky);
    expect(theirs).toEqual(compiled(printMasterFile(records, { origin })));
    // BIND stores an equal record once.
    expect(theirs).toHaveLength(records.length - 1);
  });

  it('takes TTLs as we do where the text has no $TTL', () => {
    const text = '@ 77 SOA ns1 h 1 2 3 4 5\n NS ns1\nns1 88 A 192.0.2.1\na A 192.0.2.2\n';
    const records = parseMasterFile(text, { origin });
    expect(compiled(text)).toEqual(compiled(printMasterFile(records, { origin })));
  });

  /** A zone of the lines, and what every zone has. */
  const zoneOf = (lines: string) =>
    `$TTL 60\n@ SOA ns1 h 1 2 3 4 5\n@ NS ns1.example.net.\n${lines}\n`;

  it.each([
    ['parentheses in parentheses', 'a ( 60 ( IN )\n TXT ) ( x\n( y ) ) z\nb TXT w'],
    ['parentheses before the owner', '( a TXT x )\n(\n b TXT y )\n ( TXT z )\n()\nc TXT w'],
    ['parentheses against words', 'a(TXT)x(y)z\nb TXT(x;)\n)'],
    ['quotes against words', 'a TXT x"y"z"" "u"v\nb TXT "x""y"'],
    ['comments against words', 'a TXT x;y\nb TXT "x;y";z\n;\n  ; "\n TXT x\\;y ; (\nc TXT \\"'],
    ['escapes', 'a TXT \\a\\b\\065\\255\\000 "\\\\" "\\"" \\\\ \\( a\\ b "\t"'],
    [
      'escaped owners',
      '\\065.b TXT 1\na\\.b TXT 2\na\\ b TXT 3\n\\001 TXT 4\n\\$x TXT 5\n\\*.w TXT 6',
    ],
    [
      'TTLs with units',
      'a 1H30M TXT 1\nb 1w2D TXT 2\nc 0 TXT 3\nd 1h1h TXT 4\ne 1m1h TXT 5\nf 007 TXT 6',
    ],
    [
      'TTL and class in either order',
      'a 30 IN TXT 1\nb in 40 TXT 2\nc CLASS1 TXT 3\nd IN TYPE16 4\n 5 TXT 5',
    ],
    [
      'owners like other words',
      'IN IN TXT 1\nTXT TXT 2\n60 60 TXT 3\n1h TXT 4\n1h 1h TXT 5\ntype16 TXT 6',
    ],
    ['lines that end in CR LF', 'a TXT 1\r\n\tTXT "2"\r\n\r\nb TXT (\r\n 3 )\r'],
    ['lines that end in CR', 'a TXT 1\r\rb TXT (\r 2 )\r TXT 3\r\n TXT 4 ; c\r x'],
    ['a last line without an end', 'a TXT 1\nb TXT 2 ; x'],
    [
      'origins',
      '$ORIGIN sub\na TXT 1\n$ORIGIN b\n@ TXT 2\n TXT 3\n$ORIGIN sub.example.com.\nc NS @',
    ],
    [
      'the generic form',
      'a A \\# 4 c0 000207\nb TYPE65280 \\# 3 (\n0102\n03 )\nc TYPE16 \\# 2 0131',
    ],
    [
      '$GENERATE with TTL and class',
      '$GENERATE 1-3/2 a$ 30 IN A 192.0.2.$\n$GENERATE 0-1 b$ IN 1h TXT x$',
    ],
    [
      '$GENERATE with several words',
      '$GENERATE 8-9 a$ MX "10 m$"\n$GENERATE 8-9 b$ TXT "\\"x $\\" y ; z"',
    ],
    [
      '$GENERATE with dollar signs',
      '$GENERATE 1-1 a$$\\$b TXT x\\$$$$y{$}\n$GENERATE 1-1 b$ TXT "\\\\\\\\$ \\$ $$"',
    ],
    [
      '$GENERATE in all bases',
      '$GENERATE 9-33/8 a${0,3} TXT "${1} ${-9} ${0,4,x} ${0,2,X} ${0,3,o} ${0,0,d}"',
    ],
    [
      '$GENERATE in nibbles',
      '$GENERATE 254-258 ${0,5,n} TXT "${0,0,n} ${0,1,N} ${0,6,n} ${4096,9,N}"',
    ],
    ['$GENERATE below 0', '$GENERATE 0-2 a TXT "${-1} ${-1,4} ${-2,5,x} ${-2,0,o} ${-1,1,X}"'],
    ['$GENERATE up to 31 bits', '$GENERATE 2147483646-2147483647 a TXT "$ ${0,0,x} ${0,0,n}"'],
    [
      '$GENERATE between owners',
      'o TXT 1\n$GENERATE 1-2 a$ 5 TXT x\n TXT 2\n$ORIGIN s\n$GENERATE 1-2 @ NS n$',
    ],
  ])('reads the same: %s', (_, lines) => {
    const text = zoneOf(lines);
    const printed = printMasterFile(parseMasterFile(text, { origin }), { origin });
    expect(compiled(text)).toEqual(compiled(printed));
    expect(compiled(text).length).toBeGreaterThan(2);
  });

  it.each([
    ['a parenthesis that is not closed', 'a TXT ( ( x )'],
    ['a parenthesis too much', 'a TXT ( x ) )'],
    ['a quote that is not closed', 'a TXT "x\ny"'],
    ['a unit without a number', 'a 1d1 TXT x'],
    ['two classes', 'a IN IN TXT x'],
    ['two TTLs', 'a 60 60 TXT x'],
    ['TTL, class, TTL', 'a 60 IN 60 TXT x'],
    ['another class', 'a CH TXT x'],
    ['an escape over 255', 'a TXT \\256'],
    ['an escape of two digits', 'a TXT \\25'],
    ['a directive behind a blank', 'a TXT x\n $ORIGIN sub'],
    ['an unknown directive', '$FOO x'],
    ['$TTL without a TTL', '$TTL\na TXT x'],
    ['$GENERATE with a range that runs backwards', '$GENERATE 2-1 a$ TXT x'],
    ['$GENERATE without an advance', '$GENERATE 1-2/0 a$ TXT x'],
    ['$GENERATE with half a range', '$GENERATE 1 a$ TXT x'],
    ['$GENERATE with several words out of quotes', '$GENERATE 1-2 a$ MX 10 m$'],
    ['$GENERATE with a base that is none', '$GENERATE 1-2 a TXT ${0,1,q}'],
    ['$GENERATE with empty braces', '$GENERATE 1-2 a TXT ${}'],
    ['$GENERATE with a width over 127', '$GENERATE 1-2 a TXT ${0,128}'],
    ['$GENERATE with an address that is none', '$GENERATE 255-256 a A 192.0.2.$'],
    ['$GENERATE beyond 31 bits', '$GENERATE 2147483647-2147483647 a TXT ${1}'],
    ['$GENERATE of another class', '$GENERATE 1-2 a CH TXT x'],
  ])('refuses as we do: %s', (_, lines) => {
    expect(() => parseMasterFile(zoneOf(lines), { origin })).toThrow(MasterFileError);
    expect(() => compiled(zoneOf(lines))).toThrow('ended with 1:');
  });

  it('includes files as we do: origins, owners and TTLs (RFC 1035 section 5.1)', () => {
    const files: Readonly<Record<string, string>> = {
      one: ' 61 TXT inherited\n$ORIGIN deep\nc TXT c\n$TTL 5\nd TXT d\n$INCLUDE two\n TXT e\n',
      two: 'f TXT f ; no end of line',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const include = (fileName: string) => files[fileName] as string;
    for (const argument of ['one', 'one sub', '"one" sub.example.com. ; comment']) {
      const text = zoneOf(`a TXT 1\n$INCLUDE ${argument}\n TXT 2\nb TXT 3`);
      const records = parseMasterFile(text, { origin, include });
      expect(records).toHaveLength(10);
      // BIND gives an RRset the TTL of one of its records.
      const withoutTtl = (lines: string[]) =>
        lines.map((line) => line.replace(/ \d+ /, ' ')).sort();
      const printed = printMasterFile(records, { origin });
      expect(withoutTtl(compiled(text))).toEqual(withoutTtl(compiled(printed)));
      expect(compiled(text).filter((line) => /^[cdef]\./.test(line))).toEqual(
        compiled(printed).filter((line) => /^[cdef]\./.test(line)),
      );
    }
  });

  it('reads any $GENERATE as we do', { timeout: 60_000 }, () => {
    // Not a plain $: behind a ${1} BIND 9.18 goes on with its offset, against its own reference.
    const place = fc.oneof(
      fc.integer({ min: 0, max: 70_000 }).map((offset) => `\${${offset}}`),
      fc
        .tuple(fc.nat({ max: 70_000 }), fc.nat({ max: 9 }), fc.constantFrom(...'doxXnN'))
        .map(([offset, width, base]) => `\${${offset},${width},${base}}x`),
      fc.constantFrom('a', '-', '\\$', '$$', '\\065'),
    );
    const template = fc
      .array(place, { minLength: 1, maxLength: 4 })
      .map((pieces) => pieces.join(''));
    const range = fc
      .tuple(fc.nat({ max: 70_000 }), fc.nat({ max: 20 }), fc.integer({ min: 1, max: 5 }))
      .map(([start, more, step]) => `${start}-${start + more}/${step}`);
    const line = fc
      .tuple(range, template, template)
      .map(([numbers, owner, data]) => `$GENERATE ${numbers} o${owner} TXT "${data} ${data}"`);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
        const text = zoneOf(lines.join('\n'));
        const records = parseMasterFile(text, { origin });
        expect(compiled(text)).toEqual(compiled(printMasterFile(records, { origin })));
      }),
      { numRuns: 20, seed: 2136 },
    );
  });

  it('reads any records as we printed them', { timeout: 60_000 }, () => {
    const soa = createRecord({ name: origin, type: 'SOA', ttl: 60, data: 'ns1. h. 1 2 3 4 5' });
    const ns = createRecord({ name: origin, type: 'NS', ttl: 60, data: 'ns1.example.net.' });
    const other = anyRecord
      // What names may stand beside each other is the zone's affair, and so is one TTL for an RRset.
      .filter(({ type, name }) => !['CNAME', 'DNAME', 'NS'].includes(type) && name !== origin)
      .map((record) => createRecord({ ...record, ttl: 60 } as never));
    fc.assert(
      fc.property(fc.array(other, { maxLength: 60 }), (records) => {
        const text = printMasterFile([soa, ns, ...records], { origin });
        const theirs = compiled(text);
        const back = parseMasterFile(theirs.join('\n'), { origin });
        const unique = new Set(text.toLowerCase().trimEnd().split('\n'));
        const again = printMasterFile(back, { origin }).toLowerCase().trimEnd().split('\n');
        expect(new Set(again)).toEqual(unique);
      }),
      { numRuns: 20 },
    );
  });
});
