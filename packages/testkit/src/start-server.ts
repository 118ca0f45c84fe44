/**
 * Starts a real server for a suite: writes its configuration and zones into a temporary folder,
 * runs it on free loopback ports, and waits until it answers for every zone.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { digServesZones } from './dig.ts';
import { drivers } from './drivers.ts';
import { missingPackages, programPath } from './installed.ts';
import { bindKeyText, checkKey, defaultKey, type KeySpec, readerKeyName } from './key-spec.ts';
import { watchLeftovers } from './leftovers.ts';
import type { RealServer } from './real-server.ts';
import { type PortReservation, reservePorts } from './reserve-ports.ts';
import { runProgram } from './run-program.ts';
import { giveBack, keyFilePath, RunningServer } from './running-server.ts';
import type { ServerDriver, ServerPlan, TlsFiles } from './server-driver.ts';
import type { ServerKind } from './server-kind.ts';
import { ServerProcess } from './server-process.ts';
import { unconfined } from './unconfined.ts';
import { planZone, type ZoneOptions } from './zone-plan.ts';

const pollMs = 10;
const portAttempts = 5;

export interface StartServerOptions {
  /** Master-file text, or more, by zone name. @default example.test with `zoneTemplate` */
  readonly zones?: Readonly<Record<string, ZoneOptions | string>>;
  /** The keys that the server knows. @default [defaultKey] */
  readonly keys?: readonly KeySpec[];
  /** Listens on `::1` in place of `127.0.0.1`. @default false */
  readonly ipv6?: boolean;
  /** BIND only: takes DNS over TLS (RFC 7858) too, on the server's `tlsPort`. */
  readonly tls?: TlsFiles;
  /** PowerDNS only: its caches of packets, queries and metadata are on. @default false */
  readonly caches?: boolean;
  /** Logs warnings and errors alone: a line for each update costs what is measured. @default false */
  readonly quiet?: boolean;
  /** Where its folder is made, such as `/dev/shm`. @default the system's for temporary files */
  readonly parentFolder?: string;
}

/** Somebody else took the port between our look at it and the server's. */
class PortTakenError extends Error {}

/**
 * Starts a server on loopback and resolves when it answers for all its zones. Every key may update
 * and transfer every zone unless a zone says otherwise; nothing is allowed without a key.
 *
 * @throws Error where the options cannot be carried out by this kind of server, where it is not
 *   installed, or where it does not answer within ten seconds, with its log.
 *
 * @example
 * import { requireServers, startServer } from '@zonewright/testkit';
 *
 * if (requireServers('bind').available) {
 *   await using server = await startServer('bind');
 *   const { answers } = await server.dig('www.example.test', 'A');
 *   answers[0]?.data; // => '192.0.2.80'
 * }
 */
export function startServer(
  kind: ServerKind,
  options: StartServerOptions = {},
): Promise<RealServer> {
  return startServerWith({ reserve: reservePorts, answerMs: 10_000 }, kind, options);
}

interface Circumstances {
  readonly reserve: (address: string) => Promise<PortReservation>;
  /** How long a server may take until it answers for its zones. */
  readonly answerMs: number;
}

/** `startServer` in other circumstances, for the tests of what can go wrong. */
export async function startServerWith(
  { reserve, answerMs }: Circumstances,
  kind: ServerKind,
  options: StartServerOptions,
): Promise<RealServer> {
  const driver = drivers[kind];
  const missing = missingPackages(kind);
  if (missing.length > 0) throw new Error(`${driver.label} needs ${missing.join(', ')}`);
  const { tls, caches = false, quiet = false, parentFolder = tmpdir() } = options;
  if (tls !== undefined && driver.hasTls !== true) {
    throw new Error(`${driver.label} here takes no DNS over TLS`);
  }
  if (caches && driver.hasCaches !== true) throw new Error(`${driver.label} has no caches`);
  const address = options.ipv6 === true ? '::1' : '127.0.0.1';
  const keys = (options.keys ?? [defaultKey]).map((key) => checkKey(key, driver));
  const zones = Object.entries(options.zones ?? { 'example.test': {} }).map(([name, zone], index) =>
    planZone(kind, name, zone, keys, index + 1),
  );
  const secret = randomBytes(32).toString('base64');
  const reader: KeySpec = { name: readerKeyName, algorithm: 'hmac-sha256', secret };
  for (let attempt = 1; ; attempt++) {
    try {
      const choices = {
        address,
        zones,
        keys,
        reader,
        caches,
        quiet,
        ...(tls === undefined ? {} : { tls }),
      };
      return await startOnce(kind, choices, await reserve(address), { answerMs, parentFolder });
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === portAttempts) throw error;
    }
  }
}

async function startOnce(
  kind: ServerKind,
  choices: Pick<ServerPlan, 'address' | 'zones' | 'keys' | 'reader' | 'tls' | 'caches' | 'quiet'>,
  ports: PortReservation,
  { answerMs, parentFolder }: { readonly answerMs: number; readonly parentFolder: string },
): Promise<RealServer> {
  const driver = drivers[kind];
  const version = serverVersion(kind);
  // Awaited at the end; a failure before that must not make this one an unhandled rejection.
  version.catch(() => undefined);
  const folder = await mkdtemp(join(parentFolder, `zonewright-${kind}-`));
  const leftovers = watchLeftovers(folder);
  const { port, controlPort, tlsPort } = ports;
  const plan: ServerPlan = { ...choices, folder, port, controlPort, tlsPort };
  let process: ServerProcess | undefined;
  try {
    await writeFiles(plan, driver.files(plan));
    await driver.prepare?.(plan);
    const { program, args } = driver.command(plan);
    const path = await unconfined(programPath(program), folder);
    process = await ServerProcess.start(path, args, folder, leftovers);
    await answering(driver, process, plan, answerMs);
    const holdings = { process, leftovers, ports };
    return new RunningServer(kind, await version, driver, plan, holdings);
  } catch (error) {
    await giveBack(folder, { leftovers, ports, ...(process === undefined ? {} : { process }) });
    throw error;
  }
}

async function writeFiles(plan: ServerPlan, config: Readonly<Record<string, string>>) {
  const { folder, zones, keys, reader } = plan;
  const files = [
    ...Object.entries(config).map(([name, text]) => [join(folder, name), text] as const),
    ...zones.flatMap(({ file, text }) =>
      text === undefined ? [] : [[join(folder, file), text] as const],
    ),
    ...[...keys, reader].map((key) => [keyFilePath(folder, key.name), bindKeyText(key)] as const),
  ];
  await Promise.all(files.map(([path, text]) => writeFile(path, text, { mode: 0o600 })));
}

/** Waits until the server answers for its zones on the ports that it was given. */
async function answering(
  driver: ServerDriver,
  process: ServerProcess,
  plan: ServerPlan,
  answerMs: number,
) {
  const { label, portTaken } = driver;
  const end = performance.now() + answerMs;
  const zones = plan.zones.map(({ name }) => name);
  for (;;) {
    const answers = await digServesZones(plan, zones);
    const log = await process.logText();
    if (portTaken.test(log)) throw new PortTakenError(`${label}: ${log}`);
    const told = `\n--- its log\n${log.slice(-8_000)}`;
    if (process.ending !== undefined) throw new Error(`${label} ${process.ending}${told}`);
    if (answers) return;
    if (performance.now() > end) {
      throw new Error(`${label} did not serve ${zones.join(', ')} in ${answerMs} ms${told}`);
    }
    await delay(pollMs);
  }
}

const versions = new Map<ServerKind, Promise<string>>();

/** Asked once for each kind: the program does not change under a test run. */
function serverVersion(kind: ServerKind): Promise<string> {
  const known = versions.get(kind);
  if (known !== undefined) return known;
  const { program, args } = drivers[kind].versionCommand;
  const version = runProgram(program, args).then(({ stdout, stderr }) => {
    const number = /\b\d+\.\d+\.\d+\b/.exec(stdout + stderr)?.[0];
    if (number === undefined) throw new Error(`${program} did not tell its version`);
    return number;
  });
  versions.set(kind, version);
  return version;
}
