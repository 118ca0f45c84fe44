/** Queries to the real servers: what they say of a name, told apart as values. */

import { beforeAll, describe, expect, test } from 'vitest';
import {
  ClientClosedError,
  CnameChainError,
  ConnectError,
  DnsClient,
  InvalidNameError,
  InvalidOptionError,
  RefusedError,
  ServFailError,
  TimeoutError,
  UnsignedResponseError,
  ZoneNotFoundError,
} from '../../src/index.ts';
import { faultsOf, startGround } from '../sending/embedded.ts';
import { describeServer, errorOf, key } from '../servers/real-servers.ts';
import { serveTcp } from '../transport/scripted-peer.ts';

const zone = 'query.test';

const text = `$ORIGIN query.test.
$TTL 300
@        SOA   ns1 hostmaster 4294967295 3600 600 86400 60
@        NS    ns1
ns1      A     192.0.2.53
www      A     192.0.2.80
www      A     192.0.2.81
deep.ent TXT   "x"
one      CNAME two
two      CNAME www
loop     CNAME pool
pool     CNAME loop
gone     CNAME nobody
bare     CNAME ns1
away     CNAME www.elsewhere.example.
sub      NS    ns.sub
ns.sub   A     192.0.2.54
${Array.from({ length: 40 }, (_, i) => `many     TXT   "${String(i).padStart(200, '0')}"`).join('\n')}
`;

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'is asked', (ground) => {
    beforeAll(async () => {
      await ground.server.addZone(zone, text);
    });

    test('records of a name are told with NOERROR, signed', async () => {
      const result = await ground.client().query(`WWW.${zone}`, 'a');
      expect(result).toMatchObject({
        status: 'NOERROR',
        name: 'www.query.test.',
        authenticated: true,
        authoritative: true,
        server: ground.server.server,
        aliases: [],
      });
      const data = result.records.map((record) => String(record.data));
      expect(data.sort()).toEqual(['192.0.2.80', '192.0.2.81']);
      expect(result.response.flags).toMatchObject({ aa: true, rd: false });
      expect(result.response.edns).toBeUndefined();
    });

    test('without a key nothing is authenticated', async () => {
      const unsigned = new DnsClient({ server: ground.server.server });
      const result = await unsigned.query(`www.${zone}`, 'A');
      expect(result).toMatchObject({ status: 'NOERROR', authenticated: false });
      await unsigned.close();
    });

    test.each([
      ['www', 'AAAA', 'NODATA'],
      // PowerDNS knows no empty non-terminals in a zone that was not rectified.
      ['ent', 'TXT', kind === 'powerdns' ? 'NXDOMAIN' : 'NODATA'],
      ['nobody', 'A', 'NXDOMAIN'],
      ['deep.nobody', 'A', 'NXDOMAIN'],
      ['ns1.sub', 'A', 'REFERRAL'],
    ])('%s %s is %s (RFC 2308 section 2)', async (name, type, status) => {
      const result = await ground.client().query(`${name}.${zone}`, type);
      expect(result).toMatchObject({ status, records: [] });
      expect(result.delegation).toBe(status === 'REFERRAL' ? 'sub.query.test.' : undefined);
    });

    test('a CNAME is followed on request alone, and its chain told', async () => {
      const dns = ground.client();
      const [alias] = (await dns.query(`one.${zone}`, 'A')).records;
      expect(alias).toMatchObject({ type: 'CNAME', data: 'two.query.test.' });
      const followed = await dns.query(`one.${zone}`, 'A', { followCname: true });
      expect(followed).toMatchObject({ status: 'NOERROR', name: 'www.query.test.' });
      expect(followed.aliases.map(({ data }) => data)).toEqual([
        'two.query.test.',
        'www.query.test.',
      ]);
      expect(followed.records).toHaveLength(2);
      const itself = await dns.query(`one.${zone}`, 'CNAME', { followCname: true });
      expect(itself.records).toMatchObject([{ data: 'two.query.test.' }]);
      expect(itself.aliases).toEqual([]);
    });

    test.each([
      ['gone', 'NXDOMAIN', 'nobody.query.test.'],
      ['bare', 'NODATA', 'ns1.query.test.'],
    ])('what %s points to is %s (RFC 6604 section 3)', async (name, status, at) => {
      const result = await ground.client().query(`${name}.${zone}`, 'TXT', { followCname: true });
      expect(result).toMatchObject({ status, name: at, records: [] });
      const plain = await ground.client().query(`${name}.${zone}`, 'TXT');
      expect(plain).toMatchObject({ status: 'NOERROR', records: [{ type: 'CNAME' }] });
    });

    test('a circle of CNAMEs, and a chain that is too long, are errors', async () => {
      const dns = ground.client({ retry: false });
      const circle = await errorOf(dns.query(`loop.${zone}`, 'A', { followCname: true }));
      // The others say SERVFAIL to it themselves.
      expect(circle).toBeInstanceOf(kind === 'knot' ? CnameChainError : ServFailError);
      const long = await errorOf(dns.query(`one.${zone}`, 'A', { followCname: 1 }));
      expect(long).toBeInstanceOf(CnameChainError);
      expect(long).toMatchObject({ names: [`one.${zone}.`, `two.${zone}.`, `www.${zone}.`] });
    });

    test('an answer that does not fit over UDP is fetched over TCP', async () => {
      const dns = ground.client({ transport: 'udp' });
      const { records, response } = await dns.query(`many.${zone}`, 'TXT');
      expect(records).toHaveLength(40);
      expect(response.flags.tc).toBe(false);
    });

    test('EDNS is sent on request', async () => {
      const { response } = await ground.client().query(`www.${zone}`, 'A', { edns: true });
      expect(response.edns?.version).toBe(0);
    });

    test('soa gives the fields of the apex, and of nothing else', async () => {
      const dns = ground.client();
      expect(await dns.soa(zone)).toEqual({
        mname: 'ns1.query.test.',
        rname: 'hostmaster.query.test.',
        serial: 4294967295,
        refresh: 3600,
        retry: 600,
        expire: 86400,
        minimum: 60,
      });
      for (const name of [`www.${zone}`, `nobody.${zone}`, `sub.${zone}`]) {
        expect(await errorOf(dns.soa(name))).toBeInstanceOf(ZoneNotFoundError);
      }
    });

    test('what a server does not tell is its RCODE, with nothing changed', async () => {
      const error = await errorOf(ground.client().query('www.elsewhere.example', 'A'));
      expect(error).toBeInstanceOf(RefusedError);
      expect(error).toMatchObject({ applied: 'no', zone: 'www.elsewhere.example.', attempts: 1 });
    });
  });
}

describe('query', () => {
  test.each([
    ['a..b', 'A', {}, InvalidNameError],
    ['a.example', 'NOPE', {}, InvalidOptionError],
    ['a.example', 'AXFR', {}, InvalidOptionError],
    ['a.example', 'TSIG', {}, InvalidOptionError],
    ['a.example', 'A', { follow: true }, InvalidOptionError],
    ['a.example', 'A', { followCname: 0 }, InvalidOptionError],
    ['a.example', 'A', { class: 'XX' }, InvalidOptionError],
    ['a.example', 'A', { signal: 1 }, InvalidOptionError],
  ])('%s %s %o is refused before anything is sent', async (name, type, options, error) => {
    await using ground = await startGround();
    // What a caller without a compiler can write.
    expect(await errorOf(ground.client().query(name, type, options as object))).toBeInstanceOf(
      error,
    );
    expect(ground.server.received).toHaveLength(0);
  });

  test('SERVFAIL, a lost answer and a bad signature are tried again', async () => {
    await using ground = await startGround();
    for (const fault of [{ rcode: 'SERVFAIL' }, { drop: true }, { mac: 'wrong' }] as const) {
      ground.server.faults = faultsOf('QUERY', fault);
      const { records } = await ground.client().query('ns1.example.com', 'A');
      expect(records).toMatchObject([{ data: '192.0.2.53' }]);
    }
    expect(ground.requests('QUERY')).toHaveLength(6);
  });

  test('what stays wrong is told as it is, and changed nothing', async () => {
    await using ground = await startGround();
    ground.server.faults = () => ({ mac: 'none' });
    const unsigned = await errorOf(ground.client().query('ns1.example.com', 'A'));
    expect(unsigned).toBeInstanceOf(UnsignedResponseError);
    expect(unsigned).toMatchObject({ applied: 'no', attempts: 3 });
    ground.server.faults = () => ({ drop: true });
    const silent = await errorOf(ground.client().query('ns1.example.com', 'A'));
    expect(silent).toBeInstanceOf(TimeoutError);
    expect(silent).toMatchObject({ applied: 'no' });
  });

  test('the next server is asked where one is not there', async () => {
    await using ground = await startGround();
    const dns = ground.client({ server: ['127.0.0.1:1', ground.address] });
    expect(await dns.query('ns1.example.com', 'A')).toMatchObject({ server: ground.address });
    const nobody = ground.client({ server: '127.0.0.1:1' });
    const error = await errorOf(nobody.query('ns1.example.com', 'A'));
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ applied: 'no', attempts: 3 });
  });

  test('a clock that is wrong is corrected once, by a signed BADTIME', async () => {
    await using ground = await startGround();
    const late = (): number => Math.floor(Date.now() / 1_000) - 4_000;
    const { authenticated } = await ground.client({ clock: late }).query('ns1.example.com', 'A');
    expect(authenticated).toBe(true);
    expect(ground.requests('QUERY')).toHaveLength(2);
  });

  test('the deadline, an abort and closing each end it as what they are', async () => {
    await using peer = await serveTcp(() => {});
    const server = `127.0.0.1:${peer.port}`;
    const hasty = new DnsClient({ server, key, deadlineMs: 50 });
    expect(await errorOf(hasty.query('a.example', 'A'))).toBeInstanceOf(TimeoutError);
    await hasty.close();
    expect(await errorOf(hasty.query('a.example', 'A'))).toBeInstanceOf(ClientClosedError);
    const dns = new DnsClient({ server, key });
    const controller = new AbortController();
    const aborted = errorOf(dns.query('a.example', 'A', { signal: controller.signal }));
    const closed = errorOf(dns.soa('a.example'));
    controller.abort('enough');
    expect(await aborted).toBe('enough');
    await dns.close();
    expect(await closed).toBeInstanceOf(ClientClosedError);
  });
});
