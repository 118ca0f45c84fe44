/**
 * The most memory that a process has had. The system's own figure for it (`maxRSS`) will not do for a
 * child: Linux lets it begin with what its parent had when it was started.
 */

import { readFileSync } from 'node:fs';

/**
 * In MiB; 0 where the process is gone, or the system does not tell.
 *
 * @param pid `self` is this process
 */
export function mostMiB(pid: number | 'self'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return pid === 'self' ? process.resourceUsage().maxRSS / 1024 : 0;
  }
}
