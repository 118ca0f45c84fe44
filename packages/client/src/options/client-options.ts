/** The options of the client, and the settings that they become once checked. */

import { isIP } from 'node:net';
import type { Signer } from '@zonewright/wire';
import { InvalidOptionError } from '@zonewright/wire';
import { parseServer, type ServerAddress } from './server-address.ts';

/** When and how often a request is tried again that could not be sent. */
export interface RetryOptions {
  /** Tries in all, the first included. @default 3 */
  readonly attempts?: number;
  /** The pause before the second try, in milliseconds; it doubles from try to try. @default 200 */
  readonly minDelayMs?: number;
  /** The longest pause, in milliseconds. @default 5000 */
  readonly maxDelayMs?: number;
}

/** How a client reaches its server and what it does there. */
export interface DnsClientOptions {
  /** The server: `'ns1.example.com'`, `'ns1.example.com:5353'`, `'192.0.2.1'`, `'[2001:db8::1]:53'`. */
  readonly server: string | readonly [string];
  /** What signs the requests. Without it they go unsigned, and no verdict is authenticated. */
  readonly key?: Signer | undefined;
  /**
   * `auto` is TCP on a connection that is kept; where TCP cannot connect and the message fits, UDP.
   * `udp` goes to TCP when the message does not fit or the answer was cut. @default 'auto'
   */
  readonly transport?: 'auto' | 'tcp' | 'udp' | undefined;
  /** The port, where `server` has none. @default 53 */
  readonly port?: number | undefined;
  /** How long one attempt may take, connecting included. @default 5000 */
  readonly timeoutMs?: number | undefined;
  /** How long a whole call may take, pauses included. @default 30000 */
  readonly deadlineMs?: number | undefined;
  /**
   * `false` tries once, and does not correct the clock either after a BADTIME.
   * @default 3 attempts, where no connection could be made
   */
  readonly retry?: false | RetryOptions | undefined;
  /** The local address to send from. */
  readonly localAddress?: string | undefined;
  /** Resolves host names to this family of addresses alone. */
  readonly family?: 4 | 6 | undefined;
  /** Largest message that goes by UDP, in octets. @default 1232 */
  readonly maxUdpBytes?: number | undefined;
  /** Reading back what was changed is not there yet; `false` is what is done. */
  readonly verify?: false | undefined;
  /** Settling unanswered updates is not there yet; `'throw'` is what is done. */
  readonly onUnknown?: 'throw' | undefined;
  /** Unix seconds, for signatures. @default the system's clock */
  readonly clock?: (() => number) | undefined;
}

/** Checked options, with defaults. */
export interface ClientSettings {
  readonly server: ServerAddress;
  readonly key: Signer | undefined;
  readonly transport: 'auto' | 'tcp' | 'udp';
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly retry: Required<RetryOptions>;
  /** Whether a BADTIME is answered by one more try with the server's clock. */
  readonly correctsClock: boolean;
  readonly localAddress: string | undefined;
  readonly family: 0 | 4 | 6;
  readonly maxUdpBytes: number;
  readonly clock: () => number;
}

/** Longest time that a timer of Node takes. */
const maxTimerMs = 2_147_483_647;

const optionNames: ReadonlySet<string> = new Set<keyof DnsClientOptions>([
  'server',
  'key',
  'transport',
  'port',
  'timeoutMs',
  'deadlineMs',
  'retry',
  'localAddress',
  'family',
  'maxUdpBytes',
  'verify',
  'onUnknown',
  'clock',
]);

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
  const { attempts, minDelayMs, maxDelayMs } = (retry ?? {}) as RetryOptions;
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

function checkServer(server: unknown, port: number): ServerAddress {
  if (!Array.isArray(server)) return parseServer(server, port);
  if (server.length !== 1) {
    throw new InvalidOptionError('server', server, 'one server is needed, in a list too');
  }
  return parseServer(server[0], port);
}

const systemClock = (): number => Math.floor(Date.now() / 1_000);

/**
 * Checks options and fills in defaults.
 *
 * @throws {InvalidOptionError} naming the option, the value and the rule
 */
export function checkOptions(options: DnsClientOptions): ClientSettings {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('server', options, 'an object of options is needed');
  }
  for (const name of Object.keys(options)) {
    if (!optionNames.has(name)) {
      throw new InvalidOptionError(
        name,
        undefined,
        `no such option; there are ${[...optionNames].join(', ')}`,
      );
    }
  }
  const { localAddress, clock = systemClock } = options;
  if (localAddress !== undefined && isIP(localAddress) === 0) {
    throw new InvalidOptionError('localAddress', localAddress, 'it is no IP address');
  }
  if (typeof clock !== 'function') {
    throw new InvalidOptionError('clock', clock, 'a function that gives Unix seconds is needed');
  }
  oneOf('verify', options.verify, [false], false);
  oneOf('onUnknown', options.onUnknown, ['throw'], 'throw');
  const port = integer('port', options.port, 53, 1, 65_535);
  return {
    server: checkServer(options.server, port),
    key: checkKey(options.key),
    transport: oneOf('transport', options.transport, ['auto', 'tcp', 'udp'], 'auto'),
    timeoutMs: integer('timeoutMs', options.timeoutMs, 5_000, 1, maxTimerMs),
    deadlineMs: integer('deadlineMs', options.deadlineMs, 30_000, 1, maxTimerMs),
    retry: checkRetry(options.retry),
    correctsClock: options.retry !== false,
    localAddress,
    family: oneOf<0 | 4 | 6>('family', options.family, [4, 6], 0),
    maxUdpBytes: integer('maxUdpBytes', options.maxUdpBytes, 1_232, 512, 65_507),
    clock,
  };
}
