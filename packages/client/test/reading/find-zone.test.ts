/** Finding zones at real servers: the right one or an error, never the parent. */

import { type RealServer, requireServers, startServer, zoneTemplate } from '@zonewright/testkit';
import {
  createRecord,
  decodeMessage,
  encodeMessage,
  type QueryMessage,
  type ResourceRecord,
} from '@zonewright/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CnameChainError,
  ConnectError,
  DnsClient,
  InvalidNameError,
  InvalidOptionError,
  RefusedError,
  ServFailError,
  ZoneNotFoundError,
} from '../../src/index.ts';
import { faultsOf, startGround } from '../sending/embedded.ts';
import { describeServer, errorOf, key } from '../servers/real-servers.ts';

const parent = `$TTL 300
@        SOA   ns1 hostmaster 41 3600 600 86400 300
@        NS    ns1
ns1      A     127.0.0.1
www      A     192.0.2.80
alias    CNAME host.child
away     CNAME www.elsewhere.example.
other    CNAME www.xfind.test.
loop     CNAME pool
pool     CNAME loop
dname    DNAME child
child    NS    ns1
_acme-challenge.www NS ns1
sub      NS    ns.sub
sub      NS    ns.example.
ns.sub   A     192.0.2.54
hidden   NS    ns1
`;

const child = (serial: number): string => `$TTL 300
@     SOA ns1.find.test. hostmaster.find.test. ${serial} 3600 600 86400 300
@     NS  ns1.find.test.
host  TXT "in the child"
up    CNAME nobody.find.test.
`;

for (const kind of ['bind', 'knot'] as const) {
  describeServer(kind, 'has the zone that is looked for', (ground) => {
    beforeAll(async () => {
      const { server } = ground;
      await server.addZone('find.test', parent);
      await server.addZone('child.find.test', child(42));
      await server.addZone('_acme-challenge.www.find.test', child(43));
      await server.addZone('xfind.test', zoneTemplate('xfind.test'));
    });

    test.each([
      ['find.test', 'find.test.', 41],
      ['www.find.test', 'find.test.', 41],
      ['WWW.Find.Test', 'find.test.', 41],
      ['a.b.c.www.find.test', 'find.test.', 41],
      ['child.find.test', 'child.find.test.', 42],
      ['nobody.child.find.test', 'child.find.test.', 42],
      ['_acme-challenge.www.find.test', '_acme-challenge.www.find.test.', 43],
      ['x._acme-challenge.www.find.test', '_acme-challenge.www.find.test.', 43],
      // A CNAME is in the zone that it is in, wherever it leads.
      ['alias.find.test', 'find.test.', 41],
      ['away.find.test', 'find.test.', 41],
      ['other.find.test', 'find.test.', 41],
      ['up.child.find.test', 'child.find.test.', 42],
      ['host.dname.find.test', 'find.test.', 41],
      // By labels: it ends in the letters of another.
      ['xfind.test', 'xfind.test.', 1],
    ])('%s is in %s', async (name, zone, serial) => {
      expect(await ground.client().findZone(name)).toEqual({
        zone,
        serial,
        primary: zone === 'xfind.test.' ? 'ns1.xfind.test.' : 'ns1.find.test.',
        name: `${name.toLowerCase()}.`,
        server: ground.server.server,
        authenticated: true,
      });
    });

    test('a CNAME is followed on request, with a bound', async () => {
      const dns = ground.client({ retry: false });
      const found = await dns.findZone('alias.find.test', { followCname: true });
      expect(found).toMatchObject({ zone: 'child.find.test.', name: 'host.child.find.test.' });
      const circle = await errorOf(dns.findZone('loop.find.test', { followCname: true }));
      // BIND says SERVFAIL to it itself.
      expect(circle).toBeInstanceOf(kind === 'knot' ? CnameChainError : ZoneNotFoundError);
      const away = await errorOf(dns.findZone('away.find.test', { followCname: true }));
      expect(away).toBeInstanceOf(ZoneNotFoundError);
    });

    test('a delegation to another server is told, and is not the parent', async () => {
      const error = await errorOf(ground.client().findZone('www.sub.find.test'));
      expect(error).toBeInstanceOf(ZoneNotFoundError);
      expect(error).toMatchObject({
        applied: 'no',
        zone: 'www.sub.find.test.',
        delegation: { zone: 'sub.find.test.' },
        steps: [{ name: 'www.sub.find.test.', server: ground.server.server }],
      });
      const { delegation } = error as ZoneNotFoundError;
      expect([...(delegation?.nameServers ?? [])].sort()).toEqual([
        'ns.example.',
        'ns.sub.find.test.',
      ]);
    });

    test('a server that has no zone of the name is asked once, and told', async () => {
      const error = await errorOf(ground.client().findZone('a.b.elsewhere.example'));
      expect(error).toBeInstanceOf(ZoneNotFoundError);
      expect(error).toMatchObject({
        steps: [{ name: 'a.b.elsewhere.example.', answer: 'REFUSED' }],
        delegation: undefined,
      });
      expect((error as Error).cause).toBeInstanceOf(RefusedError);
    });
  });
}

describeServer('bind', 'shows zones to some', (ground) => {
  test('a zone that is refused is not taken for its parent', async () => {
    await ground.server.addZone('find.test', parent);
    // As the testkit asks for it from 127.0.0.1, it is shown there too.
    const options = 'allow-query { key "testkit-key"; 127.0.0.1; };';
    await ground.server.addZone('hidden.find.test', { text: child(44), options });
    const stranger = {
      localAddress: '127.0.0.2',
      retry: false,
      server: ground.server.server,
    } as const;
    const unsigned = new DnsClient(stranger);
    const error = await errorOf(unsigned.findZone('www.hidden.find.test'));
    expect(error).toBeInstanceOf(ZoneNotFoundError);
    expect(error).toMatchObject({ steps: [{ name: 'www.hidden.find.test.', answer: 'REFUSED' }] });
    await unsigned.close();
    const found = await ground.client(stranger).findZone('www.hidden.find.test');
    expect(found).toMatchObject({ zone: 'hidden.find.test.', serial: 44 });
  });
});

const { available } = requireServers('bind');

describe.skipIf(!available)('bind: a client without a server', () => {
  let server: RealServer;
  const clients: DnsClient[] = [];
  const client = (options: object = {}): DnsClient => {
    const { port } = server;
    const dns = new DnsClient({ resolvers: server.server, port, key, ...options });
    clients.push(dns);
    return dns;
  };
  const dead = parent.replace('127.0.0.1', '127.0.0.77').replaceAll('ns1', 'ns9');
  beforeAll(async () => {
    const zones = {
      'find.test': `${parent}\n@ NS ns2\nns2 A 127.0.0.1\n`,
      'dead.test': `${dead}\n@ NS ns2\nns2 A 127.0.0.1\n`,
      'half.test': `${parent}\n@ NS ns.nowhere.\n`,
      'hidden.test': `${parent.replace('SOA   ns1', 'SOA   ns.nowhere.')}`,
      'lost.test': '$TTL 1\n@ SOA ns.nowhere. h 1 2 3 4 5\n@ NS ns.nowhere.\n',
    };
    server = await startServer('bind', { zones });
  });
  afterAll(async () => {
    await Promise.all(clients.map((dns) => dns.close()));
    await server.close();
  });

  test('finds the primary of the zone, sends to it and reads from it', async () => {
    const dns = client();
    const at = `127.0.0.1:${server.port}`;
    const result = await dns.update('find.test').insert('found', 60, 'A', '192.0.2.1').send();
    expect(result).toMatchObject({ rcode: 'NOERROR', server: at, authenticated: true });
    const { records } = await dns.query('found.find.test', 'A');
    expect(records).toMatchObject([{ data: '192.0.2.1' }]);
    expect(await dns.findZone('x.found.find.test')).toMatchObject({
      zone: 'find.test.',
      authenticated: true,
    });
    expect((await server.dig('found.find.test', 'A')).answers).toHaveLength(1);
  });

  test('goes on to the NS where the primary is not there (RFC 2136 section 4.3)', async () => {
    const { server: at } = await client().query('www.dead.test', 'A');
    expect(at).toBe(`127.0.0.1:${server.port}`);
  });

  test.each([
    ['half.test', 'a secondary'],
    ['hidden.test', 'the primary'],
  ])('%s: %s whose address cannot be found keeps it from no other server', async (zone) => {
    const { server: at } = await client({ retry: false }).findZone(zone);
    expect(at).toBe(`127.0.0.1:${server.port}`);
  });

  test('says what was asked where there is no zone, or no address', async () => {
    const none = await errorOf(client().update('elsewhere.example').removeName('a').send());
    expect(none).toBeInstanceOf(ZoneNotFoundError);
    expect(none).toMatchObject({ applied: 'no', steps: [{ answer: 'REFUSED' }] });
    const lost = await errorOf(client({ retry: false }).soa('lost.test'));
    expect(lost).toBeInstanceOf(RefusedError);
    const down = new DnsClient({ resolvers: '127.0.0.1:1', timeoutMs: 200, retry: false });
    expect(await errorOf(down.soa('find.test'))).toBeInstanceOf(ConnectError);
    await down.close();
  });
});

test('soa tells of an alias where it leads', async () => {
  await using ground = await startGround();
  const dns = ground.client();
  await dns.update('example.com').insert('alias', 60, 'CNAME', 'www.example.com.').send();
  const error = await errorOf(dns.soa('alias.example.com'));
  expect(error).toBeInstanceOf(ZoneNotFoundError);
  expect((error as Error).message).toContain('with a CNAME to www.example.com.');
});

describe('findZone (RFC 2136 section 4.1)', () => {
  test('what is no name, or no option, is refused before anything is sent', async () => {
    await using ground = await startGround();
    const dns = ground.client();
    expect(await errorOf(dns.findZone('a..b'))).toBeInstanceOf(InvalidNameError);
    expect(await errorOf(dns.findZone('a', { depth: 1 } as object))).toBeInstanceOf(
      InvalidOptionError,
    );
    expect(ground.server.received).toHaveLength(0);
  });

  test('a server that fails is not gone up past', async () => {
    await using ground = await startGround();
    const servfail = { rcode: 'SERVFAIL' } as const;
    ground.server.faults = faultsOf('QUERY', servfail, servfail, servfail);
    const error = await errorOf(ground.client().findZone('www.example.com'));
    expect(error).toBeInstanceOf(ZoneNotFoundError);
    expect((error as Error).cause).toBeInstanceOf(ServFailError);
  });

  test('the SOA of another zone, or of the root, is not that of the zone', async () => {
    for (const name of ['example.net.', 'ww.example.com.', '.']) {
      const soa = createRecord({ name, ttl: 1, type: 'SOA', data: 'a. b. 1 2 3 4 5' });
      const answer = (bytes: Uint8Array): Uint8Array => {
        const { id, questions } = decodeMessage(bytes) as QueryMessage;
        const flags = { qr: true, aa: true };
        return encodeMessage({ id, opcode: 'QUERY', flags, questions, authorities: [soa] });
      };
      await using dns = new DnsClient({ server: { answer } });
      const error = await errorOf(dns.findZone('www.example.com'));
      expect(error).toBeInstanceOf(ZoneNotFoundError);
      expect((error as ZoneNotFoundError).steps.length).toBeGreaterThan(0);
    }
  });

  test('the SOA behind a CNAME speaks of where that leads', async () => {
    const soa = (name: string): ResourceRecord =>
      createRecord({ name, ttl: 1, type: 'SOA', data: 'a. b. 1 2 3 4 5' });
    const alias = createRecord({
      name: 'up.sub.example.com.',
      ttl: 1,
      type: 'CNAME',
      data: 'nobody.example.com.',
    });
    const answer = (bytes: Uint8Array): Uint8Array => {
      const { id, questions } = decodeMessage(bytes) as QueryMessage;
      const isAlias = questions[0]?.name === alias.name;
      return encodeMessage({
        id,
        opcode: 'QUERY',
        flags: { qr: true, aa: true },
        rcode: isAlias ? 'NXDOMAIN' : 'NOERROR',
        questions,
        answers: isAlias ? [alias] : [soa('sub.example.com.')],
        authorities: isAlias ? [soa('example.com.')] : [],
      });
    };
    await using dns = new DnsClient({ server: { answer } });
    expect(await dns.findZone(alias.name)).toMatchObject({ zone: 'sub.example.com.' });
  });
});
