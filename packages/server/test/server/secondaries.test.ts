// BIND, Knot and NSD as secondaries of the server: told by NOTIFY, they transfer what changes by IXFR
// with TSIG, and stay as it is.
import { createServer, type DnsServer } from '@zonewright/server';
import { defaultKey, type RealServer, requireServers, startServer } from '@zonewright/testkit';
import { createRecord, encodeMessage, TsigKey, type UpdateRecord } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { describe, expect, it, vi } from 'vitest';
import { DnsClient, Update } from 'zonewright';

const key = TsigKey.parse(`${defaultKey.algorithm}:${defaultKey.name}:${defaultKey.secret}`);

const text = `$TTL 300
@ SOA ns1 hostmaster 1 3600 600 86400 300
@ NS ns1
ns1 A 192.0.2.1
www A 192.0.2.80
`;

/** Sends an update as a client does, in memory. */
async function update(server: DnsServer, updates: readonly UpdateRecord[]): Promise<void> {
  const zone = { name: 'example.test.', type: 'SOA', class: 'IN' } as const;
  const request = encodeMessage({ id: 1, opcode: 'UPDATE', zone, updates });
  const signed = key.sign(request, { now: Math.floor(Date.now() / 1000) });
  const reply = await server.answer(signed.bytes);
  if (reply === undefined) throw new Error('no answer');
  const message = signed.verify(reply, { now: Math.floor(Date.now() / 1000) });
  expect(message.rcode).toBe('NOERROR');
}

/** The nth of a row of updates: additions, removals, other TTLs, a CNAME, names below names. */
function change(n: number): UpdateRecord[] {
  const name = `h${n % 40}.example.test`;
  const gone = `h${(n * 7) % 40}.example.test`;
  const rrset = { name: gone, type: 'TXT', class: 'ANY', ttl: 0 } as const;
  const all = { name: gone, type: 'ANY', class: 'ANY', ttl: 0 } as const;
  const address = createRecord({
    name,
    type: 'A',
    ttl: 60 + (n % 3),
    data: `10.0.${n >> 8}.${n & 255}`,
  });
  const texts = createRecord({
    name,
    type: 'TXT',
    ttl: 60,
    data: `"${n}" "of many; \\"quoted\\""`,
  });
  const alias = createRecord({
    name: `a.b${n % 9}.Example.test`,
    type: 'CNAME',
    ttl: n,
    data: name,
  });
  return [[address, texts], [rrset, address], [all], [texts, alias], [address]][n % 5] ?? [];
}

/** As `axfr` of the testkit prints records; the zone's own text is read by BIND's tools elsewhere. */
async function linesOf(server: RealServer): Promise<string> {
  return (await server.axfr('example.test')).join('\n');
}

async function sameAs(zone: Zone, server: RealServer): Promise<void> {
  await vi.waitFor(
    async () => {
      const held = Zone.parse('example.test', await linesOf(server));
      expect(held.toString().toLowerCase()).toBe(zone.toString().toLowerCase());
    },
    { timeout: 20_000, interval: 50 },
  );
}

for (const kind of ['bind', 'knot', 'nsd'] as const) {
  const { available, reason = '' } = requireServers(kind);

  describe.skipIf(!available)(`${kind} as a secondary ${reason}`, () => {
    it('stays identical through 500 updates, by NOTIFY and IXFR with TSIG (RFC 1995, RFC 1996)', {
      timeout: 90_000,
    }, async () => {
      const zone = Zone.parse('example.test', text);
      // Its port is known before the secondary is, and the secondary's before it is told of changes.
      const first = createServer({ zones: { 'example.test': zone }, keys: [key] });
      const { port } = await first.listen();
      const primary = `127.0.0.1:${port}`;
      await using secondary = await startServer(kind, { zones: { 'example.test': { primary } } });
      await first.close();
      const errors: unknown[] = [];
      await using server = createServer({
        zones: { 'example.test': zone },
        keys: [key],
        notify: [secondary.server],
        onError: (error) => errors.push(error),
      });
      await server.listen({ port });
      await sameAs(zone, secondary);
      for (let n = 0; n < 500; n++) {
        await update(server, change(n));
        if (n % 100 === 99) await sameAs(zone, secondary);
      }
      await sameAs(zone, secondary);
      expect(zone.serial).toBeGreaterThan(300);
      expect(errors).toEqual([]);
      const asked = server.received.flatMap(({ message, keyName }) =>
        message.opcode === 'QUERY' ? message.questions.map(({ type }) => `${type} ${keyName}`) : [],
      );
      expect(asked.filter((what) => what === 'IXFR testkit-key.').length).toBeGreaterThan(2);
      expect(asked.filter((what) => what.startsWith('AXFR'))).toEqual([]);
    });
  });
}

for (const kind of ['bind', 'knot'] as const) {
  const { available, reason = '' } = requireServers(kind);

  describe.skipIf(!available)(`as a secondary of ${kind} ${reason}`, () => {
    it('stays identical through 100 updates, by NOTIFY and IXFR with TSIG', {
      timeout: 90_000,
    }, async () => {
      const errors: unknown[] = [];
      const first = createServer({ zones: {} });
      const { port } = await first.listen();
      await first.close();
      const zoneOptions = {
        text: `$ORIGIN example.test.\n${text}`,
        secondaries: [`127.0.0.1:${port}`],
        ...(kind === 'bind' && { options: 'notify-delay 0;' }),
      };
      await using primary = await startServer(kind, { zones: { 'example.test': zoneOptions } });
      await using server = createServer({
        primaries: { 'example.test': primary.server },
        keys: [key],
        onError: (error) => errors.push(error),
      });
      await server.listen({ port });
      await server.refresh('example.test');
      const zone = server.zone('example.test');
      await sameAs(zone, primary);
      await using client = new DnsClient({ server: primary.server, key });
      for (let n = 0; n < 100; n++) {
        const update = new Update('example.test')
          .insert(`h${n % 20}`, 60 + (n % 2), 'A', `10.0.0.${n}`)
          .removeRRset(`h${(n * 3) % 20}`, n % 2 === 0 ? 'A' : 'TXT')
          .insert(`h${(n * 7) % 20}`, 60, 'TXT', `text ${n}`);
        await client.send(update, { verify: false, allowSilent: true });
      }
      // A change that no NOTIFY tells of is not awaited here: only those are that the primary told.
      await sameAs(zone, primary);
      expect(errors).toEqual([]);
      expect(server.received.some(({ message }) => message.opcode === 'NOTIFY')).toBe(true);
    });
  });
}
