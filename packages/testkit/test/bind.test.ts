import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireServers, startServer, zoneTemplate } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { nsupdate } from './support/nsupdate.ts';
import { freezeRules, serverRules, updateRules } from './support/server-rules.ts';

const { available, reason = '' } = requireServers('bind');

describe.skipIf(!available)(`BIND ${reason}`, () => {
  const server = serverRules('bind', /^9\.\d+\.\d+$/);
  updateRules('bind', server, 'REFUSED');
  freezeRules(server);

  it('waits for a large zone: at start, for its file on freeze, and for its reload on thaw', async () => {
    const hosts = Array.from({ length: 100_000 }, (_, number) => `h${number} A 192.0.2.1`).join(
      '\n',
    );
    const large = `${zoneTemplate('large.test')}\n${hosts}`;
    await using other = await startServer('bind', { zones: { 'large.test': large } });
    const serial = async () =>
      (await other.dig('large.test', 'SOA')).answers[0]?.data.split(' ')[2];
    const add = (owner: string) =>
      nsupdate(other, 'large.test', [`add ${owner} 60 A 192.0.2.99`], 'testkit-key');
    expect(await serial()).toBe('1');
    expect(await add('first.large.test')).toBe('NOERROR');
    await other.freeze('large.test');
    const file = join(other.folder, 'zone-1.db');
    expect((await readFile(file, 'latin1')).slice(0, 1_000)).toMatch(/\b2\s*; serial/);
    await writeFile(file, large.replace('hostmaster 1 ', 'hostmaster 900 '));
    await other.thaw('large.test');
    expect(await add('second.large.test')).toBe('NOERROR');
    expect(await serial()).toBe('901');
    expect((await other.dig('first.large.test', 'A')).rcode).toBe('NXDOMAIN');
  });

  it('cuts MACs for a key of hmac-sha256-128, and knows the key by its full algorithm too', async () => {
    const secret = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
    const keys = [{ name: 'Short.', algorithm: 'hmac-sha256-128', secret }];
    await using other = await startServer('bind', { keys });
    expect(other.keys.map(({ name }) => name)).toEqual(['short']);
    const add = ['add new.example.test 60 A 192.0.2.99'];
    expect(await nsupdate(other, 'example.test', add, 'short')).toBe('NOERROR');
    const { raw } = await other.dig('example.test', 'SOA', {
      keyFile: other.keyFile('short'),
      extra: ['+additional'],
    });
    // dig prints "algorithm. time fudge MAC-size MAC …".
    expect(raw).toMatch(/TSIG\s+hmac-sha256\. \d+ 300 16 /);
  });

  it('takes a raw update-policy and raw zone statements', async () => {
    const zones = {
      'policy.test': {
        policy: 'grant testkit-key name only.policy.test. A;',
        options: 'max-records-per-type 2;',
      },
    };
    await using other = await startServer('bind', { zones });
    const update = (...lines: string[]) => nsupdate(other, 'policy.test', lines, 'testkit-key');
    expect(await update('add other.policy.test 60 A 192.0.2.1')).toBe('REFUSED');
    expect(await update('add only.policy.test 60 A 192.0.2.1')).toBe('NOERROR');
    const two = ['add only.policy.test 60 A 192.0.2.2', 'add only.policy.test 60 A 192.0.2.3'];
    expect(await update(...two)).toBe('SERVFAIL');
  });

  it('says in its log why it refused', async () => {
    await server().addZone('names.test');
    const add = ['check-names off', 'add my_host.names.test 60 A 192.0.2.99'];
    expect(await nsupdate(server(), 'names.test', add, 'testkit-key')).toBe('REFUSED');
    expect(await server().logText()).toContain('bad owner name (check-names)');
  });

  it('addZone shows the log for a zone that does not load', async () => {
    await expect(server().addZone('broken.test', 'no zone at all')).rejects.toThrow(
      /zone broken\.test was not added\n[\s\S]*zone broken\.test\/IN: not loaded due to errors/,
    );
  });
});
