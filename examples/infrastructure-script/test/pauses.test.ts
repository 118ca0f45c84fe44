/** How long the loop waits when somebody was quicker. */

import { setTimeout as pause } from 'node:timers/promises';
import { testZone } from '@zonewright/server/test';
import { expect, test, vi } from 'vitest';
import { ContentionError, changeAddresses } from '../src/change-addresses.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: vi.fn<() => Promise<void>>(() => Promise.resolve()),
}));

test('after each attempt that somebody beat it waits for a random time (RFC 2136 section 7.20)', async () => {
  await using zone = await testZone({ records: 'www A 192.0.2.1' });
  const www = { name: `www.${zone.zone}`, type: 'A', ttl: 60 } as const;
  await changeAddresses(zone.client, www, () => ['192.0.2.2']);
  expect(pause).not.toHaveBeenCalled();

  zone.server.faults = ({ message }) =>
    message.opcode === 'UPDATE' ? { rcode: 'NXRRSET' } : undefined;
  const change = changeAddresses(zone.client, www, () => ['192.0.2.3']);
  await expect(change).rejects.toBeInstanceOf(ContentionError);
  const pauses = vi.mocked(pause).mock.calls.map(([ms]) => ms as number);
  expect(pauses).toHaveLength(9);
  expect(new Set(pauses).size).toBe(9);
  pauses.forEach((ms, i) => {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(20 * (i + 1));
  });
});

test('an attempt that was the last and succeeded is a success', async () => {
  await using zone = await testZone({ records: 'www A 192.0.2.1' });
  const www = { name: `www.${zone.zone}`, type: 'A', ttl: 60 } as const;
  let updates = 0;
  zone.server.faults = ({ message }) => {
    if (message.opcode !== 'UPDATE') return undefined;
    updates += 1;
    return updates < 10 ? { rcode: 'NXRRSET' } : undefined;
  };
  const change = changeAddresses(zone.client, www, () => ['192.0.2.2']);
  await expect(change).resolves.toEqual(['192.0.2.2']);
  expect(updates).toBe(10);
});
