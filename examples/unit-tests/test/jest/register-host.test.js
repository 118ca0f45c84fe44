/** The tests as they are for jest: `afterEach` closes everything, whatever happens. */

import { testZone } from '@zonewright/server/test';
import { RefusedError } from 'zonewright';
import { registerHost } from '../../dist/register-host.js';

const host = { name: 'printer', address: '192.0.2.7' };
let dns;

beforeEach(async () => {
  dns = await testZone({ records: 'scanner A 192.0.2.1' });
});

afterEach(() => dns.close());

test('a name that is free is registered', async () => {
  const { zone, server, client } = dns;
  expect(await registerHost(client, zone, host)).toBe(true);
  expect(server.zone(zone).rrset(`printer.${zone}`, 'A')?.data).toEqual(['192.0.2.7']);
});

test('a name that is taken stays as it is', async () => {
  const { zone, server, client } = dns;
  expect(await registerHost(client, zone, { ...host, name: 'scanner' })).toBe(false);
  expect(server.zone(zone).rrset(`scanner.${zone}`, 'A')?.data).toEqual(['192.0.2.1']);
});

test('a frozen zone is an error', async () => {
  const { zone, server, client } = dns;
  server.freeze(zone);
  await expect(registerHost(client, zone, host)).rejects.toThrow(RefusedError);
});
