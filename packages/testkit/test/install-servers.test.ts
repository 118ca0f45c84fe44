import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requirePrograms, requireServers } from '@zonewright/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programPath, requiredProgram } from '../src/installed.ts';
import { programs, requirements } from '../src/server-kind.ts';

const script = fileURLToPath(new URL('../src/install-servers.mjs', import.meta.url));
const servers = requireServers('bind', 'knot', 'powerdns', 'nsd');
const others = requirePrograms(
  'openssl',
  'nsupdate',
  'kdig',
  'knsupdate',
  'dnspython',
  'go',
  'miekg-dns',
  'chromium',
);
const available = servers.available && others.available;
const reason = [servers.reason, others.reason].join(' ');

function run(env: Readonly<Record<string, string>>) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [script], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('install-servers', () => {
  // Without apt-get among them, so that nothing is ever installed from here.
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zonewright-install-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('names what is missing, the command to run, and that suites will be skipped', async () => {
    const { code, stdout } = await run({ TESTKIT_PATH: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}apt-get install --no-install-recommends bind9 bind9-dnsutils /m);
    expect(stdout).toContain('will be skipped');
    const wanted = [...Object.values(requirements).flat(), ...Object.values(programs)].filter(
      ({ need }) => !need.startsWith('/'),
    );
    expect(stdout.split(/\s/)).toEqual(
      expect.arrayContaining(wanted.map(({ debianPackage }) => debianPackage)),
    );
  });

  it('fails with CI=true where something is missing', async () => {
    const { code, stdout, stderr } = await run({ TESTKIT_PATH: folder, CI: 'true' });
    expect(code).toBe(1);
    expect(stdout).toContain('nsd');
    expect(stderr).toContain('CI=true');
    expect(stdout).not.toContain('will be skipped');
  });

  it.skipIf(!available)(`asks for nothing that is there ${reason}`, async () => {
    const { code, stdout } = await run({ PATH: process.env['PATH'] ?? '', CI: 'true' });
    expect(code).toBe(0);
    expect(stdout).not.toContain('apt-get');
  });

  it.skipIf(!available)(
    `names the one package that is missing, and knows other names ${reason}`,
    async () => {
      const needs = [...Object.values(requirements).flat(), ...Object.values(programs)];
      const names = new Set(needs.map(({ need }) => need).filter((need) => !need.startsWith('/')));
      names.delete('knotd');
      names.delete('chromium');
      await symlink(requiredProgram('chromium'), join(folder, 'chromium-browser'));
      for (const name of names) await symlink(programPath(name), join(folder, name));
      const { stdout } = await run({ TESTKIT_PATH: folder });
      expect(stdout).toContain('--no-install-recommends knot\n');
    },
  );
});
