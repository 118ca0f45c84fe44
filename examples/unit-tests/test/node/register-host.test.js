/** The tests as they are for node:test: `test.after` closes everything, whatever happens. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testZone } from '@zonewright/server/test';
import { RefusedError } from 'zonewright';
import { registerHost } from '../../dist/register-host.js';

const host = { name: 'printer', address: '192.0.2.7' };

test('a name that is free is registered', async (context) => {
  const { zone, server, client, close } = await testZone();
  context.after(close);
  assert.equal(await registerHost(client, zone, host), true);
  assert.deepEqual(server.zone(zone).rrset(`printer.${zone}`, 'A')?.data, ['192.0.2.7']);
});

test('a name that is taken stays as it is', async (context) => {
  const { zone, server, client, close } = await testZone({ records: 'printer A 192.0.2.1' });
  context.after(close);
  assert.equal(await registerHost(client, zone, host), false);
  assert.deepEqual(server.zone(zone).rrset(`printer.${zone}`, 'A')?.data, ['192.0.2.1']);
});

test('a frozen zone is an error', async (context) => {
  const { zone, server, client, close } = await testZone();
  context.after(close);
  server.freeze(zone);
  await assert.rejects(registerHost(client, zone, host), RefusedError);
});
