/**
 * What a suite asks before it starts a real server, or runs another program. Where that is missing
 * the suite is skipped, which must be seen: the line logged here names the packages. In CI it is no
 * skip but a failure, since a suite that never runs proves nothing.
 */
import { missingPackages, missingPackagesOfProgram } from './installed.ts';
import type { ProgramName, ServerKind } from './server-kind.ts';

export interface Availability {
  readonly available: boolean;
  /** Why not: the kinds or programs, and the Debian packages that bring them. Absent where all are there. */
  readonly reason?: string;
}

/**
 * Whether servers of all these kinds can be started on this machine.
 *
 * @throws Error naming the Debian packages, where `CI` is `true` and one is missing.
 *
 * @example
 * import { requireServers } from '@zonewright/testkit';
 *
 * const bind = requireServers('bind');
 * // describe.skipIf(!bind.available)('updates against BIND', () => { … });
 * typeof bind.available; // => 'boolean'
 */
export function requireServers(...kinds: readonly ServerKind[]): Availability {
  return judge(kinds, missingPackages);
}

/**
 * The same for programs that a suite runs beside a server.
 *
 * @throws Error naming the Debian packages, where `CI` is `true` and one is missing.
 *
 * @example
 * import { requirePrograms } from '@zonewright/testkit';
 *
 * const openssl = requirePrograms('openssl');
 * // describe.skipIf(!openssl.available)('updates over TLS', () => { … });
 * typeof openssl.available; // => 'boolean'
 */
export function requirePrograms(...names: readonly ProgramName[]): Availability {
  return judge(names, missingPackagesOfProgram);
}

function judge<T extends string>(
  wanted: readonly T[],
  missing: (wanted: T) => string[],
): Availability {
  const absent = wanted.filter((one) => missing(one).length > 0);
  if (absent.length === 0) return { available: true };
  const packages = [...new Set(absent.flatMap(missing))].join(' ');
  const reason = `${absent.join(', ')} not installed: apt-get install --no-install-recommends ${packages}`;
  if (process.env['CI'] === 'true') {
    throw new Error(`in CI (CI=true) every real server and program has to be there; ${reason}`);
  }
  console.warn(`SKIPPED, ${reason}`);
  return { available: false, reason };
}
