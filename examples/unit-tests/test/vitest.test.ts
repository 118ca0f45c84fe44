/** The tests as they are for vitest: `await using` closes everything, whatever happens. */

import { testZone } from '@zonewright/server/test';
import { expect, test } from 'vitest';
import { RefusedError } from 'zonewright';
import { registerHost } from '../src/register-host.ts';

test('a name that is free is registered', async () => {
  await using dns = await testZone();
  const host = { name: 'printer', address: '192.0.2.7' };
  expect(await registerHost(dns.client, dns.zone, host)).toBe(true);
  const rrset = dns.server.zone(dns.zone).rrset(`printer.${dns.zone}`, 'A');
  expect(rrset).toMatchObject({ ttl: 60, data: ['192.0.2.7'] });
});

test('a name that is taken stays as it is', async () => {
  await using dns = await testZone({ records: 'printer A 192.0.2.1' });
  const host = { name: 'printer', address: '192.0.2.7' };
  expect(await registerHost(dns.client, dns.zone, host)).toBe(false);
  const rrset = dns.server.zone(dns.zone).rrset(`printer.${dns.zone}`, 'A');
  expect(rrset?.data).toEqual(['192.0.2.1']);
});

test('a frozen zone is an error', async () => {
  await using dns = await testZone();
  dns.server.freeze(dns.zone);
  const host = { name: 'printer', address: '192.0.2.7' };
  await expect(registerHost(dns.client, dns.zone, host)).rejects.toThrow(RefusedError);
});

test('a reply that is lost does not register a host twice', async () => {
  await using dns = await testZone({ client: { timeoutMs: 100 } });
  const updates = () => dns.server.received.filter(({ message }) => message.opcode === 'UPDATE');
  dns.server.faults = ({ message }) =>
    message.opcode === 'UPDATE' && updates().length === 1 ? { drop: 'reply' } : undefined;
  const host = { name: 'printer', address: '192.0.2.7' };
  expect(await registerHost(dns.client, dns.zone, host)).toBe(true);
  expect(dns.server.zone(dns.zone).serial).toBe(2);
});
