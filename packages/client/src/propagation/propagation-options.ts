/** The options of waiting for a zone to be everywhere, and what they come to once checked. */

import { isIP } from 'node:net';
import {
  canonicalName,
  checkRdata,
  InvalidOptionError,
  isInZone,
  parseName,
  type RdataInput,
  type RRClass,
  rdataIdentity,
  rrTypes,
} from '@zonewright/wire';
import type { ServerProgress } from '../errors/reading-error.ts';
import { checkInteger, checkNames, checkObject, checkSignal } from '../options/option-check.ts';
import { parseServer, type ServerAddress } from '../options/server-address.ts';
import { checkClass, type ReadOptions } from '../reading/query-options.ts';

/** An RRset as all servers are to have it. */
export interface ExpectedRRset {
  /** Relative to the zone unless it ends in it or in a dot, as in updates. */
  readonly name: string;
  readonly type: string;
  /** All of its data; empty where it is to be gone. */
  readonly data: readonly RdataInput<string>[];
}

/** Options of {@link DnsClient.waitForPropagation}. */
export interface PropagationOptions extends ReadOptions {
  /** The serial that servers are to have, or a newer one (RFC 1982). @default the primary's now */
  readonly serial?: number | undefined;
  /** What they are to hold; without `serial` their serials do not matter then. */
  readonly rrset?: ExpectedRRset | undefined;
  /** Further servers, beside the zone's NS: `host:port`. @default none */
  readonly servers?: readonly string[] | undefined;
  /** Servers that do not count: `host:port`, or the name in an NS record. @default none */
  readonly exclude?: readonly string[] | undefined;
  /** How many of them are enough. @default all */
  readonly quorum?: number | undefined;
  /** How long it may take, in milliseconds. @default 60000 */
  readonly timeoutMs?: number | undefined;
  /** Called whenever a server was asked, with what each of them has. */
  readonly onProgress?: ((servers: readonly ServerProgress[]) => void) | undefined;
}

/** Options of {@link UpdateResult.propagated}. */
export type PropagatedOptions = Omit<PropagationOptions, 'serial' | 'rrset' | 'class'>;

/** An RRset, ready to be compared. */
export interface ExpectedIdentity {
  readonly name: string;
  readonly type: string;
  readonly identities: ReadonlySet<string>;
}

/** Checked options, with defaults. */
export interface PropagationSettings {
  readonly zone: string;
  readonly class: RRClass;
  readonly signal: AbortSignal | undefined;
  readonly serial: number | undefined;
  readonly rrset: ExpectedIdentity | undefined;
  readonly servers: readonly ServerAddress[];
  readonly exclude: ReadonlySet<string>;
  readonly quorum: number | undefined;
  readonly timeoutMs: number;
  readonly onProgress: (servers: readonly ServerProgress[]) => void;
}

const optionNames: readonly (keyof PropagationOptions)[] = [
  'signal',
  'class',
  'serial',
  'rrset',
  'servers',
  'exclude',
  'quorum',
  'timeoutMs',
  'onProgress',
];

/** @throws {InvalidNameError | InvalidRdataError | InvalidOptionError} */
export function checkPropagation(
  zone: string,
  options: PropagationOptions,
  port: number,
): PropagationSettings {
  checkNames(options, optionNames);
  const { serial, rrset, quorum, timeoutMs = 60_000, onProgress = () => {} } = options;
  if (typeof onProgress !== 'function') {
    throw new InvalidOptionError('onProgress', onProgress, 'a function is needed');
  }
  const absoluteZone = canonicalName(parseName(zone));
  return {
    zone: absoluteZone,
    class: checkClass(options.class),
    signal: checkSignal(options.signal),
    serial: serial === undefined ? undefined : checkInteger('serial', serial, 0, 0xffff_ffff),
    rrset: rrset === undefined ? undefined : checkRRset(rrset, absoluteZone),
    servers: checkList('servers', options.servers).map((server) => parseServer(server, port)),
    exclude: new Set(checkList('exclude', options.exclude).map((one) => excluded(one, port))),
    quorum: quorum === undefined ? undefined : checkInteger('quorum', quorum, 1, 65_535),
    timeoutMs: checkInteger('timeoutMs', timeoutMs, 1, 2_147_483_647),
    onProgress,
  };
}

/** @throws {InvalidOptionError} */
function checkList(option: string, given: readonly string[] = []): readonly string[] {
  if (Array.isArray(given)) return given;
  throw new InvalidOptionError(option, given, 'a list of servers is needed');
}

function excluded(server: string, port: number): string {
  const { host, label } = parseServer(server, port);
  // A name without a port is that of an NS record, with all of its addresses.
  return server === host && isIP(host) === 0 ? canonicalName(parseName(host)) : label;
}

function checkRRset(rrset: ExpectedRRset, zone: string): ExpectedIdentity {
  checkObject('rrset', rrset);
  const { name, type: given, data } = rrset;
  const type = typeof given === 'string' ? rrTypes.normalise(given) : undefined;
  if (type === undefined || !Array.isArray(data)) {
    throw new InvalidOptionError('rrset', given, 'a type that there is, and a list of data');
  }
  return {
    name: canonicalName(ownerIn(zone, name)),
    type,
    identities: new Set(
      // The data is checked for this very type, which the compiler cannot see.
      data.map((one) => identityOf(type, checkRdata<string>(type, one as never))),
    ),
  };
}

function ownerIn(zone: string, name: string): string {
  const absolute = name === '@' ? zone : parseName(name);
  if (isInZone(absolute, zone)) return absolute;
  const relative = parseName(name, { origin: zone });
  if (isInZone(relative, zone)) return relative;
  throw new InvalidOptionError('rrset.name', name, `it is outside the zone ${zone}`);
}

/** The same for data that is the same. */
export function identityOf(type: string, data: unknown): string {
  return Buffer.from(rdataIdentity(type, data)).toString('latin1');
}
