import { InvalidNameError, printRdata, type ResourceRecord, type RRType } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { lookup } from '../../src/lookup/lookup.ts';
import { parseMasterFile } from '../../src/masterfile/parse-master-file.ts';
import { Zone } from '../../src/zone/zone.ts';
import { lookupZoneText } from './lookup-zone.ts';

const apex = 'example.test.';
const text = lookupZoneText.replace(/^deleg IN DS .*$/m, 'deleg IN DS \\# 4 30390801');
const zone = Zone.parse(apex, text);

function line({ name, ttl, type, data }: ResourceRecord): string {
  return `${name} ${ttl} ${type} ${printRdata<string>(type, data as never)}`;
}

/** Status and answers; names relative to the zone, as in its text. */
function ask(name: string, type: RRType, about = zone): [string, ...string[]] {
  const { status, answers } = lookup(about, name === '@' ? apex : `${name}.${apex}`, type);
  return [status, ...answers.map((record) => line(record).replaceAll(`.${apex}`, ''))];
}

describe('a name that exists (RFC 1034 section 4.3.2)', () => {
  it('answers with the RRset', () => {
    expect(ask('HOST', 'A')).toEqual(['answer', 'host 300 A 192.0.2.10', 'host 300 A 192.0.2.11']);
  });
  it('answers ANY with all RRsets', () => {
    expect(ask('host', 'ANY')).toEqual([
      'answer',
      'host 300 A 192.0.2.10',
      'host 300 A 192.0.2.11',
      'host 300 TXT "v1"',
    ]);
  });
  it('without the type is NODATA, with the SOA at its minimum (RFC 2308 section 3)', () => {
    const { status, answers, authorities } = lookup(zone, `host.${apex}`, 'MX');
    expect([status, answers]).toEqual(['nodata', []]);
    expect(authorities.map(({ type, ttl }) => [type, ttl])).toEqual([['SOA', 60]]);
    const short = Zone.parse(apex, '@ 20 SOA a. b. 1 2 3 4 60');
    expect(lookup(short, apex, 'MX').authorities[0]?.ttl).toBe(20);
  });
  it('as an empty non-terminal is NODATA (RFC 4592 section 2.2.2)', () => {
    expect(ask('ent', 'A')).toEqual(['nodata']);
    expect(ask('b.ent', 'ANY')).toEqual(['nodata']);
  });
  it('is found at the apex of the root zone', () => {
    const root = Zone.parse('.', '@ 60 SOA a. b. 1 2 3 4 5\n* 60 TXT "t"');
    expect(lookup(root, '.', 'SOA').status).toBe('answer');
    expect(lookup(root, 'x.y.', 'TXT').answers[0]?.name).toBe('x.y.');
  });
});

describe('a name that does not exist', () => {
  it('is NXDOMAIN with the SOA', () => {
    const { status, authorities } = lookup(zone, `no.${apex}`, 'A');
    expect(status).toBe('nxdomain');
    expect(authorities.map(({ type }) => type)).toEqual(['SOA']);
  });
  it('follows what an update does to empty non-terminals', () => {
    const changing = Zone.parse(apex, text);
    const [leaf] = changing.rrset(`leaf.b.ent.${apex}`, 'A')?.data ?? [];
    expect(leaf).toBe('192.0.2.20');
    const soa = changing.soa;
    const removed = [...changing].filter(({ name }) => name === `leaf.b.ent.${apex}`);
    const raised = { ...soa, data: { ...soa.data, serial: 2 } };
    changing.apply({ from: 1, to: 2, removed: [soa, ...removed], added: [raised] });
    expect(ask('b.ent', 'A', changing)).toEqual(['nxdomain']);
    expect(ask('ent', 'A', changing)).toEqual(['nodata']);
  });
  it('in another zone is the asker’s mistake', () => {
    expect(() => lookup(zone, 'example.org.', 'A')).toThrow(InvalidNameError);
    expect(() => lookup(zone, 'test.', 'A')).toThrow(InvalidNameError);
  });
});

describe('CNAME (RFC 1034 section 3.6.2)', () => {
  it('is followed, over several, and told', () => {
    expect(ask('second', 'TXT')).toEqual([
      'answer',
      'second 300 CNAME alias',
      'alias 300 CNAME Host',
      'host 300 TXT "v1"',
    ]);
  });
  it('is not followed when it is what was asked for', () => {
    expect(ask('alias', 'CNAME')).toEqual(['answer', 'alias 300 CNAME Host']);
    expect(ask('alias', 'ANY')).toEqual(['answer', 'alias 300 CNAME Host']);
  });
  it('to a name that does not exist is NXDOMAIN (RFC 6604), to one without the type NODATA', () => {
    expect(ask('gone', 'A')).toEqual(['nxdomain', 'gone 300 CNAME no']);
    expect(ask('empty', 'A')).toEqual(['nodata', 'empty 300 CNAME leaf.ent']);
  });
  it('out of the zone is all that the zone can say', () => {
    expect(ask('out', 'A')).toEqual(['answer', 'out 300 CNAME www.example.net.']);
  });
  it('in a circle ends', () => {
    expect(ask('self', 'A')).toEqual(['answer', 'self 300 CNAME self']);
    expect(ask('loop1', 'A')).toEqual(['answer', 'loop1 300 CNAME loop2', 'loop2 300 CNAME loop1']);
  });
  it('in a long chain ends', () => {
    const chain = Array.from({ length: 1_000 }, (_, i) => `c${i} CNAME c${i + 1}`).join('\n');
    const long = Zone.parse(apex, `$TTL 60\n@ SOA a. b. 1 2 3 4 5\n${chain}`);
    expect(ask('c0', 'A', long)).toHaveLength(17);
  });
  it('into a delegation is an answer, with the name servers there', () => {
    const { status, answers, authorities, additionals } = lookup(zone, `todeleg.${apex}`, 'A');
    expect(status).toBe('answer');
    expect(answers.map(({ type }) => type)).toEqual(['CNAME']);
    expect(authorities.map(({ type }) => type)).toEqual(['NS', 'NS', 'NS']);
    expect(additionals).not.toHaveLength(0);
  });
});

describe('a delegation (RFC 1034 section 4.3.2 step 3b)', () => {
  it.each(['deleg', 'ns.deleg', 'below.deleg', 'x.y.deleg', 'x.sub.deleg'])(
    'refers %s to its name servers, with the addresses that the zone holds',
    (name) => {
      const { status, answers, authorities, additionals } = lookup(zone, `${name}.${apex}`, 'TXT');
      expect([status, answers]).toEqual(['referral', []]);
      expect(authorities.map(line)).toEqual([
        'deleg.example.test. 300 NS ns.deleg.example.test.',
        'deleg.example.test. 300 NS ns1.example.test.',
        'deleg.example.test. 300 NS ns.example.net.',
      ]);
      expect(additionals.map(line)).toEqual([
        'ns.deleg.example.test. 300 A 192.0.2.40',
        'ns.deleg.example.test. 300 AAAA 2001:db8::40',
        'ns1.example.test. 300 A 192.0.2.1',
      ]);
    },
  );
  it('answers for its DS, which is the parent’s (RFC 4035 section 3.1.4.1)', () => {
    expect(ask('deleg', 'DS')).toEqual(['answer', 'deleg 300 DS \\# 4 30390801']);
    expect(ask('x.deleg', 'DS')).toEqual(['referral']);
  });
  it('is not made of the name servers at the apex', () => {
    expect(ask('@', 'NS')[0]).toBe('answer');
  });
});

describe('wildcards, by the example of RFC 4592 section 2.2.1', () => {
  const example = Zone.parse(
    'example.',
    `$ORIGIN example.
example.                 3600 IN  SOA   ns.example.com. h.example.com. 1 2 3 4 3600
example.                 3600     NS    ns.example.com.
example.                 3600     NS    ns.example.net.
*.example.               3600     TXT   "this is a wildcard"
*.example.               3600     MX    10 host1.example.
sub.*.example.           3600     TXT   "this is not a wildcard"
host1.example.           3600     A     192.0.2.1
_ssh._tcp.host1.example. 3600     SRV   0 0 22 host1.example.
_ssh._tcp.host2.example. 3600     SRV   0 0 22 host1.example.
subdel.example.          3600     NS    ns.example.com.
subdel.example.          3600     NS    ns.example.net.
`,
  );
  const said = (name: string, type: RRType) => {
    const { status, answers } = lookup(example, name, type);
    return [status, ...answers.map(line)];
  };

  it.each([
    ['host3.example.', 'MX', 'host3.example. 3600 MX 10 host1.example.'],
    ['foo.bar.example.', 'TXT', 'foo.bar.example. 3600 TXT "this is a wildcard"'],
  ] as const)('%s %s is synthesised', (name, type, record) => {
    expect(said(name, type)).toEqual(['answer', record]);
  });
  it('host3.example. A: the wildcard has no A', () => {
    expect(said('host3.example.', 'A')).toEqual(['nodata']);
  });
  it.each<[string, RRType, string, string]>([
    ['host1.example.', 'MX', 'nodata', 'host1.example. exists'],
    ['sub.*.example.', 'MX', 'nodata', 'sub.*.example. exists'],
    ['_telnet._tcp.host1.example.', 'SRV', 'nxdomain', '_tcp.host1.example. exists'],
    ['host.subdel.example.', 'A', 'referral', 'subdel.example. is delegated'],
    ['ghost.*.example.', 'MX', 'nxdomain', '*.example. exists'],
  ])('%s %s is not synthesised but %s, because %s', (name, type, status) => {
    expect(said(name, type)).toEqual([status]);
  });

  it('a wildcard that is an empty non-terminal makes NODATA', () => {
    expect(ask('y.deepwild', 'A')).toEqual(['nodata']);
  });
  it('a CNAME at a wildcard is synthesised and followed', () => {
    expect(ask('x.cwild', 'TXT')).toEqual([
      'answer',
      'x.cwild 300 CNAME host',
      'host 300 TXT "v1"',
    ]);
  });
  it('the owner is as it was asked', () => {
    expect(ask('X.y.Wild', 'TXT')).toEqual(['answer', 'X.y.Wild 300 TXT "wild"']);
  });
});

describe('DNAME (RFC 6672)', () => {
  it('redirects what lies below it, by a CNAME that is made (section 3.1)', () => {
    expect(ask('x.dn', 'A')).toEqual([
      'answer',
      'dn 300 DNAME target',
      'x.dn 300 CNAME x.target',
      'x.target 300 A 192.0.2.50',
    ]);
    expect(ask('y.dn', 'A').slice(0, 1)).toEqual(['nxdomain']);
  });
  it('does not redirect its own name (section 2.3)', () => {
    expect(ask('dn', 'TXT')).toEqual(['answer', 'dn 300 TXT "at the owner"']);
    expect(ask('dn', 'A')).toEqual(['nodata']);
  });
  it('makes the CNAME that was asked for', () => {
    expect(ask('x.y.dn', 'CNAME')).toEqual([
      'answer',
      'dn 300 DNAME target',
      'x.y.dn 300 CNAME x.y.target',
    ]);
  });
  it('may lead to the root', () => {
    expect(ask('com.rootdn', 'A').at(-1)).toBe('com.rootdn 300 CNAME com.');
  });
  it('that makes a name too long is YXDOMAIN (section 2.2)', () => {
    expect(ask(`${'a23456789.'.repeat(5)}long`, 'A')).toHaveLength(2);
    expect(ask(`${'a23456789.'.repeat(5)}long`, 'A')[0]).toBe('yxdomain');
  });
  it('that leads on and on ends, and is told once', () => {
    const [, ...answers] = ask('x.grow', 'A');
    expect(answers.filter((answer) => answer.startsWith('grow 300 DNAME'))).toHaveLength(1);
    expect(answers.length).toBeLessThan(20);
  });
});

describe('what is printed of a zone', () => {
  it('answers as the zone does', () => {
    const again = new Zone(apex, parseMasterFile(zone.toString(), { origin: apex }));
    for (const name of ['host', 'alias', 'x.dn', 'X.y.Wild', 'ent', 'no']) {
      expect(ask(name, 'TXT', again)).toEqual(ask(name, 'TXT'));
    }
  });
});
