/** What changed in zones of the real servers, since one serial or another. */

import { startProxy } from '@zonewright/testkit';
import { expect, test } from 'vitest';
import { InvalidOptionError, type ZoneChange, type ZoneChanges } from '../../src/index.ts';
import { describeServer, errorOf } from '../servers/real-servers.ts';
import { all, printed, zoneOf } from './zones.ts';

/** Owner, type and data without the SOAs. */
function shown({ from, to, removed, added }: ZoneChange): unknown {
  const lines = (records: ZoneChange['added']): string[] => records.slice(1).map(printed).sort();
  return { from, to, removed: lines(removed), added: lines(added) };
}

const isDifference = (change: ZoneChanges): change is ZoneChange => 'from' in change;

for (const kind of ['bind', 'knot'] as const) {
  describeServer(kind, 'tells what changed in a zone', (ground) => {
    test('a difference for each update, from any version to the newest', async () => {
      const zone = 'history.test';
      const options = kind === 'bind' ? { options: 'max-ixfr-ratio unlimited;' } : {};
      await ground.server.addZone(zone, { text: zoneOf(100), ...options });
      const dns = ground.client();
      const serials = [(await dns.soa(zone)).serial];
      const updates = [
        dns.update(zone).insert('new', 60, 'A', '192.0.2.1', '192.0.2.2'),
        dns.update(zone).remove('new', 'A', '192.0.2.1').insert('new', 60, 'TXT', 'three'),
        dns.update(zone).removeName('new'),
      ];
      for (const update of updates) {
        await update.send();
        serials.push((await dns.soa(zone)).serial);
      }
      const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = serials;
      const name = `new.${zone}. 60 IN`;
      const expected = [
        {
          from: s0,
          to: s1,
          removed: [],
          added: [`${name} A 192.0.2.1`, `${name} A 192.0.2.2`],
        },
        {
          from: s1,
          to: s2,
          removed: [`${name} A 192.0.2.1`],
          added: [`${name} TXT "three"`],
        },
        {
          from: s2,
          to: s3,
          removed: [`${name} A 192.0.2.2`, `${name} TXT "three"`],
          added: [],
        },
      ];
      for (const verified of ['message', 'transfer'] as const) {
        for (const [index, serial] of serials.entries()) {
          const changes = await all(dns.changes(zone, serial, { verified }));
          expect(changes.every(isDifference)).toBe(true);
          expect(changes.filter(isDifference).map(shown)).toEqual(expected.slice(index));
        }
      }
      expect(await all(dns.changes(zone, s3 + 1))).toEqual([]);
      // By UDP it asks first; the answer there is the SOA alone, which says to use TCP.
      await using proxy = await startProxy({ target: ground.server.server });
      const byUdp = ground.client({ server: proxy.server, transport: 'udp' });
      const changes = await all(byUdp.changes(zone, s0));
      expect(changes.filter(isDifference).map(shown)).toEqual(expected);
      expect(proxy.seen[0]?.transport).toBe('udp');
      expect(proxy.seen.some(({ transport }) => transport === 'tcp')).toBe(true);
    });

    test('the whole zone where it has no differences, told apart', async () => {
      const zone = 'whole.test';
      await ground.server.addZone(zone, zoneOf(5_000));
      const changes = await all(ground.client().changes(zone, 0));
      expect(changes).toHaveLength(1);
      const [change] = changes;
      if (change === undefined || !('full' in change)) throw new Error('no whole zone');
      expect(change.full[0]?.type).toBe('SOA');
      expect(change.full.map(printed).sort()).toEqual(await ground.server.axfr(zone));
    });
  });
}

describeServer('powerdns', 'tells what changed in a zone', (ground) => {
  test('always the whole of it', async () => {
    const zone = await ground.zone();
    const [change] = await all(ground.client().changes(zone, 0));
    if (change === undefined || !('full' in change)) throw new Error('no whole zone');
    expect(change.full.map(printed).sort()).toEqual(await ground.server.axfr(zone));
  });

  test.each([-1, 2 ** 32, 1.5, Number.NaN])('serial %s is refused at the call', async (serial) => {
    const dns = ground.client();
    expect(() => dns.changes('a.example', serial)).toThrow(InvalidOptionError);
    const error = await errorOf(dns.query('a.example', 'IXFR'));
    expect(error).toBeInstanceOf(InvalidOptionError);
  });
});
