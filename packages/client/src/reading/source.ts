/** What everything that reads goes by: the servers, how they are talked to, and the client's calls. */

import type { Calls } from '../exchange/calls.ts';
import type { ClientSettings } from '../options/client-options.ts';
import type { Servers } from './servers.ts';

export interface Source {
  readonly servers: Servers;
  readonly settings: ClientSettings;
  readonly calls: Calls;
}
