/** BIND says the same to the same questions, about the same zone. */
import { type RealServer, requireServers, startServer } from '@zonewright/testkit';
import { printRdata, type ResourceRecord, type RRType } from '@zonewright/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LookupResult, lookup } from '../../src/lookup/lookup.ts';
import { parseMasterFile } from '../../src/masterfile/parse-master-file.ts';
import { Zone } from '../../src/zone/zone.ts';
import { lookupZoneText, questions } from './lookup-zone.ts';

const bind = requireServers('bind');
const apex = 'example.test.';

// DS has no text of its own here, so both are given the octets.
const ds = '12345 8 1 0123456789abcdef0123456789abcdef01234567';
const text = lookupZoneText.replace(ds, '\\# 24 303908010123456789abcdef0123456789abcdef01234567');

const rcodes: Readonly<Record<LookupResult['status'], string>> = {
  answer: 'NOERROR',
  nodata: 'NOERROR',
  referral: 'NOERROR',
  nxdomain: 'NXDOMAIN',
  yxdomain: 'YXDOMAIN',
};

function line({ name, ttl, type, data }: ResourceRecord): string {
  return `${name.toLowerCase()} ${ttl} ${type} ${printRdata<string>(type, data as never)}`.toLowerCase();
}

/** The records of one section of what dig printed. */
function section(raw: string, name: string): string[] {
  const start = raw.indexOf(`;; ${name} SECTION:`);
  if (start < 0) return [];
  const [lines = ''] = raw.slice(raw.indexOf('\n', start) + 1).split('\n\n');
  const generic = lines.replaceAll(/(\sDS\s+)12345 8 1 (\S+)/gi, '$1\\# 24 30390801$2');
  return parseMasterFile(generic, { origin: '.' }).map(line).sort();
}

describe.skipIf(!bind.available)('BIND', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startServer('bind', { zones: { 'example.test': text } });
  });
  afterAll(async () => {
    await server?.close();
  });

  async function expectSame(name: string, type: RRType) {
    const zone = Zone.parse(apex, text);
    const { status, answers, authorities, additionals } = lookup(zone, name, type);
    const { rcode, flags, raw } = await server.dig(name, type, {
      tcp: true,
      extra: ['+authority', '+additional'],
    });
    const theirs = { name, type, rcode, answers: section(raw, 'ANSWER') };
    const ours = { name, type, rcode: rcodes[status], answers: answers.map(line).sort() };
    expect(ours).toEqual(theirs);
    // With a plain answer BIND adds name servers and addresses, which nobody asked for.
    if (status === 'answer' && authorities.length === 0) return;
    expect(flags.includes('aa')).toBe(status !== 'referral');
    const authority = section(raw, 'AUTHORITY');
    // Asked for an SOA, BIND lets nobody keep that there is none (zero-no-soa-ttl).
    if (type !== 'SOA') expect(authorities.map(line).sort()).toEqual(authority);
    // BIND gives the addresses of servers below the cut; we give those that are elsewhere too.
    expect(additionals.map(line)).toEqual(expect.arrayContaining(section(raw, 'ADDITIONAL')));
  }

  it.concurrent.each(questions)('says the same of $name', async ({ name, types }) => {
    for (const type of types) await expectSame(name, type);
  });
});
