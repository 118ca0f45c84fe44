/**
 * Debian and Ubuntu confine named by an AppArmor profile to its system folders: it may not read a
 * configuration in a temporary folder, not even as root. Profiles are found by the program's path,
 * so a copy of the program in that folder is free of it.
 */
import { copyFile, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

export interface AppArmor {
  /** A file that says `Y` where AppArmor is in force. */
  readonly enabled: string;
  /** The folder of the profiles, which are named like `usr.sbin.named`. */
  readonly profiles: string;
}

const system: AppArmor = {
  enabled: '/sys/module/apparmor/parameters/enabled',
  profiles: '/etc/apparmor.d',
};

/** The path to start a program by: its own, or that of a copy in `folder` if it is confined. */
export async function unconfined(
  path: string,
  folder: string,
  { enabled, profiles }: AppArmor = system,
): Promise<string> {
  const inForce = await readFile(enabled, 'latin1').catch(() => 'N');
  if (!inForce.startsWith('Y')) return path;
  const profile = join(profiles, path.slice(1).replaceAll('/', '.'));
  const confined = await stat(profile).catch(() => undefined);
  if (confined === undefined) return path;
  const copy = join(folder, basename(path));
  await copyFile(path, copy);
  return copy;
}
