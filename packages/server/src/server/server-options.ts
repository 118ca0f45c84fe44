/** What the server is created with, checked: what cannot be used is refused here, by name. */

import { InvalidOptionError, type TsigKey } from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import { checkCount, checkFunction, checkKeys } from '../answer/answerer-options.ts';
import type { Faults } from '../answer/fault.ts';
import type { LeaseOptions } from '../answer/lease-options.ts';
import { checkOptionNames } from '../answer/option-names.ts';
import type { Policy } from '../answer/policy.ts';
import { latestTime } from '../answer/request.ts';
import { type PeerAddress, parsePeers } from '../peers/peer-address.ts';
import { type ProfileName, profileOf } from '../profile/profiles.ts';
import {
  type CheckedTlsOptions,
  checkTlsOptions,
  type TlsOptions,
} from '../sockets/tls-options.ts';
import { type ReadZones, readZones } from './read-zones.ts';

export interface ServerOptions {
  /**
   * The zones by name: master-file text (RFC 1035 section 5), or a `Zone`, which the server then
   * keeps and changes. A zone that has `primaries` need not be here, or may be an empty text; where
   * there is more, it is what is served until the first transfer.
   */
  readonly zones?: Readonly<Record<string, string | Zone>>;
  /**
   * The keys that requests may be signed with; what each may do is the policy's. The first signs what
   * the server asks of `primaries` and tells `notify`. @default none
   */
  readonly keys?: Iterable<TsigKey>;
  /**
   * Who may ask, transfer and update what, in the sense of BIND's `update-policy`: rules, of which the
   * first that fits decides, or a function. What no rule fits is REFUSED, and an update with it whole.
   *
   * @default everybody may ask; who has a key may update and transfer every zone, others none
   *
   * @example
   * ```ts
   * import { createServer, type Policy } from '@zonewright/server';
   * import { TsigKey } from '@zonewright/wire';
   *
   * const policy: Policy = {
   *   grants: [
   *     { key: 'dhcp', zone: 'example.com', subdomain: 'dyn', types: ['A', 'AAAA'] },
   *     { key: 'acme', zone: 'example.com', name: '_acme-challenge', types: ['TXT'] },
   *     { key: ['dhcp', 'acme'], action: 'transfer' },
   *   ],
   * };
   * const server = createServer({
   *   zones: { 'example.com': '@ 60 SOA ns1 admin 1 60 60 60 60' },
   *   keys: [
   *     TsigKey.parse('hmac-sha256:dhcp:c2VjcmV0'),
   *     TsigKey.parse('hmac-sha256:acme:b3RoZXI='),
   *   ],
   *   policy,
   * });
   * await server.close();
   * ```
   */
  readonly policy?: Policy | undefined;
  /**
   * Refuses all updates: of every zone, or of those named. Other than what is frozen, it cannot be
   * thawed. @default false
   */
  readonly readOnly?: boolean | readonly string[] | undefined;
  /**
   * Grants leases to updates that ask for one (RFC 9664): the reply says for how long, and what was
   * added goes by itself when nobody has added it again by then. `true` grants from 30 seconds to a
   * fortnight. @default false: the option is passed over, as BIND, Knot and PowerDNS do
   */
  readonly leases?: boolean | LeaseOptions | undefined;
  /**
   * Servers (`host:port`) that are told of each change of any zone (NOTIFY, RFC 1996), and of all zones
   * when the server begins to listen. Changes of one moment are told once; one that does not answer
   * five times in half a minute is reported to `onError`. @default none
   */
  readonly notify?: string | readonly string[];
  /**
   * Servers (`host:port`) that zones are transferred from: `{ 'example.com': ['192.0.2.1:53'] }`, or one
   * list for all of `zones`. Such a zone is asked for when the server begins to listen, on NOTIFY from
   * anybody, and as its SOA says; it takes no updates. Queries get SERVFAIL before the first
   * transfer, and when the zone has expired. A failure is reported to `onError`. @default none
   */
  readonly primaries?:
    | string
    | readonly string[]
    | Readonly<Record<string, string | readonly string[]>>;
  /** The server's clock, in Unix seconds; TSIG goes by it. @default the machine's */
  readonly clock?: () => number;
  /**
   * Makes it misbehave on purpose, request by request; `server.faults` sets it later too.
   * @default undefined: it does not
   */
  readonly faults?: Faults | undefined;
  /**
   * Takes after a server where that departs from the RFCs, as measured on BIND 9.18, Knot DNS 3.2 and
   * PowerDNS Authoritative 4.7, so that a program can be tried against it without installing it.
   * @default undefined: the RFCs
   */
  readonly profile?: ProfileName | undefined;
  /** Certificate and key, with which it listens for DNS over TLS too (RFC 7858). @default none */
  readonly tls?: TlsOptions | undefined;
  /** How many requests `received` keeps at most. @default 1000 */
  readonly keepReceived?: number;
  /**
   * How many changes of each zone are kept for secondaries that hold an older version (IXFR, RFC
   * 1995), and no more than 16 MiB of them; who needs others gets the whole zone. @default 10,000
   */
  readonly keepChanges?: number;
  /**
   * Files that zones are kept in, by zone: `{ 'example.com': 'example.com.zone' }`; or the one for the one
   * zone that there is. What is in the file counts, and `zones` says what it is made of where it is not
   * there yet; where it is, the zone need not be in `zones`. Changes go to a journal beside it
   * (`.jnl`) and are synced before they are answered, synchronously; they are folded into the file when
   * the journal has grown and when the server is closed, until when nobody else may change the file.
   * Another process on the same file is refused (`.lock`). @default zones are kept in memory
   */
  readonly file?: string | Readonly<Record<string, string>>;
  /**
   * TCP connections at a time, and as many under TLS; one more takes the place of the one longest
   * silent. @default 256
   */
  readonly maxConnections?: number;
  /**
   * A TCP connection without a whole request for so long is closed, and so is one whose TLS handshake
   * takes as long. @default 30,000
   */
  readonly idleTimeoutMs?: number;
  /**
   * Is told of what fails and has no caller who could be told: a socket, or a reply that could not
   * be made. @default a warning of the process
   */
  readonly onError?: (error: unknown) => void;
}

/** The options, checked and complete. */
export interface CheckedServerOptions extends ReadZones {
  readonly keys: readonly TsigKey[];
  readonly notify: readonly PeerAddress[];
  readonly policy: Policy | undefined;
  readonly readOnly: boolean | readonly string[];
  readonly leases: boolean | LeaseOptions;
  readonly clock: () => number;
  readonly faults: Faults | undefined;
  readonly profile: ProfileName | undefined;
  readonly tls: CheckedTlsOptions | undefined;
  readonly keepReceived: number;
  readonly keepChanges: number;
  readonly maxConnections: number;
  readonly idleTimeoutMs: number;
  readonly onError: (error: unknown) => void;
}

const longestTimeoutMs = 2 ** 31 - 1;

const optionNames = [
  'zones',
  'keys',
  'policy',
  'readOnly',
  'leases',
  'notify',
  'primaries',
  'clock',
  'faults',
  'profile',
  'tls',
  'keepReceived',
  'keepChanges',
  'file',
  'maxConnections',
  'idleTimeoutMs',
  'onError',
] as const satisfies (keyof ServerOptions)[];

/**
 * @throws {InvalidOptionError}
 * @throws {MasterFileError | InvalidZoneError} for text that is no zone
 */
export function checkServerOptions(options: ServerOptions): CheckedServerOptions {
  checkOptionNames(options, optionNames);
  const idleTimeoutMs = checkCount('idleTimeoutMs', options.idleTimeoutMs ?? 30_000, 1);
  if (idleTimeoutMs > longestTimeoutMs) {
    throw new InvalidOptionError('idleTimeoutMs', idleTimeoutMs, `at most ${longestTimeoutMs}`);
  }
  return {
    ...readZones(options),
    keys: checkKeys(options.keys ?? []),
    notify: options.notify === undefined ? [] : parsePeers('notify', options.notify),
    // The core checks these three: it knows the keys and the zones.
    policy: options.policy,
    readOnly: options.readOnly ?? false,
    leases: options.leases ?? false,
    clock: checkClock(options.clock ?? (() => Date.now() / 1000)),
    faults: options.faults,
    profile: checkProfile(options.profile),
    tls: options.tls === undefined ? undefined : checkTlsOptions(options.tls),
    keepReceived: options.keepReceived ?? 1_000,
    keepChanges: checkCount('keepChanges', options.keepChanges ?? 10_000, 0),
    maxConnections: checkCount('maxConnections', options.maxConnections ?? 256, 1),
    idleTimeoutMs,
    onError: checkFunction('onError', options.onError ?? warn),
  };
}

function checkProfile(profile: ProfileName | undefined): ProfileName | undefined {
  profileOf(profile);
  return profile;
}

function checkClock(clock: () => number): () => number {
  const now: unknown = checkFunction('clock', clock)();
  if (typeof now === 'number' && now >= 0 && now <= latestTime) return clock;
  throw new InvalidOptionError('clock', now, 'it gives no Unix seconds, as Date.now() / 1000 does');
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error), 'ZonewrightServerWarning');
}
