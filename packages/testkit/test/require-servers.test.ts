import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  installed,
  requiredProgram,
  requirePrograms,
  requireServers,
  startServer,
} from '@zonewright/testkit';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { missingPackages } from '../src/installed.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('requireServers', () => {
  it('logs what is skipped with the Debian packages, and gives that as the reason', () => {
    vi.stubEnv('TESTKIT_PATH', '/nonexistent');
    vi.stubEnv('CI', '');
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { available, reason } = requireServers('knot', 'nsd');
    expect(available).toBe(false);
    expect(reason).toContain('knot, nsd not installed');
    expect(reason).toMatch(/ knot bind9-dnsutils nsd$/);
    expect(warn).toHaveBeenCalledExactlyOnceWith(`SKIPPED, ${reason}`);
  });

  it('throws with CI=true, naming the Debian packages', () => {
    vi.stubEnv('TESTKIT_PATH', '/nonexistent');
    vi.stubEnv('CI', 'true');
    expect(() => requireServers('bind')).toThrow(/CI=true.* bind9 bind9-utils bind9-dnsutils$/);
  });

  it('asks for no kind, and finds nothing missing', () => {
    vi.stubEnv('TESTKIT_PATH', '/nonexistent');
    expect(requireServers()).toEqual({ available: true });
  });
});

describe('requirePrograms', () => {
  it('logs what is skipped with the Debian packages, and gives that as the reason', () => {
    vi.stubEnv('TESTKIT_PATH', '/nonexistent');
    vi.stubEnv('CI', '');
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { available, reason } = requirePrograms('openssl', 'kdig', 'knsupdate');
    expect(available).toBe(false);
    expect(reason).toContain('openssl, kdig, knsupdate not installed');
    expect(reason).toMatch(/ openssl knot-dnsutils$/);
    expect(warn).toHaveBeenCalledExactlyOnceWith(`SKIPPED, ${reason}`);
  });

  it('throws with CI=true, naming the Debian package', () => {
    vi.stubEnv('TESTKIT_PATH', '/nonexistent');
    vi.stubEnv('CI', 'true');
    expect(() => requirePrograms('openssl')).toThrow(/CI=true.*openssl not installed.* openssl$/);
  });

  it('finds a program by the name that it has on another system', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zonewright-programs-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    vi.stubEnv('TESTKIT_PATH', folder);
    expect(() => requiredProgram('chromium')).toThrow('chromium is not installed');
    writeFileSync(join(folder, 'google-chrome'), '', { mode: 0o755 });
    expect(requirePrograms('chromium')).toEqual({ available: true });
    expect(requiredProgram('chromium')).toBe(join(folder, 'google-chrome'));
  });

  it('finds a program that is there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zonewright-programs-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'openssl'), '', { mode: 0o755 });
    vi.stubEnv('TESTKIT_PATH', folder);
    expect(requirePrograms('openssl')).toEqual({ available: true });
  });
});

describe('installed', () => {
  it('is false where a program is missing, and startServer then names the package', async () => {
    vi.stubEnv('TESTKIT_PATH', '/nonexistent');
    expect(installed('nsd')).toBe(false);
    await expect(startServer('nsd')).rejects.toThrow(/NSD needs nsd, bind9-dnsutils/);
  });

  it('agrees with what is missing here', () => {
    for (const kind of ['bind', 'knot', 'powerdns', 'nsd'] as const) {
      expect(installed(kind)).toBe(missingPackages(kind).length === 0);
    }
  });

  it.skipIf(!installed('nsd'))('finds /usr/sbin where it is not on PATH', () => {
    vi.stubEnv('PATH', '/usr/bin:/bin');
    expect(installed('nsd')).toBe(true);
  });
});
