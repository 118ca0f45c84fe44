/** What the answering core is made with, checked: what cannot be used is refused here, by name. */

import type { TsigKey } from '@zonewright/wire';
import { InvalidOptionError } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { checkFaults, type Faults } from './fault.ts';

export interface AnswererOptions {
  /** The zones to serve. They are kept and changed, not copied. */
  readonly zones: Iterable<Zone>;
  /** The keys that requests may be signed with; any of them may change every zone. @default none */
  readonly keys?: Iterable<TsigKey>;
  /** How many requests `received` keeps at most. @default 1000 */
  readonly keepReceived?: number;
  /**
   * Is told of a request that could not be answered for a reason that is not the request's, and was
   * answered SERVFAIL. @default nobody is told
   */
  readonly onError?: (error: unknown) => void;
  /** Makes it misbehave on purpose, request by request. @default undefined: it does not */
  readonly faults?: Faults | undefined;
}

export interface CheckedAnswererOptions {
  readonly zones: readonly Zone[];
  readonly keys: readonly TsigKey[];
  readonly keepReceived: number;
  readonly onError: (error: unknown) => void;
  readonly faults: Faults | undefined;
}

/** @throws {InvalidOptionError} */
export function checkAnswererOptions(options: AnswererOptions): CheckedAnswererOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', options, 'an object with zones is needed');
  }
  return {
    zones: checkZones(options.zones),
    keys: checkKeys(options.keys ?? []),
    keepReceived: checkCount('keepReceived', options.keepReceived ?? 1_000, 0),
    onError: checkFunction('onError', options.onError ?? (() => undefined)),
    faults: checkFaults(options.faults),
  };
}

function checkZones(zones: unknown): readonly Zone[] {
  if (!isIterable(zones)) throw new InvalidOptionError('zones', zones, 'zones are needed');
  return Array.from(zones, (zone) => {
    if (zone instanceof Zone) return zone;
    throw new InvalidOptionError('zones', zone, 'a Zone is needed');
  });
}

function checkKeys(keys: unknown): readonly TsigKey[] {
  if (!isIterable(keys)) throw new InvalidOptionError('keys', keys, 'a list of keys is needed');
  const known = new Set<string>();
  return Array.from(keys, (key) => {
    if (!isKey(key)) throw new InvalidOptionError('keys', nameOf(key), 'a TsigKey is needed');
    const identity = `${key.algorithm}:${key.name}`;
    if (known.has(identity)) throw new InvalidOptionError('keys', identity, 'given twice');
    known.add(identity);
    return key;
  });
}

/** A key of another copy of the package is as good, so that `instanceof` would be too strict. */
function isKey(value: unknown): value is TsigKey {
  return (
    typeof value === 'object' &&
    value !== null &&
    'verifiesMac' in value &&
    typeof value.verifiesMac === 'function' &&
    'algorithmName' in value &&
    typeof value.algorithmName === 'string'
  );
}

/** What an error may show of a thing that should be a key: a string may be one, secret and all. */
function nameOf(value: unknown): unknown {
  return typeof value === 'string' ? 'a string' : value;
}

/** An integer from `least` on. @throws {InvalidOptionError} */
export function checkCount(option: string, value: unknown, least: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new InvalidOptionError(option, value, `an integer of ${least} or more is needed`);
}

/** @throws {InvalidOptionError} */
export function checkFunction<Checked extends (...args: never[]) => unknown>(
  option: string,
  value: Checked,
): Checked {
  if (typeof value === 'function') return value;
  throw new InvalidOptionError(option, value, 'a function is needed');
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.iterator in value &&
    typeof value[Symbol.iterator] === 'function'
  );
}
