/** The options of the client, and the settings that they become once checked. */

import { isIP } from 'node:net';
import type { Signer } from '@zonewright/wire';
import { InvalidOptionError } from '@zonewright/wire';
import { checkEdns, type EdnsOptions, type EdnsSettings } from './edns-options.ts';
import { checkNames } from './option-check.ts';
import type { Responder } from './responder.ts';
import type { ServerAddress } from './server-address.ts';
import { checkResolvers, checkServers, type GivenServers } from './servers-option.ts';
import { checkTls, type TlsOptions, type TlsSettings } from './tls-options.ts';

/** When and how often an update is tried again that was not settled. */
export interface RetryOptions {
  /** Tries in all, the first included; with several servers each try goes over all. @default 3 */
  readonly attempts?: number;
  /** The pause before the second try, in milliseconds; it doubles from try to try. @default 200 */
  readonly minDelayMs?: number;
  /** The longest pause, in milliseconds. @default 5000 */
  readonly maxDelayMs?: number;
}

/** How a client reaches its server and what it does there. */
export interface DnsClientOptions {
  /**
   * The server: `'ns1.example.com'`, `'ns1.example.com:5353'`, `'192.0.2.1'`, `'[2001:db8::1]:53'`, a
   * list of such, or an embedded server that is called in memory. Without it the servers of each zone
   * are found by the system's resolvers: the primary that its SOA names, then its name servers.
   */
  readonly server?: string | Responder | readonly (string | Responder)[];
  /**
   * Resolvers that find the servers of a zone where no `server` is given, by their addresses.
   * @default those of /etc/resolv.conf
   */
  readonly resolvers?: string | readonly string[] | undefined;
  /**
   * What several servers are to each other. `failover`: ways to the same zone, the next one is tried
   * where one is not there or fails. `all`: each holds a zone of its own, and the update goes to each.
   * @default 'failover'
   */
  readonly mode?: 'failover' | 'all' | undefined;
  /** What signs the requests. Without it they go unsigned, and no verdict is authenticated. */
  readonly key?: Signer | undefined;
  /**
   * `auto` is TCP on a connection that is kept; where TCP cannot connect and the message fits, UDP.
   * `udp` goes to TCP when the message does not fit or the answer was cut. `tls` is DNS over TLS (RFC
   * 7858). @default 'auto'
   */
  readonly transport?: 'auto' | 'tcp' | 'udp' | 'tls' | undefined;
  /** How the server's certificate is checked, and what ours is. */
  readonly tls?: TlsOptions | undefined;
  /** The port, where `server` has none, and of servers that are found. @default 53, with `tls` 853 */
  readonly port?: number | undefined;
  /**
   * How long one attempt may take, connecting and signing included. Of more than 64 updates at once to one server
   * the others wait for their turn before that, each for as long again. @default 5000
   */
  readonly timeoutMs?: number | undefined;
  /** How long a whole call may take, pauses included. @default 30000 */
  readonly deadlineMs?: number | undefined;
  /**
   * `false` tries each server once, and does not correct the clock either after a BADTIME.
   * @default 3 attempts
   */
  readonly retry?: false | RetryOptions | undefined;
  /** The local address to send from. */
  readonly localAddress?: string | undefined;
  /** Goes to this family of addresses alone, of host names and of name servers. */
  readonly family?: 4 | 6 | undefined;
  /** Largest message that goes by UDP, in octets. @default 1232 */
  readonly maxUdpBytes?: number | undefined;
  /**
   * Most TCP or TLS connections to one server: more than one is opened under load (RFC 7766 section
   * 6.2.2 wants them few). BIND takes more updates over four than over one, and no more over sixteen;
   * PowerDNS with SQLite takes most over one. @default 4
   */
  readonly maxConnections?: number | undefined;
  /**
   * Whether what an update touched is read back before it counts as done, since servers skip
   * operations and say NOERROR all the same. @default true
   */
  readonly verify?: boolean | undefined;
  /**
   * How long the zone may take to show an update, where the server is a secondary that forwards.
   * @default 10000
   */
  readonly verifyTimeoutMs?: number | undefined;
  /**
   * What is done about an update that was sent and not answered: `read-back` finds out by reading
   * the zone and sending it again where that is safe; `throw` throws what happened. @default 'read-back'
   */
  readonly onUnknown?: 'read-back' | 'throw' | undefined;
  /**
   * Sends EDNS (RFC 6891), so that servers can give Extended DNS Errors; once without where a server
   * does not take it. @default false
   */
  readonly edns?: boolean | EdnsOptions | undefined;
  /** Unix seconds, for signatures, which have whole ones. @default the system's clock */
  readonly clock?: (() => number) | undefined;
}

/** Checked options, with defaults. */
export interface ClientSettings {
  /** Undefined where they are to be found for each zone. */
  readonly servers: GivenServers | undefined;
  /** Undefined for the system's. */
  readonly resolvers: readonly ServerAddress[] | undefined;
  /** Of servers that are found. */
  readonly port: number;
  readonly mode: 'failover' | 'all';
  readonly key: Signer | undefined;
  readonly transport: 'auto' | 'tcp' | 'udp' | 'tls';
  readonly tls: TlsSettings | undefined;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly retry: Required<RetryOptions>;
  /** Whether a BADTIME is answered by one more try with the server's clock. */
  readonly correctsClock: boolean;
  readonly localAddress: string | undefined;
  readonly family: 0 | 4 | 6;
  readonly maxUdpBytes: number;
  readonly maxConnections: number;
  readonly verify: boolean;
  readonly verifyTimeoutMs: number;
  readonly onUnknown: 'read-back' | 'throw';
  readonly edns: EdnsSettings | undefined;
  readonly clock: () => number;
}

/** Longest time that a timer of Node takes. */
const maxTimerMs = 2_147_483_647;

const optionNames: readonly (keyof DnsClientOptions)[] = [
  'server',
  'resolvers',
  'mode',
  'key',
  'transport',
  'tls',
  'port',
  'timeoutMs',
  'deadlineMs',
  'retry',
  'localAddress',
  'family',
  'maxUdpBytes',
  'maxConnections',
  'verify',
  'verifyTimeoutMs',
  'onUnknown',
  'edns',
  'clock',
];

function integer(
  option: string,
  value: unknown,
  fallback: number,
  smallest: number,
  largest: number,
): number {
  if (value === undefined) return fallback;
  if (
    typeof value !== 'number' ||
    !Number.isInteger(value) ||
    value < smallest ||
    value > largest
  ) {
    throw new InvalidOptionError(
      option,
      value,
      `an integer from ${smallest} to ${largest} is needed`,
    );
  }
  return value;
}

function oneOf<Choice extends string | number | boolean>(
  option: string,
  value: unknown,
  choices: readonly Choice[],
  fallback: Choice,
): Choice {
  if (value === undefined) return fallback;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) {
    throw new InvalidOptionError(option, value, `it is one of ${choices.join(', ')}`);
  }
  return found;
}

function checkRetry(retry: unknown): Required<RetryOptions> {
  if (retry === false) return { attempts: 1, minDelayMs: 0, maxDelayMs: 0 };
  if (retry !== undefined && (typeof retry !== 'object' || retry === null)) {
    throw new InvalidOptionError('retry', retry, 'false or an object is needed');
  }
  const given: RetryOptions = retry ?? {};
  checkNames(given, ['attempts', 'minDelayMs', 'maxDelayMs'], 'retry.');
  const { attempts, minDelayMs, maxDelayMs } = given;
  const least = integer('retry.minDelayMs', minDelayMs, 200, 0, maxTimerMs);
  return {
    attempts: integer('retry.attempts', attempts, 3, 1, 1_000),
    minDelayMs: least,
    maxDelayMs: integer('retry.maxDelayMs', maxDelayMs, Math.max(5_000, least), least, maxTimerMs),
  };
}

function checkKey(key: unknown): Signer | undefined {
  if (key === undefined) return undefined;
  const signer = key as Partial<Signer> | null;
  if (typeof signer !== 'object' || signer === null || typeof signer.sign !== 'function') {
    // What was given may be a secret: it is not shown.
    throw new InvalidOptionError('key', undefined, 'it is no TsigKey; make one by TsigKey.parse');
  }
  return key as Signer;
}

const systemClock = (): number => Math.floor(Date.now() / 1_000);

/** Beyond this, of the year 5138, a clock gives milliseconds: servers would take them for a wrong clock. */
const latestTime = 99_999_999_999;

/** A clock that refuses what is no time, rather than to sign by it. */
function checkClock(clock: unknown): () => number {
  if (typeof clock !== 'function') {
    throw new InvalidOptionError('clock', clock, 'a function that gives Unix seconds is needed');
  }
  return () => {
    const now: unknown = clock();
    if (typeof now === 'number' && now >= 0 && now <= latestTime) return Math.floor(now);
    const rule = 'it gives no Unix seconds, as Date.now() / 1000 does';
    throw new InvalidOptionError('clock', now, rule);
  };
}

/** @throws {InvalidOptionError} for an address that no server can be reached from, whatever it resolves to */
function checkLocalAddress(
  localAddress: unknown,
  servers: GivenServers | undefined,
  family: 0 | 4 | 6,
): string | undefined {
  if (localAddress === undefined) return undefined;
  const local = typeof localAddress === 'string' ? isIP(localAddress) : 0;
  if (local === 0) {
    throw new InvalidOptionError('localAddress', localAddress, 'it is no IP address');
  }
  const families = servers?.map((one) => ('host' in one && isIP(one.host)) || family) ?? [family];
  if (!families.some((one) => one === 0 || one === local)) {
    const rule = `it is IPv${local}, and the servers are to be reached by IPv${local === 4 ? 6 : 4} alone`;
    throw new InvalidOptionError('localAddress', localAddress, rule);
  }
  return localAddress as string;
}

/**
 * Checks options and fills in defaults.
 *
 * @throws {InvalidOptionError} naming the option, the value and the rule
 */
export function checkOptions(options: DnsClientOptions): ClientSettings {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('server', options, 'an object of options is needed');
  }
  checkNames(options, optionNames);
  const transports = ['auto', 'tcp', 'udp', 'tls'] as const;
  const transport = oneOf('transport', options.transport, transports, 'auto');
  if (options.tls !== undefined && transport !== 'tls') {
    throw new InvalidOptionError('tls', undefined, `transport is ${transport}, which has no TLS`);
  }
  if (options.mode === 'all' && !('server' in options)) {
    throw new InvalidOptionError('mode', 'all', 'the servers that are to have it all are needed');
  }
  const port = integer('port', options.port, transport === 'tls' ? 853 : 53, 1, 65_535);
  // Set to nothing is more likely a slip than a wish that some other server be found.
  const servers = 'server' in options ? checkServers(options.server, port) : undefined;
  const family = oneOf<0 | 4 | 6>('family', options.family, [4, 6], 0);
  return {
    servers,
    resolvers: checkResolvers(options.resolvers, 'server' in options),
    port,
    mode: oneOf('mode', options.mode, ['failover', 'all'], 'failover'),
    key: checkKey(options.key),
    transport,
    tls: transport === 'tls' ? checkTls(options.tls ?? {}) : undefined,
    timeoutMs: integer('timeoutMs', options.timeoutMs, 5_000, 1, maxTimerMs),
    deadlineMs: integer('deadlineMs', options.deadlineMs, 30_000, 1, maxTimerMs),
    retry: checkRetry(options.retry),
    correctsClock: options.retry !== false,
    localAddress: checkLocalAddress(options.localAddress, servers, family),
    family,
    maxUdpBytes: integer('maxUdpBytes', options.maxUdpBytes, 1_232, 512, 65_507),
    maxConnections: integer('maxConnections', options.maxConnections, 4, 1, 1_024),
    verify: oneOf('verify', options.verify, [true, false], true),
    verifyTimeoutMs: integer('verifyTimeoutMs', options.verifyTimeoutMs, 10_000, 0, maxTimerMs),
    onUnknown: oneOf('onUnknown', options.onUnknown, ['read-back', 'throw'], 'read-back'),
    edns: checkEdns(options.edns),
    clock: options.clock === undefined ? systemClock : checkClock(options.clock),
  };
}
