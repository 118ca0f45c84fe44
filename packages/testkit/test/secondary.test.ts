import { requireServers, startServer } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { pollUntil } from '../src/poll-until.ts';
import { nsupdate } from './support/nsupdate.ts';
import { templateLines } from './support/template-records.ts';

const { available, reason = '' } = requireServers('bind');

/** A primary of `example.test` and a secondary, which forwards updates if it is to. */
async function pair(forwardUpdates: boolean) {
  const secondary = await startServer('bind', { zones: {} });
  const zone = { secondaries: [secondary.server], options: 'notify-delay 1;' };
  const primary = await startServer('bind', { zones: { 'example.test': zone } });
  await secondary.addZone('example.test', { primary: primary.server, forwardUpdates });
  return {
    primary,
    secondary,
    async [Symbol.asyncDispose]() {
      await Promise.all([primary.close(), secondary.close()]);
    },
  };
}

describe.skipIf(!available)(`BIND as a secondary ${reason}`, () => {
  it('has the zone when addZone resolves, and when startServer does', async () => {
    await using servers = await pair(false);
    expect(await servers.secondary.axfr('example.test')).toEqual(templateLines);
    const zones = { 'example.test': { primary: servers.primary.server } };
    await using another = await startServer('bind', { zones });
    expect(await another.axfr('example.test')).toEqual(templateLines);
  });

  it('forwards a signed update to the primary and shows it a little later', async () => {
    await using servers = await pair(true);
    const { primary, secondary } = servers;
    for (const owner of ['first.example.test', 'second.example.test', 'third.example.test']) {
      const add = [`add ${owner} 60 A 192.0.2.99`];
      expect(await nsupdate(secondary, 'example.test', add, 'testkit-key')).toBe('NOERROR');
      expect((await primary.dig(owner, 'A')).answers[0]?.data).toBe('192.0.2.99');
      const done = performance.now();
      await pollUntil(`${owner} is at the secondary`, async () => {
        const { answers } = await secondary.dig(owner, 'A');
        return answers[0]?.data === '192.0.2.99';
      });
      // BIND's own notify-delay is five seconds.
      expect(performance.now() - done).toBeLessThan(3_500);
    }
    expect(await secondary.axfr('example.test')).toEqual(await primary.axfr('example.test'));
  });

  it('refuses updates that it does not forward, and those without a key', async () => {
    const add = ['add new.example.test 60 A 192.0.2.99'];
    await using silent = await pair(false);
    expect(await nsupdate(silent.secondary, 'example.test', add, 'testkit-key')).toBe('REFUSED');
    await using forwarding = await pair(true);
    expect(await nsupdate(forwarding.secondary, 'example.test', add)).toBe('REFUSED');
    expect((await forwarding.primary.dig('new.example.test', 'A')).rcode).toBe('NXDOMAIN');
  });
});
