/**
 * One rule of a policy: who may do what, in which zone, to which names and types. What it may say is
 * in the sense of BIND's `update-policy`, so that a rule can be tried here before it goes to a server.
 */

import { InvalidOptionError, type RRType } from '@zonewright/wire';
import {
  checkActions,
  checkOwner,
  checkTypes,
  checkWho,
  checkZones,
  namesOwners,
} from './grant-parts.ts';

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
  /** In canonical form. */
  readonly zoneNames: ReadonlySet<string>;
}

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
  const isAboutRRsets = grant.types !== undefined || namesOwners(grant, at);
  if (isAboutRRsets && fitsActions({ action: 'transfer' })) {
    throw new InvalidOptionError(
      `${at}.action`,
      'transfer',
      'a zone is transferred whole: no names or types',
    );
  }
  return { denies: deny, fits: (subject) => parts.every((fits) => fits(subject)) };
}
