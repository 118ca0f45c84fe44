/**
 * NSD 4.6: the server that knows no UPDATE and answers NOTIMP to each. Its zones are those it
 * started with. The keys are for transfers.
 */
import { join } from 'node:path';
import { loopback } from './loopback.ts';
import type { ServerDriver, ServerPlan } from './server-driver.ts';
import type { ZonePlan } from './zone-plan.ts';

/** NOTIFY is taken from the primary's address, with its key or without. */
function upstreamOf({ upstream }: ZonePlan): string {
  if (upstream === undefined) return '';
  const { server, key } = upstream;
  return `    request-xfr: ${server.address}@${server.port} ${key}
    allow-notify: ${server.address} ${key}
    allow-notify: ${server.address} NOKEY
`;
}

const nsdConf = ({ folder, address, port, keys, reader, zones }: ServerPlan) => `
server:
    ip-address: ${loopback(address)}@${port}
    server-count: 1
    username: ""
    database: ""
    pidfile: ""
    xfrdfile: ""
    xfrdir: "${folder}"
    zonesdir: "${folder}"
    zonelistfile: "${join(folder, 'zone.list')}"
    rrl-ratelimit: 0
    verbosity: 1
remote-control:
    control-enable: no
${[...keys, reader].map((k) => `key:\n    name: "${k.name}"\n    algorithm: ${k.algorithm}\n    secret: "${k.secret}"\n`).join('')}
${zones
  .map(
    (zone) => `zone:
    name: "${zone.name}"
    zonefile: "${join(folder, zone.file)}"
${upstreamOf(zone)}${[...zone.transferKeys, reader.name].map((key) => `    provide-xfr: ${address} ${key}\n`).join('')}`,
  )
  .join('')}`;

export const nsd: ServerDriver = {
  label: 'NSD',
  mayTruncate: false,
  versionCommand: { program: 'nsd', args: ['-v'] },
  portTaken: /address already in use/i,
  files: (plan) => ({ 'nsd.conf': nsdConf(plan) }),
  command: ({ folder }) => ({ program: 'nsd', args: ['-d', '-c', join(folder, 'nsd.conf')] }),
};
