/**
 * PowerDNS Authoritative 4.7 over SQLite. Zones are loaded by pdnsutil, keys and permissions go
 * straight into the tables: pdnsutil would want the secret on its command line.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loopback } from './loopback.ts';
import { runToSuccess } from './run-program.ts';
import type { ServerDriver, ServerPlan } from './server-driver.ts';
import { powerdnsSchema } from './server-kind.ts';
import type { ZonePlan } from './zone-plan.ts';

// Else it would go on answering from them after pdnsutil or sqlite3 made a change.
const withoutCaches = `cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
domain-metadata-cache-ttl=0
`;

// security-poll-suffix is empty, or it would ask the Internet whether it is out of date.
const pdnsConf = ({ folder, address, port, caches = false, quiet = false }: ServerPlan) => `
launch=gsqlite3
gsqlite3-database=${join(folder, 'zones.sqlite3')}
gsqlite3-pragma-synchronous=0
local-address=${loopback(address)}
local-port=${port}
config-dir=${folder}
socket-dir=${folder}
daemon=no
guardian=no
disable-syslog=yes
loglevel=${quiet ? 3 : 6}
api=no
webserver=no
security-poll-suffix=
dnsupdate=yes
allow-dnsupdate-from=127.0.0.0/8,::1
allow-axfr-ips=
zone-cache-refresh-interval=0
${caches ? '' : withoutCaches}`;

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

function sqlite({ folder }: ServerPlan, statements: string) {
  return runToSuccess('sqlite3', ['-bail', join(folder, 'zones.sqlite3')], {
    input: `.timeout 5000\npragma synchronous = 0;\n${statements}`,
  });
}

const metadata = (zone: ZonePlan, kind: string, content: string) =>
  'insert into domainmetadata (domain_id, kind, content) ' +
  `select id, ${quoted(kind)}, ${quoted(content)} from domains where name = ${quoted(zone.name)};\n`;

async function loadZones(plan: ServerPlan, zones: readonly ZonePlan[]) {
  for (const { name, file } of zones) {
    const path = join(plan.folder, file);
    await runToSuccess('pdnsutil', [`--config-dir=${plan.folder}`, 'load-zone', name, path]);
  }
  const permissions = zones.flatMap((zone) => {
    // A zone that names no key takes unsigned updates; this one is nobody's.
    const updaters = zone.updateKeys.length === 0 ? ['nobody-may-update'] : zone.updateKeys;
    return [
      ...updaters.map((key) => metadata(zone, 'TSIG-ALLOW-DNSUPDATE', key)),
      ...[...zone.transferKeys, plan.reader.name].map((key) =>
        metadata(zone, 'TSIG-ALLOW-AXFR', key),
      ),
    ];
  });
  await sqlite(plan, permissions.join(''));
}

export const powerdns: ServerDriver = {
  label: 'PowerDNS',
  mayTruncate: false,
  hasCaches: true,
  versionCommand: { program: 'pdns_server', args: ['--version'] },
  portTaken: /address already in use/i,
  files: (plan) => ({ 'pdns.conf': pdnsConf(plan) }),
  async prepare(plan) {
    const keys = [...plan.keys, plan.reader].map(
      ({ name, algorithm, secret }) =>
        'insert into tsigkeys (name, algorithm, secret) ' +
        `values (${quoted(name)}, ${quoted(algorithm)}, ${quoted(secret)});\n`,
    );
    await sqlite(plan, `${await readFile(powerdnsSchema, 'utf8')}\n${keys.join('')}`);
    await loadZones(plan, plan.zones);
  },
  command: ({ folder }) => ({ program: 'pdns_server', args: [`--config-dir=${folder}`] }),
  addZone: (plan, zone) => loadZones(plan, [zone]),
};
