/** Whether this machine has ::1: some containers do without IPv6. */
import { networkInterfaces } from 'node:os';

export const hasIpv6: boolean = Object.values(networkInterfaces())
  .flat()
  .some((entry) => entry?.address === '::1');
