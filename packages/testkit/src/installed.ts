/**
 * Finds the servers' programs. Debian keeps them in /usr/sbin, which is not on the PATH of an
 * ordinary user, so the sbin folders are looked through after PATH. `TESTKIT_PATH`, where it is
 * set, stands in place of both.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import {
  type ProgramName,
  programs,
  type Requirement,
  requirements,
  type ServerKind,
} from './server-kind.ts';

const sbinFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

function searchFolders(): string[] {
  const instead = process.env['TESTKIT_PATH'];
  if (instead !== undefined) return instead.split(delimiter).filter(isAbsolute);
  return [...(process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute), ...sbinFolders];
}

function isUsable(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The path of a program, or `undefined` where the machine does not have it. */
function findProgram(name: string): string | undefined {
  return searchFolders()
    .map((folder) => join(folder, name))
    .find((path) => isUsable(path, constants.X_OK));
}

/** The path of a program that has to be there. @throws Error naming the program. */
export function programPath(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`the program ${name} is not installed`);
  return path;
}

/** The path of what is needed, by the first of its names that is there. */
function pathOf({ need, or = [] }: Requirement): string | undefined {
  if (isAbsolute(need)) return isUsable(need, constants.R_OK) ? need : undefined;
  return [need, ...or].map(findProgram).find((path) => path !== undefined);
}

function packagesOf(needs: readonly Requirement[]): string[] {
  const missing = needs.filter((requirement) => pathOf(requirement) === undefined);
  return [...new Set(missing.map(({ debianPackage }) => debianPackage))];
}

/** The path of a program that `requirePrograms` has found. @throws Error where it is not there. */
export function requiredProgram(name: ProgramName): string {
  const path = pathOf(programs[name]);
  if (path === undefined) throw new Error(`the program ${name} is not installed`);
  return path;
}

/** The Debian packages without which a server of this kind cannot be started here. */
export function missingPackages(kind: ServerKind): string[] {
  return packagesOf(requirements[kind]);
}

/** The Debian package without which a program cannot be run here; none where it is there. */
export function missingPackagesOfProgram(name: ProgramName): string[] {
  return packagesOf([programs[name]]);
}

/**
 * Whether everything that a server of this kind needs is on this machine.
 *
 * @example
 * import { installed } from '@zonewright/testkit';
 *
 * typeof installed('bind'); // => 'boolean'
 */
export function installed(kind: ServerKind): boolean {
  return missingPackages(kind).length === 0;
}
