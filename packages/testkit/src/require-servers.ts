/**
 * What a suite asks before it starts a real server. Where the server is missing the suite is
 * skipped, which must be seen: the line logged here names the packages. In CI it is no skip but a
 * failure, since a suite that never runs proves nothing.
 */
import { missingPackages } from './installed.ts';
import type { ServerKind } from './server-kind.ts';

export interface Availability {
  readonly available: boolean;
  /** Why not: the kinds, and the Debian packages that bring them. Absent where all are there. */
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
  const absent = kinds.filter((kind) => missingPackages(kind).length > 0);
  if (absent.length === 0) return { available: true };
  const packages = [...new Set(absent.flatMap(missingPackages))].join(' ');
  const reason = `${absent.join(', ')} not installed: apt-get install --no-install-recommends ${packages}`;
  if (process.env['CI'] === 'true') {
    throw new Error(`in CI (CI=true) every real server has to be there; ${reason}`);
  }
  console.warn(`SKIPPED, ${reason}`);
  return { available: false, reason };
}
