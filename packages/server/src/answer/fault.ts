/**
 * How a server misbehaves on purpose, so that tests can show what their program makes of it: which
 * faults there are, and the check of what a caller's function gives.
 */

import { InvalidOptionError, type Rcode, rcodes } from '@zonewright/wire';
import type { ReceivedRequest } from './received.ts';

/** What goes wrong with one request; what is left out goes right. */
export interface Fault {
  /**
   * `'request'`: it is not carried out and not answered. `'reply'` or `true`: it is carried out, and
   * not answered. A connection stays open and silent, unless there is `close` too.
   */
  readonly drop?: 'request' | 'reply' | boolean | undefined;
  /**
   * Closes the connection in place of the reply, or behind as much of it as `cut` lets through. Over
   * UDP, which has none to close, the reply is lost.
   */
  readonly close?: boolean | undefined;
  /**
   * Milliseconds that the reply leaves later. On a connection those that follow may overtake it; where
   * it is closed before, also for being idle, the reply is lost.
   */
  readonly delayMs?: number | undefined;
  /**
   * Octets of the reply that are sent. Over UDP it is a datagram of that length. On a connection the
   * two of the length in front count (RFC 1035 section 4.2.2), and it is closed behind them. `'tc'`:
   * the reply comes whole, without records, with TC set, and is signed like any other.
   */
  readonly cut?: number | 'tc' | undefined;
  /** `'wrong'`: the MAC of a signed reply does not verify. `'none'`: the reply has no TSIG. */
  readonly mac?: 'wrong' | 'none' | undefined;
  /**
   * The id in the header of the reply. The MAC of a signed one goes on to verify: it covers the
   * Original ID (RFC 8945 section 4.2).
   */
  readonly id?: number | undefined;
  /** So many seconds the server's clock is ahead for this request; a negative number: behind. */
  readonly clockSkewSeconds?: number | undefined;
  /** The request is not carried out and gets this RCODE, signed as a refusal is. */
  readonly rcode?: Rcode | undefined;
}

/**
 * Is asked about each request that could be decoded, in the order in which they come, and gives what
 * goes wrong with it; undefined for nothing.
 */
export type Faults = (request: ReceivedRequest) => Fault | undefined;

/** Nothing goes wrong. */
export const noFault: Fault = Object.freeze({});

/** Longest that a timer can wait. */
const longestDelayMs = 2 ** 31 - 1;

type Check = (value: unknown) => boolean;

const isOneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

const isIntegerTo =
  (most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;

/** Each fault by name: what it may be, in code and in words. */
const checks: Readonly<Record<keyof Fault, readonly [Check, string]>> = {
  drop: [isOneOf('request', 'reply', true, false), "'request', 'reply' or a boolean is needed"],
  close: [isOneOf(true, false), 'a boolean is needed'],
  delayMs: [
    (value) => typeof value === 'number' && value >= 0 && value <= longestDelayMs,
    `a number from 0 to ${longestDelayMs} is needed`,
  ],
  cut: [
    (value) => value === 'tc' || isIntegerTo(Number.MAX_SAFE_INTEGER)(value),
    "a number of octets or 'tc' is needed",
  ],
  mac: [isOneOf('wrong', 'none'), "'wrong' or 'none' is needed"],
  id: [isIntegerTo(0xffff), 'an integer from 0 to 65535 is needed'],
  clockSkewSeconds: [Number.isSafeInteger, 'an integer is needed'],
  rcode: [
    (value) => typeof value === 'string' && rcodes.number(value) !== undefined,
    "the mnemonic of an RCODE is needed, such as 'REFUSED'",
  ],
};

/**
 * What a function of faults gave, checked. What it does not know is refused, since a slip in a name
 * would let a test pass whose fault never came.
 *
 * @throws {InvalidOptionError}
 */
export function checkFault(given: unknown): Fault {
  if (given === undefined) return noFault;
  if (typeof given !== 'object' || given === null || Array.isArray(given) || 'then' in given) {
    throw new InvalidOptionError('faults', given, 'it gives an object, at once, or undefined');
  }
  for (const [name, value] of Object.entries(given)) {
    if (!isFaultName(name)) {
      const known = Object.keys(checks).join(', ');
      throw new InvalidOptionError(`faults.${name}`, value, `the faults are ${known}`);
    }
    const [isValid, rule] = checks[name];
    if (value !== undefined && !isValid(value)) {
      throw new InvalidOptionError(`faults.${name}`, value, rule);
    }
  }
  return given;
}

/** The function itself. @throws {InvalidOptionError} */
export function checkFaults(faults: Faults | undefined): Faults | undefined {
  if (faults === undefined || typeof faults === 'function') return faults;
  throw new InvalidOptionError('faults', faults, 'a function is needed, or undefined');
}

function isFaultName(name: string): name is keyof Fault {
  return Object.hasOwn(checks, name);
}
