/**
 * One rule of a policy: who may do what, in which zone, to which names and types. What it may say is
 * in the sense of BIND's `update-policy`, so that a rule can be tried here before it goes to a server.
 */

import {
  canonicalName,
  InvalidNameError,
  InvalidOptionError,
  isInZone,
  isMetaType,
  parseName,
  type RRType,
  rrTypes,
  sameName,
} from '@zonewright/wire';
import { type AddressPrefix, isFrom, parsePrefix } from './address-prefix.ts';

/** What a policy decides about: reading a name, a zone transfer, an update. */
export type PolicyAction = 'query' | 'transfer' | 'update';

/** A rule. Who asks is named by `key`, by `from`, or by both, which must both be true then. */
export interface Grant {
  /**
   * The name of the key that signed, or several. `'*'` is any of the server's keys; `'*.hosts.test'`
   * any whose name is below `hosts.test`.
   */
  readonly key?: string | readonly string[] | undefined;
  /**
   * The address that it comes from, or a prefix such as `'192.0.2.0/24'`, or several. Over UDP an
   * address is easily forged. @default any
   */
  readonly from?: string | readonly string[] | undefined;
  /** What may be done. @default 'update' */
  readonly action?: PolicyAction | readonly PolicyAction[] | undefined;
  /** The zone that it is about, or several. @default all zones of the server */
  readonly zone?: string | readonly string[] | undefined;
  /** Only this owner. Here and below: relative to `zone`, `'@'` for its apex. */
  readonly name?: string | undefined;
  /** Only this owner and those below it. */
  readonly subdomain?: string | undefined;
  /** Only the owners that this wildcard stands for: `'*.dyn'` is all below `dyn`, not `dyn` itself. */
  readonly wildcard?: string | undefined;
  /** Only the owner that has the name of the key; with `'subdomain'` those below it too. */
  readonly self?: true | 'subdomain' | undefined;
  /**
   * Only these types; `'ANY'` is all. RRSIG, NSEC and NSEC3, which servers make, are never among them.
   * @default all but SOA and NS
   */
  readonly types?: readonly RRType[] | undefined;
  /** Denies what the rule is about: the first rule that fits decides. @default false */
  readonly deny?: boolean | undefined;
}

/** What a rule is held against. */
export interface GrantSubject {
  readonly action: PolicyAction;
  /** Absolute. */
  readonly zone: string;
  /** The key whose signature verified. */
  readonly keyName: string | undefined;
  /** `host:port`. */
  readonly from: string;
  /** The owner and type that it is about; undefined for a whole zone. */
  readonly rrset: { readonly name: string; readonly type: RRType } | undefined;
}

/** A rule, checked: each part says whether it fits. */
export interface CheckedGrant {
  readonly denies: boolean;
  fits(subject: GrantSubject): boolean;
}

/** What a server has that rules can name. */
export interface GrantScope {
  readonly keyNames: readonly string[];
  readonly zoneNames: readonly string[];
}

const actions: ReadonlySet<unknown> = new Set<PolicyAction>(['query', 'transfer', 'update']);

/** What BIND leaves out of a rule without types. */
const unlessNamed: ReadonlySet<string> = new Set(['SOA', 'NS']);
const never: ReadonlySet<string> = new Set(['RRSIG', 'NSEC', 'NSEC3']);

const properties: ReadonlySet<string> = new Set<keyof Grant>([
  'key',
  'from',
  'action',
  'zone',
  'name',
  'subdomain',
  'wildcard',
  'self',
  'types',
  'deny',
]);

/**
 * What it does not know is refused: a slip would make a rule wider than it was meant to be.
 *
 * @param at where the rule stands, for the error
 * @throws {InvalidOptionError}
 */
export function checkGrant(grant: Grant, at: string, scope: GrantScope): CheckedGrant {
  if (typeof grant !== 'object' || grant === null || Array.isArray(grant)) {
    throw new InvalidOptionError(at, grant, 'an object is needed');
  }
  for (const property of Object.keys(grant)) {
    if (properties.has(property)) continue;
    const rule = `known are ${[...properties].join(', ')}`;
    throw new InvalidOptionError(`${at}.${property}`, Reflect.get(grant, property), rule);
  }
  const { deny = false } = grant;
  if (typeof deny !== 'boolean') {
    throw new InvalidOptionError(`${at}.deny`, deny, 'a boolean is needed');
  }
  const fitsActions = checkActions(`${at}.action`, grant.action ?? 'update');
  const parts = [
    fitsActions,
    ...checkWho(grant, at, scope),
    checkZones(`${at}.zone`, grant.zone, scope),
    checkOwner(grant, at),
    checkTypes(`${at}.types`, grant.types),
  ];
  const isAboutRRsets = grant.types !== undefined || ownerPart(grant, at) !== undefined;
  if (isAboutRRsets && fitsActions({ action: 'transfer' })) {
    throw new InvalidOptionError(
      `${at}.action`,
      'transfer',
      'a zone is transferred whole: no names or types',
    );
  }
  return { denies: deny, fits: (subject) => parts.every((fits) => fits(subject)) };
}

type Part<Property extends keyof GrantSubject = keyof GrantSubject> = (
  subject: Pick<GrantSubject, Property>,
) => boolean;

function checkActions(option: string, given: unknown): Part<'action'> {
  const wanted = listOf(option, given);
  for (const action of wanted) {
    if (!actions.has(action)) {
      throw new InvalidOptionError(option, action, "'query', 'transfer' or 'update' is needed");
    }
  }
  return ({ action }) => wanted.includes(action);
}

function checkWho({ key, from }: Grant, at: string, scope: GrantScope): Part[] {
  if (key === undefined && from === undefined) {
    throw new InvalidOptionError(
      at,
      '',
      'a key or an address is needed; `unsigned` is for everybody',
    );
  }
  const parts: Part[] = [];
  if (key !== undefined) parts.push(checkKeys(`${at}.key`, key, scope));
  if (from !== undefined) {
    const prefixes: readonly AddressPrefix[] = listOf(`${at}.from`, from).map((one) =>
      parsePrefix(`${at}.from`, one),
    );
    parts.push((subject) => prefixes.some((prefix) => isFrom(subject.from, prefix)));
  }
  return parts;
}

function checkKeys(option: string, given: unknown, { keyNames }: GrantScope): Part<'keyName'> {
  const fits = listOf(option, given).map((one): ((keyName: string) => boolean) => {
    if (one === '*') return () => true;
    const wanted = readName(option, one);
    if (wanted.startsWith('*.')) return (keyName) => isBelow(keyName, wanted.slice(2));
    if (!keyNames.some((known) => sameName(known, wanted))) {
      throw new InvalidOptionError(option, one, 'the server has no such key');
    }
    return (keyName) => sameName(keyName, wanted);
  });
  return ({ keyName }) => keyName !== undefined && fits.some((fit) => fit(keyName));
}

function checkZones(option: string, given: unknown, { zoneNames }: GrantScope): Part<'zone'> {
  if (given === undefined) return () => true;
  const wanted = listOf(option, given).map((one) => {
    const zone = readName(option, one);
    if (zoneNames.some((served) => sameName(served, zone))) return zone;
    throw new InvalidOptionError(option, one, 'the server has no such zone');
  });
  return ({ zone }) => wanted.some((one) => sameName(one, zone));
}

/** The property by which a rule names owners. @throws {InvalidOptionError} for two of them */
function ownerPart(
  grant: Grant,
  at: string,
): 'name' | 'subdomain' | 'wildcard' | 'self' | undefined {
  const given = (['name', 'subdomain', 'wildcard', 'self'] as const).filter(
    (property) => grant[property] !== undefined,
  );
  if (given.length > 1) {
    throw new InvalidOptionError(
      at,
      given.join(', '),
      'one of them; another rule is for the other',
    );
  }
  return given[0];
}

function checkOwner(grant: Grant, at: string): Part {
  const part = ownerPart(grant, at);
  if (part === undefined) return () => true;
  if (part === 'self') return checkSelf(grant, at);
  const option = `${at}.${part}`;
  const wanted = readOwner(option, grant[part], grant.zone);
  if (part === 'name') return onOwner((owner) => sameName(owner, wanted));
  if (part === 'subdomain') return onOwner((owner) => isInZone(owner, wanted));
  if (!wanted.startsWith('*.')) {
    throw new InvalidOptionError(option, grant.wildcard, "its first label is '*'");
  }
  return onOwner((owner) => isBelow(owner, wanted.slice(2)));
}

function checkSelf({ self, key }: Grant, at: string): Part {
  if (self !== true && self !== 'subdomain') {
    throw new InvalidOptionError(`${at}.self`, self, "true or 'subdomain' is needed");
  }
  if (key === undefined) {
    throw new InvalidOptionError(`${at}.self`, self, 'it needs a key, whose name it is');
  }
  return ({ keyName, rrset }) => {
    if (keyName === undefined || rrset === undefined) return false;
    return self === true ? sameName(rrset.name, keyName) : isInZone(rrset.name, keyName);
  };
}

function onOwner(fits: (owner: string) => boolean): Part {
  return ({ rrset }) => rrset !== undefined && fits(rrset.name);
}

function checkTypes(option: string, given: unknown): Part {
  // It is changes that the default is about: reading a name needs no more than the name.
  if (given === undefined) {
    return ({ action, rrset }) =>
      action !== 'update' ||
      rrset === undefined ||
      !(unlessNamed.has(rrset.type) || never.has(rrset.type));
  }
  const wanted = new Set(
    listOf(option, given).map((one) => {
      const type = typeof one === 'string' ? rrTypes.normalise(one) : undefined;
      if (type !== undefined && !never.has(type) && (type === 'ANY' || !isMetaType(type))) {
        return type as string;
      }
      throw new InvalidOptionError(option, one, 'a type that an update can name is needed, or ANY');
    }),
  );
  return ({ action, rrset }) => {
    if (rrset === undefined) return false;
    const { type } = rrset;
    return wanted.has(type) || (wanted.has('ANY') && !(action === 'update' && never.has(type)));
  };
}

/** One, or several, but not none: a rule about nothing is a slip. */
function listOf(option: string, given: unknown): readonly unknown[] {
  if (!Array.isArray(given)) return [given];
  if (given.length === 0) throw new InvalidOptionError(option, given, 'it names nothing');
  return given;
}

function readName(option: string, given: unknown, origin?: string): string {
  if (typeof given !== 'string' || given === '') {
    throw new InvalidOptionError(option, given, 'a name is needed');
  }
  try {
    return canonicalName(parseName(given, origin === undefined ? {} : { origin }));
  } catch (error) {
    if (!(error instanceof InvalidNameError)) throw error;
    throw new InvalidOptionError(option, given, `no domain name: ${error.rule}`);
  }
}

/** As in updates: a final dot, or the zone's own labels at the end, make a name absolute. */
function readOwner(option: string, given: unknown, zone: Grant['zone']): string {
  if (typeof zone !== 'string') {
    throw new InvalidOptionError(option, given, 'it needs one `zone`, which it is relative to');
  }
  const origin = readName(option, zone);
  if (given === '@') return origin;
  const absolute = readName(option, given);
  if (isInZone(absolute, origin)) return absolute;
  const relative = readName(option, given, origin);
  if (isInZone(relative, origin)) return relative;
  throw new InvalidOptionError(option, given, `it is outside the zone ${origin}`);
}

function isBelow(name: string, above: string): boolean {
  return isInZone(name, above) && !sameName(name, above);
}
