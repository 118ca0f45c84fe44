/**
 * Knot DNS 3.2: knotd with knotc over a Unix socket in its folder. Its configuration is read into
 * a database in memory, which is why zones can be added to it while it runs. Zone files are never
 * written back: changes live in the journal.
 */
import { join } from 'node:path';
import type { HostPort } from './host-port.ts';
import { loopback } from './loopback.ts';
import { runToSuccess } from './run-program.ts';
import type { ServerDriver, ServerPlan } from './server-driver.ts';
import type { ZonePlan } from './zone-plan.ts';

interface Acl {
  readonly id: string;
  readonly action: 'update' | 'transfer' | 'notify';
  readonly keys: readonly string[];
}

interface Remote {
  readonly id: string;
  readonly server: HostPort;
  readonly key?: string;
}

/** The other servers of a zone: whom it has it from, and whom it tells of changes. */
function remotes({ file, upstream, secondaries }: ZonePlan): {
  readonly masters: readonly Remote[];
  readonly told: readonly Remote[];
} {
  return {
    masters: upstream === undefined ? [] : [{ id: `primary-${file}`, ...upstream }],
    told: secondaries.map((server, i) => ({ id: `secondary-${i}-${file}`, server })),
  };
}

function acls(
  { file, updateKeys, transferKeys, openTransfer, upstream }: ZonePlan,
  { reader }: ServerPlan,
): Acl[] {
  const all: Acl[] = [
    { id: `update-${file}`, action: 'update', keys: updateKeys },
    { id: `transfer-${file}`, action: 'transfer', keys: [...transferKeys, reader.name] },
  ];
  if (upstream !== undefined) {
    all.push({ id: `notify-${file}`, action: 'notify', keys: [upstream.key] });
  }
  // A rule without a key is a rule for everybody.
  const given = all.filter(({ keys }) => keys.length > 0);
  return openTransfer === true
    ? [...given, { id: `open-${file}`, action: 'transfer', keys: [] }]
    : given;
}

const keysLine = ({ keys }: Acl) =>
  keys.length === 0 ? '' : `    key: [ ${keys.map((key) => `"${key}"`).join(', ')} ]\n`;

function knotConf(plan: ServerPlan): string {
  const { folder, address, port, keys, reader, zones } = plan;
  const zoneAcls = zones.flatMap((zone) => acls(zone, plan));
  const zoneRemotes = zones.flatMap((zone) => {
    const { masters, told } = remotes(zone);
    return [...masters, ...told];
  });
  // An empty list is no list to Knot.
  const listed = (item: string, all: readonly Remote[]) =>
    all.length === 0 ? '' : `    ${item}: [ ${all.map(({ id }) => `"${id}"`).join(', ')} ]\n`;
  return `
server:
    rundir: "${folder}"
    listen: "${loopback(address)}@${port}"
    udp-workers: 1
    tcp-workers: 2
    background-workers: 2
database:
    storage: "${folder}"
    journal-db-max-size: 64M
    timer-db-max-size: 2M
control:
    listen: "${socketPath(folder)}"
log:
  - target: stderr
    any: ${plan.quiet === true ? 'warning' : 'info'}
key:
${[...keys, reader].map((k) => `  - id: "${k.name}"\n    algorithm: ${k.algorithm}\n    secret: "${k.secret}"\n`).join('')}
remote:
${zoneRemotes.map(({ id, server, key }) => `  - id: "${id}"\n    address: "${loopback(server.address)}@${server.port}"\n${key === undefined ? '' : `    key: "${key}"\n`}`).join('')}
acl:
${zoneAcls.map((acl) => `  - id: "${acl.id}"\n    action: ${acl.action}\n${keysLine(acl)}`).join('')}
template:
  - id: default
    storage: "${folder}"
    zonefile-sync: -1
    journal-content: changes
zone:
${zones
  .map(
    (zone) => `  - domain: "${zone.name}"
    file: "${zone.file}"
    acl: [ ${acls(zone, plan)
      .map(({ id }) => `"${id}"`)
      .join(', ')} ]
${listed('master', remotes(zone).masters)}${listed('notify', remotes(zone).told)}`,
  )
  .join('')}`;
}

const socketPath = (folder: string) => join(folder, 'knot.sock');

// -b: returns when the zone has been frozen or thawed, not when that has been asked for.
function knotc({ folder }: ServerPlan, ...command: readonly string[]) {
  return runToSuccess('knotc', ['-s', socketPath(folder), '-b', ...command]);
}

export const knot: ServerDriver = {
  label: 'Knot DNS',
  mayTruncate: false,
  versionCommand: { program: 'knotd', args: ['--version'] },
  portTaken: /address already in use/i,
  files: (plan) => ({ 'knot.conf': knotConf(plan) }),
  command: ({ folder }) => ({
    program: 'knotd',
    args: ['-c', join(folder, 'knot.conf'), '-s', socketPath(folder)],
  }),
  async freeze(plan, zone) {
    await knotc(plan, 'zone-freeze', zone.name);
  },
  async thaw(plan, zone) {
    await knotc(plan, 'zone-thaw', zone.name);
  },
  async addZone(plan, zone) {
    if (zone.upstream !== undefined || zone.secondaries.length > 0) {
      throw new Error('Knot here has zones of other servers from the start alone');
    }
    const set = (item: string, ...values: string[]) => knotc(plan, 'conf-set', item, ...values);
    await knotc(plan, 'conf-begin');
    try {
      const rules = acls(zone, plan);
      for (const { id, action, keys } of rules) {
        await set(`acl[${id}]`);
        await set(`acl[${id}].action`, action);
        if (keys.length > 0) await set(`acl[${id}].key`, ...keys);
      }
      await set(`zone[${zone.name}]`);
      await set(`zone[${zone.name}].file`, zone.file);
      await set(`zone[${zone.name}].acl`, ...rules.map(({ id }) => id));
      await knotc(plan, 'conf-commit');
    } catch (error) {
      await knotc(plan, 'conf-abort').catch(() => undefined);
      throw error;
    }
  },
};
