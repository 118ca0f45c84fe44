/** BIND's named-compilezone reads the same in a text as we do, and reads what we print. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { requireServers } from '@zonewright/testkit';
import { createRecord } from '@zonewright/wire';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
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
        encoding: 'utf8',
        timeout: 10_000,
        env: { ...process.env, PATH: [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter) },
      },
    );
    if (status !== 0) throw new Error(`named-compilezone: ${stderr}${stdout}`);
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
