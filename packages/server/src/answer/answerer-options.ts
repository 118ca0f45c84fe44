/** What the answering core is made with, checked: what cannot be used is refused here, by name. */

import { canonicalName, InvalidOptionError, parseName, type TsigKey } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { type Profile, type ProfileName, profileOf } from '../profile/profiles.ts';
import { checkFaults, type Faults } from './fault.ts';
import { checkLeases, type LeaseBounds, type LeaseOptions } from './lease-options.ts';
import { checkOptionNames } from './option-names.ts';
import { type CheckedPolicy, checkPolicy, type Policy } from './policy.ts';

export interface AnswererOptions {
  /** The zones to serve. They are kept and changed, not copied. */
  readonly zones: Iterable<Zone>;
  /** The keys that requests may be signed with; what each may do is the policy's. @default none */
  readonly keys?: Iterable<TsigKey>;
  /**
   * Who may ask, transfer and update what.
   * @default everybody may ask; who has a key may update and transfer every zone, others none
   */
  readonly policy?: Policy | undefined;
  /** Refuses all updates: of every zone, or of those named. @default false */
  readonly readOnly?: boolean | readonly string[] | undefined;
  /**
   * Grants leases to updates that ask for one (RFC 9664): what they add goes when its time is over.
   * @default false: the option is passed over
   */
  readonly leases?: boolean | LeaseOptions | undefined;
  /** How many requests `received` keeps at most. @default 1000 */
  readonly keepReceived?: number;
  /**
   * How many changes of each zone are kept for secondaries that hold an older version (IXFR, RFC
   * 1995), and no more than 16 MiB of them; who needs others gets the whole zone. @default 10,000
   */
  readonly keepChanges?: number;
  /**
   * Names of zones that are another server's: they take no updates, and NOTIFY for them is answered.
   * @default none
   */
  readonly secondaries?: readonly string[];
  /** Is told of each NOTIFY for such a zone, by its name in lower case. @default nobody is told */
  readonly onNotify?: (zone: string) => void;
  /**
   * Is told of a request that could not be answered for a reason that is not the request's, and was
   * answered SERVFAIL. @default nobody is told
   */
  readonly onError?: (error: unknown) => void;
  /** Makes it misbehave on purpose, request by request. @default undefined: it does not */
  readonly faults?: Faults | undefined;
  /**
   * Takes after a server where that departs from the RFCs, so that a program can be tried against it.
   * @default undefined: the RFCs
   */
  readonly profile?: ProfileName | undefined;
}

export interface CheckedAnswererOptions {
  readonly zones: readonly Zone[];
  readonly keys: readonly TsigKey[];
  readonly policy: CheckedPolicy;
  /** Given the zone's name in canonical form. */
  readonly isReadOnly: (name: string) => boolean;
  readonly leases: LeaseBounds | undefined;
  readonly keepReceived: number;
  readonly keepChanges: number;
  readonly secondaries: readonly string[];
  readonly onNotify: (zone: string) => void;
  readonly onError: (error: unknown) => void;
  readonly faults: Faults | undefined;
  readonly profile: Profile;
}

const optionNames = [
  'zones',
  'keys',
  'policy',
  'readOnly',
  'leases',
  'keepReceived',
  'keepChanges',
  'secondaries',
  'onNotify',
  'onError',
  'faults',
  'profile',
] as const satisfies (keyof AnswererOptions)[];

/** @throws {InvalidOptionError} */
export function checkAnswererOptions(options: AnswererOptions): CheckedAnswererOptions {
  checkOptionNames(options, optionNames);
  const zones = checkZones(options.zones);
  const keys = checkKeys(options.keys ?? []);
  const zoneNames = new Set(zones.map(({ name }) => canonicalName(name)));
  return {
    zones,
    keys,
    policy: checkPolicy(options.policy, { keyNames: keys.map(({ name }) => name), zoneNames }),
    isReadOnly: checkReadOnly(options.readOnly ?? false, zoneNames),
    leases: checkLeases(options.leases),
    keepReceived: checkCount('keepReceived', options.keepReceived ?? 1_000, 0),
    keepChanges: checkCount('keepChanges', options.keepChanges ?? 10_000, 0),
    secondaries: options.secondaries ?? [],
    onNotify: checkFunction('onNotify', options.onNotify ?? (() => undefined)),
    onError: checkFunction('onError', options.onError ?? (() => undefined)),
    faults: checkFaults(options.faults),
    profile: profileOf(options.profile),
  };
}

function checkZones(zones: unknown): readonly Zone[] {
  if (!isIterable(zones)) throw new InvalidOptionError('zones', zones, 'zones are needed');
  return Array.from(zones, (zone) => {
    if (zone instanceof Zone) return zone;
    throw new InvalidOptionError('zones', zone, 'a Zone is needed');
  });
}

/** Keys, no two of one name and algorithm. @throws {InvalidOptionError} */
export function checkKeys(keys: unknown): readonly TsigKey[] {
  if (!isIterable(keys)) {
    throw new InvalidOptionError('keys', kindOf(keys), 'a list of TsigKeys is needed');
  }
  const known = new Set<string>();
  return Array.from(keys, (key) => {
    if (!isKey(key)) throw new InvalidOptionError('keys', kindOf(key), 'a TsigKey is needed');
    const identity = `${key.algorithm}:${key.name}`;
    if (known.has(identity)) throw new InvalidOptionError('keys', identity, 'given twice');
    known.add(identity);
    return key;
  });
}

function checkReadOnly(
  readOnly: unknown,
  zoneNames: ReadonlySet<string>,
): (name: string) => boolean {
  if (typeof readOnly === 'boolean') return () => readOnly;
  if (!Array.isArray(readOnly)) {
    throw new InvalidOptionError('readOnly', readOnly, 'a boolean is needed, or names of zones');
  }
  const names = new Set(
    readOnly.map((given: unknown) => {
      const name = typeof given === 'string' ? canonicalName(parseName(given)) : undefined;
      if (name !== undefined && zoneNames.has(name)) return name;
      throw new InvalidOptionError('readOnly', given, 'the server has no such zone');
    }),
  );
  return (name) => names.has(name);
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

/** What an error may show of a thing that should be a key: it may be one, or hold one, secret and all. */
function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
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
