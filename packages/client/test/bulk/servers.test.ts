/** Bulk work against the real servers; what is in a zone is told by dig's transfer. */

import { startProxy } from '@zonewright/testkit';
import { expect, it } from 'vitest';
import { LoadError, RefusedError, ServFailError, Update } from '../../src/index.ts';
import { describeServer, errorOf, type Ground } from '../servers/real-servers.ts';

const count = 20_000;

/** Hosts with an A record each, every tenth with an AAAA and a TXT record beside it. */
function* hosts(total: number): Generator<string> {
  for (let i = 0; i < total; i++) {
    yield `h${i} 300 A 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    if (i % 10 === 0) {
      yield `h${i} 300 AAAA 2001:db8::1:${i.toString(16)}`;
      yield `h${i} 300 TXT "host ${i}"`;
    }
  }
}

/** The records of the zone at `h…`, as `name type data`. */
async function loaded({ server }: Ground, zone: string): Promise<Set<string>> {
  const lines = await server.axfr(zone);
  return new Set(
    lines
      .map((line) => line.split(/\s+/))
      .filter(([name, , , type]) => /^h\d+\./.test(name ?? '') && type !== 'RRSIG')
      .map(([name, ttl, , type, ...data]) => `${name} ${ttl} ${type} ${data.join(' ')}`),
  );
}

function expected(zone: string, total: number): Set<string> {
  return new Set(
    [...hosts(total)].map((line) => line.replace(/^(\S+) (\d+) (\S+) /, `$1.${zone}. $2 $3 `)),
  );
}

const patient = { timeoutMs: 30_000, deadlineMs: 60_000 } as const;

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'load and sendAll', (ground) => {
    it(`loads ${count} names: the zone holds what was given, and no more`, async () => {
      const zone = await ground.zone();
      const result = await ground.client(patient).load(zone, hosts(count));
      const wanted = expected(zone, count);
      expect(result.records).toBe(wanted.size);
      expect(await loaded(ground, zone)).toEqual(wanted);
    }, 90_000);

    it('loads through a connection that is cut in the middle of a reply', async () => {
      const zone = await ground.zone();
      await using proxy = await startProxy({ target: ground.server.server });
      let wasCut = false;
      proxy.script = () => {
        if (wasCut) return undefined;
        wasCut = true;
        return { cutReplyAfter: 200 };
      };
      const client = ground.client({ ...patient, server: proxy.server });
      await client.load(zone, hosts(2_000));
      await client.close();
      expect(await loaded(ground, zone)).toEqual(expected(zone, 2_000));
    }, 60_000);

    it('sends updates of several zones', async () => {
      const zones = [await ground.zone(), await ground.zone(), await ground.zone()];
      const updates = zones.flatMap((zone) =>
        Array.from({ length: 30 }, (_, i) =>
          new Update(zone).insert(`h${i}`, 300, 'A', `192.0.2.${i}`),
        ),
      );
      for await (const outcome of ground.client(patient).sendAll(updates)) {
        expect(outcome.ok).toBe(true);
      }
      for (const zone of zones) expect((await loaded(ground, zone)).size).toBe(30);
    }, 60_000);
  });
}

/** Loads names with one culprit among them, and gives the error. */
async function loadWith(ground: Ground, zone: string, culprit: readonly string[]) {
  const records = [...hosts(300)];
  records.splice(170, 0, ...culprit);
  const client = ground.client({ ...patient, retry: false });
  const error = await errorOf(client.load(zone, records, { bisect: true, onError: 'continue' }));
  if (!(error instanceof LoadError)) throw error;
  return error;
}

describeServer('powerdns', 'load with bisect', (ground) => {
  it('names the A beside a CNAME, for which PowerDNS refuses a message', async () => {
    const zone = await ground.zone();
    const error = await loadWith(ground, zone, ['alias 300 A 192.0.2.1']);
    expect(error.failures.map(({ records }) => records.map(({ name }) => name))).toEqual([
      [`alias.${zone}.`],
    ]);
    expect(error.cause).toBeInstanceOf(RefusedError);
    expect(await loaded(ground, zone)).toEqual(expected(zone, 300));
  }, 60_000);
});

describeServer('bind', 'load with bisect', (ground) => {
  it('names the record that is over max-records-per-type', async () => {
    const zone = await ground.zone();
    const many = Array.from({ length: 101 }, (_, i) => `many 300 A 192.0.2.${i}`);
    const error = await loadWith(ground, zone, many);
    expect(error.cause).toBeInstanceOf(ServFailError);
    expect(error.failures.map(({ records }) => records.map(({ data }) => data))).toEqual([
      ['192.0.2.100'],
    ]);
    // A forwarder says SERVFAIL also when it has lost its primary.
    expect([error.applied, error.unknownRecords]).toEqual(['partly', 1]);
    expect(await loaded(ground, zone)).toEqual(expected(zone, 300));
  }, 60_000);
});
