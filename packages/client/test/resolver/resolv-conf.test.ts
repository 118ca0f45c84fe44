import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseResolvConf, systemResolvers } from '../../src/index.ts';

const defaults = {
  nameServers: ['127.0.0.1'],
  search: [],
  ndots: 1,
  timeoutSeconds: 5,
  attempts: 2,
  rotate: false,
  useTcp: false,
  edns: false,
};

describe('parseResolvConf, by resolv.conf(5)', () => {
  test.each([
    ['', {}],
    ['# nameserver 192.0.2.1\n; nameserver 192.0.2.2\n', {}],
    ['nameserver 192.0.2.1', { nameServers: ['192.0.2.1'] }],
    ['nameserver\t2001:db8::1 # here', { nameServers: ['2001:db8::1'] }],
    ['nameserver fe80::1%eth0\n', { nameServers: ['fe80::1%eth0'] }],
    ['nameserver 192.0.2.1;192.0.2.2\n', { nameServers: ['192.0.2.1'] }],
    // A keyword begins its line, and what is no address is skipped.
    [' nameserver 192.0.2.1\nnameserver192.0.2.2\nnameserver dns.example\n', {}],
    [
      'nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n',
      { nameServers: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] },
    ],
    ['search a.example  b.example.\t\n', { search: ['a.example.', 'b.example.'] }],
    // The last of them counts.
    ['search a.example\ndomain b.example c.example\n', { search: ['b.example.'] }],
    ['domain b.example\nsearch a.example ..\n', { search: ['a.example.'] }],
    [
      'options ndots:3 timeout:2 attempts:4 rotate use-vc edns0 unknown:1\n',
      { ndots: 3, timeoutSeconds: 2, attempts: 4, rotate: true, useTcp: true, edns: true },
    ],
    [
      'options ndots:99 timeout:99 attempts:99\noptions ndots:16\n',
      { ndots: 15, timeoutSeconds: 30, attempts: 5 },
    ],
    ['options ndots: timeout:x attempts\noptions ndots:0', { ndots: 0 }],
  ])('%j', (text, expected) => {
    expect(parseResolvConf(text)).toEqual({ ...defaults, ...expected });
  });

  test('LOCALDOMAIN replaces the search list, RES_OPTIONS adds options', () => {
    const text = 'search a.example\noptions ndots:2 timeout:3\n';
    const environment = { LOCALDOMAIN: 'b.example c.example', RES_OPTIONS: 'ndots:5 rotate' };
    expect(parseResolvConf(text, environment)).toEqual({
      ...defaults,
      search: ['b.example.', 'c.example.'],
      ndots: 5,
      timeoutSeconds: 3,
      rotate: true,
    });
  });

  test('the file is read; without one there is a name server all the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zonewright-resolv-'));
    const path = join(folder, 'resolv.conf');
    await writeFile(path, 'nameserver 192.0.2.1\n');
    expect((await systemResolvers(path)).nameServers).toEqual(['192.0.2.1']);
    await rm(folder, { recursive: true });
    expect((await systemResolvers(path)).nameServers.length).toBeGreaterThan(0);
  });
});
