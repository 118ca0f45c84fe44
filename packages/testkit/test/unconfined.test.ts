import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unconfined } from '../src/unconfined.ts';

describe('unconfined', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zonewright-unconfined-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const appArmor = async (says: string) => {
    const enabled = join(folder, 'enabled');
    await writeFile(enabled, says);
    return { enabled, profiles: folder };
  };

  it('starts a copy of a program that has a profile in force', async () => {
    await writeFile(join(folder, 'bin.echo'), 'profile');
    const path = await unconfined('/bin/echo', folder, await appArmor('Y\n'));
    expect(path).toBe(join(folder, 'echo'));
    expect(await readFile(path)).toEqual(await readFile('/bin/echo'));
    expect(execFileSync(path, ['here'], { encoding: 'utf8' })).toBe('here\n');
  });

  it('leaves a program alone that has no profile, or where AppArmor is off or absent', async () => {
    expect(await unconfined('/bin/echo', folder, await appArmor('Y\n'))).toBe('/bin/echo');
    await writeFile(join(folder, 'bin.echo'), 'profile');
    expect(await unconfined('/bin/echo', folder, await appArmor('N\n'))).toBe('/bin/echo');
    const absent = { enabled: join(folder, 'no-such-file'), profiles: folder };
    expect(await unconfined('/bin/echo', folder, absent)).toBe('/bin/echo');
  });
});
