import { requireServers } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { nsupdate } from './support/nsupdate.ts';
import { serverRules } from './support/server-rules.ts';

const { available, reason = '' } = requireServers('nsd');

describe.skipIf(!available)(`NSD ${reason}`, () => {
  const server = serverRules('nsd', /^4\.\d+\.\d+$/);

  it('answers NOTIMP to every update (RFC 2136 section 3.1)', async () => {
    const add = ['add new.example.test 60 A 192.0.2.99'];
    expect(await nsupdate(server(), 'example.test', add)).toBe('NOTIMP');
    expect(await nsupdate(server(), 'example.test', add, 'testkit-key')).toBe('NOTIMP');
  });

  it('throws on freeze, thaw and addZone, which it does not have', async () => {
    await expect(server().freeze('example.test')).rejects.toThrow(/NSD has no freeze/);
    await expect(server().thaw('example.test')).rejects.toThrow(/NSD has no freeze/);
    await expect(server().addZone('late.test')).rejects.toThrow(/NSD here takes no zone/);
  });
});
