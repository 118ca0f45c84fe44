/**
 * BIND 9.18: named with its own control channel on loopback, to which rndc speaks with a key made
 * for this one server. Zones take updates from keys alone; they are primaries, or secondaries of
 * another server that the suite runs.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostPort } from './host-port.ts';
import { bindKeyText, type KeySpec } from './key-spec.ts';
import { loopback } from './loopback.ts';
import { pollUntil } from './poll-until.ts';
import { runToSuccess } from './run-program.ts';
import type { ServerDriver, ServerPlan, TlsFiles } from './server-driver.ts';
import type { Upstream, ZonePlan } from './zone-plan.ts';

const keyList = (names: readonly string[]) =>
  names.length === 0 ? 'none; ' : names.map((name) => `key "${name}"; `).join('');

const onPort = ({ address, port }: HostPort) => `${address} port ${port}`;

function secondaryBlock({ server, key, forwardUpdates }: Upstream, updateKeys: readonly string[]) {
  const forward = forwardUpdates ? `allow-update-forwarding { ${keyList(updateKeys)}};` : '';
  // Without a file: it is transferred anew whenever the server starts.
  return `type secondary; primaries { ${onPort(server)} key "${key}"; }; ${forward}`;
}

function primaryBlock({ file, updateKeys, policy }: ZonePlan) {
  const update =
    policy === undefined
      ? `allow-update { ${keyList(updateKeys)}};`
      : `update-policy { ${policy} };`;
  return `type primary; file "${file}"; ${update}`;
}

function zoneBlock(zone: ZonePlan, reader: KeySpec) {
  const { upstream, secondaries, transferKeys, openTransfer, options } = zone;
  const kind =
    upstream === undefined ? primaryBlock(zone) : secondaryBlock(upstream, zone.updateKeys);
  const keys = keyList([...transferKeys, reader.name]);
  const transfer = `allow-transfer { ${openTransfer === true ? 'any; ' : keys}};`;
  const told = secondaries.map((server) => `${onPort(server)}; `).join('');
  const notify = told === '' ? '' : `notify explicit; also-notify { ${told}};`;
  return `{ ${kind} ${transfer} ${notify} ${options ?? ''} };`;
}

function tlsBlock({ cert, key, ca }: TlsFiles) {
  const authority = ca === undefined ? '' : `ca-file "${ca}"; `;
  return `tls "testkit" { cert-file "${cert}"; key-file "${key}"; ${authority}};`;
}

// Without -g, which logs all that there is and does not look at this.
const quietBlock = `logging {
  channel "testkit" { stderr; severity warning; print-time yes; };
  category default { "testkit"; };
};`;

function namedConf(plan: ServerPlan) {
  const { folder, address, port, controlPort, tlsPort, tls, keys, reader, zones } = plan;
  const ipv6 = loopback(address).includes(':');
  const on = (family: string) =>
    `port ${port} { ${ipv6 === (family === 'v6') ? `${address};` : 'none;'} };`;
  const onTls = `${ipv6 ? 'listen-on-v6' : 'listen-on'} port ${tlsPort} tls "testkit" { ${address}; };`;
  return `
include "rndc.key";
${[...keys, reader].map(bindKeyText).join('')}
${tls === undefined ? '' : tlsBlock(tls)}
${plan.quiet === true ? quietBlock : ''}
options {
  directory "${folder}";
  managed-keys-directory "${folder}";
  pid-file none;
  lock-file none;
  session-keyfile none;
  listen-on ${on('v4')}
  listen-on-v6 ${on('v6')}
  ${tls === undefined ? '' : onTls}
  recursion no;
  notify no;
  dnssec-validation no;
  empty-zones-enable no;
  allow-new-zones yes;
};
controls { inet 127.0.0.1 port ${controlPort} allow { 127.0.0.1; } keys { "rndc"; }; };
${zones.map((zone) => `zone "${zone.name}" ${zoneBlock(zone, reader)}`).join('\n')}
`;
}

function rndc({ folder, controlPort }: ServerPlan, ...command: readonly string[]) {
  const channel = ['-s', '127.0.0.1', '-p', String(controlPort), '-k', join(folder, 'rndc.key')];
  return runToSuccess('rndc', [...channel, ...command]);
}

/** A line of `rndc zonestatus`, such as `frozen: yes`. */
async function zoneStatus(plan: ServerPlan, zone: ZonePlan, field: string) {
  const status = await rndc(plan, 'zonestatus', zone.name);
  return new RegExp(`^${field}: (.*)$`, 'm').exec(status)?.[1];
}

/** The serial that a master file opens with. */
async function serialInFile(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    // The SOA comes first; a file may be large.
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8192), 0, 8192, 0);
    const text = buffer.toString('latin1', 0, bytesRead);
    return /\bSOA\s+\S+\s+\S+\s*\(?\s*(\d+)/i.exec(text.replace(/;.*$/gm, ''))?.[1];
  } finally {
    await file.close();
  }
}

/**
 * rndc returns before named has written the zone to its file. A test that then puts a file of its
 * own in place would find it overwritten.
 */
async function dumpWritten(plan: ServerPlan, zone: ZonePlan) {
  const serial = await zoneStatus(plan, zone, 'serial');
  await pollUntil(
    `named wrote serial ${serial} of ${zone.name} to its file`,
    async () => (await serialInFile(join(plan.folder, zone.file))) === serial,
  );
}

export const bind: ServerDriver = {
  label: 'BIND',
  mayTruncate: true,
  hasTls: true,
  versionCommand: { program: 'named', args: ['-v'] },
  files: (plan) => ({
    'named.conf': namedConf(plan),
    // The reader's secret is made for this server alone too, so the channel can share it.
    'rndc.key': bindKeyText({ ...plan.reader, name: 'rndc' }),
  }),
  // With more than one socket to a port the second message is all there is.
  portTaken: /address in use|creating IPv[46] interface \S+ failed/,
  // -g: in the foreground, with all of the log on standard error. Two threads, however many cores.
  command: ({ folder, quiet }) => ({
    program: 'named',
    args: [quiet === true ? '-f' : '-g', '-n', '2', '-c', join(folder, 'named.conf')],
  }),
  async freeze(plan, zone) {
    await rndc(plan, 'freeze', zone.name);
    await dumpWritten(plan, zone);
  },
  async thaw(plan, zone) {
    await rndc(plan, 'thaw', zone.name);
    // The zone is loaded anew, after rndc has returned, and takes updates when that is done.
    await pollUntil(
      `${zone.name} takes updates again`,
      async () => (await zoneStatus(plan, zone, 'frozen')) === 'no',
    );
  },
  async addZone(plan, zone) {
    await rndc(plan, 'addzone', zone.name, zoneBlock(zone, plan.reader));
  },
};
