import { createAnswerer } from '@zonewright/server/answer';
import { decodeMessage, type QueryMessage, type RRType } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { query } from '../support/requests.ts';
import { now, zoneText } from '../support/zone.ts';

const answerer = createAnswerer({
  zones: [
    Zone.parse('example.com', zoneText),
    Zone.parse(
      'child.example.com',
      '@ 60 SOA ns.child hostmaster 1 3600 600 86400 60\nx 60 A 192.0.2.5',
    ),
    Zone.parse('chaos.test', '@ 60 SOA ns hostmaster 1 3600 600 86400 60', { class: 'CH' }),
  ],
});

function ask(request: Uint8Array): QueryMessage {
  const reply = decodeMessage(answerer.answer(request, { now, transport: 'tcp' }) as Uint8Array);
  if (reply.opcode === 'UPDATE') expect.unreachable('an UPDATE in reply to a query');
  return reply as QueryMessage;
}

/** The records of a section as `name type data`. */
const shown = (records: QueryMessage['answers']) =>
  records.map(({ name, type, data }) => `${name} ${type} ${JSON.stringify(data)}`);

describe('queries (RFC 1034 section 4.3.2)', () => {
  it('an RRset is answered whole, with authority, and the question as it was asked', () => {
    const reply = ask(query('WWW.example.com.', 'A', { id: 7, flags: { rd: true, cd: true } }));
    expect(reply.id).toBe(7);
    expect(reply.rcode).toBe('NOERROR');
    expect(reply.flags).toEqual({
      qr: true,
      aa: true,
      tc: false,
      rd: true,
      ra: false,
      ad: false,
      cd: true,
    });
    expect(reply.questions).toEqual([{ name: 'WWW.example.com.', type: 'A', class: 'IN' }]);
    expect(shown(reply.answers)).toEqual([
      'www.example.com. A "192.0.2.80"',
      'www.example.com. A "192.0.2.81"',
    ]);
  });

  it('a name without the type gets NOERROR and the SOA (RFC 2308 section 2.2)', () => {
    for (const name of ['www.example.com.', 'ent.example.com.']) {
      const { rcode, flags, answers, authorities } = ask(query(name, 'TXT'));
      expect({ rcode, aa: flags.aa, answers }).toEqual({ rcode: 'NOERROR', aa: true, answers: [] });
      expect(authorities.map(({ name: owner, type, ttl }) => `${owner} ${type} ${ttl}`)).toEqual([
        'example.com. SOA 60',
      ]);
    }
  });

  it('a name that does not exist gets NXDOMAIN and the SOA (RFC 2308 section 2.1)', () => {
    const { rcode, flags, authorities } = ask(query('no.example.com.', 'A'));
    expect({ rcode, aa: flags.aa }).toEqual({ rcode: 'NXDOMAIN', aa: true });
    expect(authorities.map(({ type }) => type)).toEqual(['SOA']);
  });

  it('a CNAME is followed in the zone', () => {
    expect(shown(ask(query('alias.example.com.', 'A')).answers)).toEqual([
      'alias.example.com. CNAME "www.example.com."',
      'www.example.com. A "192.0.2.80"',
      'www.example.com. A "192.0.2.81"',
    ]);
  });

  it('a delegated name gets a referral without AA, with glue', () => {
    const { rcode, flags, answers, authorities, additionals } = ask(
      query('x.deleg.example.com.', 'A'),
    );
    expect({ rcode, aa: flags.aa, answers }).toEqual({ rcode: 'NOERROR', aa: false, answers: [] });
    expect(shown(authorities)).toEqual(['deleg.example.com. NS "ns.deleg.example.com."']);
    expect(shown(additionals)).toEqual(['ns.deleg.example.com. A "192.0.2.40"']);
  });

  it('ANY gets all RRsets of the name', () => {
    const types = ask(query('example.com.', 'ANY')).answers.map(({ type }) => type);
    expect(types.sort()).toEqual(['NS', 'SOA']);
  });

  it('the zone nearest above the name answers', () => {
    expect(shown(ask(query('x.child.example.com.', 'A')).answers)).toEqual([
      'x.child.example.com. A "192.0.2.5"',
    ]);
    const { authorities } = ask(query('y.child.example.com.', 'A'));
    expect(authorities.map(({ name }) => name)).toEqual(['child.example.com.']);
  });

  it('the DS of a zone is answered by the one above it (RFC 4035 section 3.1.4.1)', () => {
    const soa = '@ 60 SOA ns hostmaster 1 3600 600 86400 60\n';
    const ds = `1 8 2 ${'0'.repeat(64)}`;
    const text = {
      'parent.test': `${soa}child 60 NS ns.child\nchild 60 DS ${ds}\nmid 60 NS ns.mid\n`,
      'child.parent.test': soa,
      'plain.parent.test': soa,
      'grandchild.mid.parent.test': soa,
    };
    const nested = createAnswerer({
      zones: Object.entries(text).map(([name, zone]) => Zone.parse(name, zone)),
    });
    const said = (name: string, type: RRType) => {
      const request = query(name, type);
      const reply = nested.answer(request, { now, transport: 'tcp' }) as Uint8Array;
      const { rcode, flags, answers, authorities } = decodeMessage(reply) as QueryMessage;
      return [rcode, flags.aa, ...[...answers, ...authorities].map((r) => `${r.name} ${r.type}`)];
    };
    expect(said('Child.parent.test.', 'DS')).toEqual(['NOERROR', true, 'child.parent.test. DS']);
    expect(said('child.parent.test.', 'SOA')).toEqual(['NOERROR', true, 'child.parent.test. SOA']);
    // Below the apex, without a delegation, and where the zone above it delegates to others.
    expect(said('x.child.parent.test.', 'DS')).toEqual([
      'NXDOMAIN',
      true,
      'child.parent.test. SOA',
    ]);
    expect(said('plain.parent.test.', 'DS')).toEqual(['NXDOMAIN', true, 'parent.test. SOA']);
    expect(said('grandchild.mid.parent.test.', 'DS')).toEqual([
      'NOERROR',
      true,
      'grandchild.mid.parent.test. SOA',
    ]);
    expect(said('parent.test.', 'DS')).toEqual(['NOERROR', true, 'parent.test. SOA']);
  });
});

describe('queries that are refused', () => {
  const rcodeOf = (request: Uint8Array) => {
    const { rcode, flags, questions, answers, authorities } = ask(request);
    expect({ aa: flags.aa, answers, authorities }).toEqual({
      aa: false,
      answers: [],
      authorities: [],
    });
    return { rcode, questions: questions.length };
  };

  it.each(['example.net.', 'com.', '.', 'xexample.com.'])('%s is in no zone: REFUSED', (name) => {
    expect(rcodeOf(query(name, 'A'))).toEqual({ rcode: 'REFUSED', questions: 1 });
  });

  it('another class is no zone of ours: REFUSED', () => {
    const question = { name: 'example.com.', type: 'SOA', class: 'CH' } as const;
    expect(rcodeOf(query('.', 'A', { questions: [question] })).rcode).toBe('REFUSED');
    const chaos = { name: 'chaos.test.', type: 'SOA', class: 'CH' } as const;
    expect(ask(query('.', 'A', { questions: [chaos] })).answers.length).toBe(1);
  });

  it.each<[RRType, string]>([
    ['MAILA', 'NOTIMP'],
    ['MAILB', 'NOTIMP'],
    ['TSIG', 'FORMERR'],
    ['OPT', 'FORMERR'],
    ['TYPE0', 'FORMERR'],
  ])('%s gets %s, as BIND gives it', (type, rcode) => {
    expect(rcodeOf(query('example.com.', type))).toEqual({ rcode, questions: 1 });
  });

  it('no question, or two, get FORMERR (RFC 9619)', () => {
    const [a, b] = ['www.example.com.', 'ns1.example.com.'].map(
      (name) => ({ name, type: 'A', class: 'IN' }) as const,
    );
    expect(rcodeOf(query('.', 'A', { questions: [] }))).toEqual({ rcode: 'FORMERR', questions: 0 });
    expect(rcodeOf(query('.', 'A', { questions: [a, b].filter((q) => q !== undefined) }))).toEqual({
      rcode: 'FORMERR',
      questions: 0,
    });
  });
});
