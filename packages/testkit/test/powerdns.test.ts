import { requireServers } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { serverRules, updateRules } from './support/server-rules.ts';

const { available, reason = '' } = requireServers('powerdns');

describe.skipIf(!available)(`PowerDNS ${reason}`, () => {
  const server = serverRules('powerdns', /^4\.\d+\.\d+$/);
  updateRules('powerdns', server, 'REFUSED');

  it('throws on freeze and thaw, which it does not have', async () => {
    await expect(server().freeze('example.test')).rejects.toThrow(/PowerDNS has no freeze/);
    await expect(server().thaw('example.test')).rejects.toThrow(/PowerDNS has no freeze/);
  });
});
