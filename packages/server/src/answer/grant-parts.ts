/**
 * The parts of a rule, each checked by itself and made a question that it answers: the action, who
 * asks, the zone, the owner, the type.
 */

import {
  canonicalName,
  InvalidNameError,
  InvalidOptionError,
  isInZone,
  isMetaType,
  parseName,
  rrTypes,
  sameName,
} from '@zonewright/wire';
import { type AddressPrefix, isFrom, parsePrefix } from './address-prefix.ts';
import type { Grant, GrantScope, GrantSubject, PolicyAction } from './grant.ts';

const actions: ReadonlySet<unknown> = new Set<PolicyAction>(['query', 'transfer', 'update']);

/** What BIND leaves out of a rule without types. */
const unlessNamed: ReadonlySet<string> = new Set(['SOA', 'NS']);
const never: ReadonlySet<string> = new Set(['RRSIG', 'NSEC', 'NSEC3']);

/** Whether a part of a rule fits what it is held against. */
export type Part<Property extends keyof GrantSubject = keyof GrantSubject> = (
  subject: Pick<GrantSubject, Property>,
) => boolean;

export function checkActions(option: string, given: unknown): Part<'action'> {
  const wanted = listOf(option, given);
  for (const action of wanted) {
    if (!actions.has(action)) {
      throw new InvalidOptionError(option, action, "'query', 'transfer' or 'update' is needed");
    }
  }
  return ({ action }) => wanted.includes(action);
}

export function checkWho({ key, from }: Grant, at: string, scope: GrantScope): Part[] {
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
    // Who gives the text of a key in the place of its name gives its secret: that shows nowhere.
    if (typeof one === 'string' && one.includes(':') && !keyNames.join().includes(':')) {
      throw new InvalidOptionError(option, typeof one, 'the name of a key is needed, not its text');
    }
    const wanted = readName(option, one);
    if (wanted.startsWith('*.')) return (keyName) => isBelow(keyName, wanted.slice(2));
    if (!keyNames.some((known) => sameName(known, wanted))) {
      throw new InvalidOptionError(option, one, 'the server has no such key');
    }
    return (keyName) => sameName(keyName, wanted);
  });
  return ({ keyName }) => keyName !== undefined && fits.some((fit) => fit(keyName));
}

export function checkZones(
  option: string,
  given: unknown,
  { zoneNames }: GrantScope,
): Part<'zone'> {
  if (given === undefined) return () => true;
  const wanted = new Set<string>();
  for (const one of listOf(option, given)) {
    const zone = readName(option, one);
    if (!zoneNames.has(zone)) {
      throw new InvalidOptionError(option, one, 'the server has no such zone');
    }
    wanted.add(zone);
  }
  return ({ zone }) => wanted.has(canonicalName(zone));
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

/** Whether a rule is about some owners alone. @throws {InvalidOptionError} for two ways to say which */
export function namesOwners(grant: Grant, at: string): boolean {
  return ownerPart(grant, at) !== undefined;
}

export function checkOwner(grant: Grant, at: string): Part {
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

export function checkTypes(option: string, given: unknown): Part {
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
