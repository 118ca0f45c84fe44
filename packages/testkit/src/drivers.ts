/** The driver of each kind of server. */
import { bind } from './bind.ts';
import { knot } from './knot.ts';
import { nsd } from './nsd.ts';
import { powerdns } from './powerdns.ts';
import type { ServerDriver } from './server-driver.ts';
import type { ServerKind } from './server-kind.ts';

export const drivers: Readonly<Record<ServerKind, ServerDriver>> = { bind, knot, powerdns, nsd };
