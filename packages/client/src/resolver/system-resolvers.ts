/** The name servers of the system: of resolv.conf, or where there is none, those that Node knows of. */

import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { parseResolvConf, type ResolverConfig } from './resolv-conf.ts';

/** Reads the system's configuration. */
export async function systemResolvers(path = '/etc/resolv.conf'): Promise<ResolverConfig> {
  const { LOCALDOMAIN, RES_OPTIONS } = process.env;
  const environment = { LOCALDOMAIN, RES_OPTIONS };
  try {
    return parseResolvConf(await readFile(path, 'utf8'), environment);
  } catch {
    // Windows has no such file. What Node tells may have a port, which no line of the file has.
    const { getServers } = process.getBuiltinModule('node:dns');
    const servers = getServers().map((server) => `nameserver ${server}`);
    return parseResolvConf(servers.join('\n'), environment);
  }
}
