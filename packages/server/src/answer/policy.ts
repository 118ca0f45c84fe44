/**
 * Who may do what (RFC 2136 section 3.3, RFC 5936 section 5): asked about each request that is well
 * signed, or not signed at all. Without a policy whoever has a key may do everything, and who has none
 * may ask.
 */

import {
  canonicalName,
  InvalidOptionError,
  isInZone,
  type Message,
  type QueryMessage,
  type Question,
  type RRType,
  type UpdateMessage,
} from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import {
  type CheckedGrant,
  checkGrant,
  type Grant,
  type GrantScope,
  type GrantSubject,
  type PolicyAction,
} from './grant.ts';
import type { Transport } from './received.ts';
import type { Request } from './request.ts';

/** Rules, read from the first on: the first that fits decides, and what none fits is refused. */
export interface PolicyRules {
  readonly grants: readonly Grant[];
  /**
   * What everybody may do in every zone, key or no key: `['query', 'update']` takes any update
   * unsigned. @default ['query']
   */
  readonly unsigned?: readonly PolicyAction[] | undefined;
}

/** What a policy that is a function is asked. */
export interface PolicyRequest {
  readonly action: PolicyAction;
  /** The name of the zone, absolute. */
  readonly zone: string;
  /** The key whose signature verified; undefined for none. */
  readonly keyName: string | undefined;
  readonly transport: Transport;
  /** The sender as `host:port`; empty where it is not known. */
  readonly from: string;
  readonly message: Message;
}

/**
 * Rules, or a function that is asked about each request and says at once whether it may be done, as a
 * whole.
 */
export type Policy = PolicyRules | ((request: PolicyRequest) => boolean);

/** A policy that was checked; {@link mayQuery}, {@link mayTransfer} and {@link mayUpdate} ask it. */
export type CheckedPolicy =
  | ((request: PolicyRequest) => boolean)
  | {
      readonly grants: readonly CheckedGrant[];
      readonly unsigned: ReadonlySet<PolicyAction>;
    };

/** Any key may do everything, everybody may ask. */
const anyKey = ({ action, keyName }: PolicyRequest): boolean =>
  action === 'query' || keyName !== undefined;

/** @throws {InvalidOptionError} */
export function checkPolicy(policy: Policy | undefined, scope: GrantScope): CheckedPolicy {
  if (policy === undefined) return anyKey;
  if (typeof policy === 'function') return policy;
  if (typeof policy !== 'object' || policy === null || !Array.isArray(policy.grants)) {
    throw new InvalidOptionError(
      'policy',
      policy,
      'an object with grants is needed, or a function',
    );
  }
  for (const property of Object.keys(policy)) {
    if (property === 'grants' || property === 'unsigned') continue;
    const rule = 'known are grants, unsigned';
    throw new InvalidOptionError(`policy.${property}`, Reflect.get(policy, property), rule);
  }
  const { unsigned = ['query'] } = policy;
  const actions: readonly unknown[] = ['query', 'transfer', 'update'];
  if (!Array.isArray(unsigned) || !unsigned.every((action) => actions.includes(action))) {
    throw new InvalidOptionError(
      'policy.unsigned',
      unsigned,
      "a list of 'query', 'transfer' and 'update' is needed",
    );
  }
  return {
    grants: policy.grants.map((grant, n) => checkGrant(grant, `policy.grants[${n}]`, scope)),
    unsigned: new Set(unsigned),
  };
}

/** Whether a question to a zone may be asked: what is behind a CNAME goes with it. */
export function mayQuery(
  policy: CheckedPolicy,
  request: Request<QueryMessage>,
  zone: Zone,
  { name, type }: Question,
): boolean {
  return decide(policy, request, 'query', zone, [{ name, type }]);
}

/** Whether a zone may be transferred. */
export function mayTransfer(policy: CheckedPolicy, request: Request, zone: Zone): boolean {
  return decide(policy, request, 'transfer', zone, [undefined]);
}

/**
 * Whether all that an update asks for may be done: one record that may not refuses it whole. To delete
 * a name needs a permission for each type that the name has now, but for those of DNSSEC, which go with
 * the rest. Where there is nothing to be changed, prerequisites alone or a name that has no records, a
 * key is all that is needed, as with BIND.
 */
export function mayUpdate(
  policy: CheckedPolicy,
  request: Request<UpdateMessage>,
  zone: Zone,
): boolean {
  const { message, verdict } = request;
  // Each once: what one message asks for again and again costs no more than asked for once.
  const rrsets = new Map<string, { readonly name: string; readonly type: RRType }>();
  for (const { name, type } of message.updates) {
    const key = `${canonicalName(name)} ${type}`;
    // Another owner is NOTZONE, and nothing is done.
    if (rrsets.has(key) || !isInZone(name, zone.name)) continue;
    rrsets.set(key, { name, type });
  }
  for (const [key, { name, type }] of [...rrsets]) {
    if (type !== 'ANY') continue;
    rrsets.delete(key);
    for (const present of zone.rrsets(name)) {
      if (goesWithTheRest.has(present.type)) continue;
      rrsets.set(`${canonicalName(name)} ${present.type}`, { name, type: present.type });
    }
  }
  const isNothing = rrsets.size === 0 && verdict.status !== 'verified';
  return decide(policy, request, 'update', zone, isNothing ? [undefined] : [...rrsets.values()]);
}

const goesWithTheRest: ReadonlySet<string> = new Set(['RRSIG', 'NSEC', 'NSEC3']);

function decide(
  policy: CheckedPolicy,
  { message, verdict, transport, from }: Request,
  action: PolicyAction,
  zone: Zone,
  rrsets: readonly GrantSubject['rrset'][],
): boolean {
  const keyName = verdict.status === 'verified' ? verdict.key.name : undefined;
  if (typeof policy === 'function') {
    const isAllowed: unknown = policy({
      action,
      zone: zone.name,
      keyName,
      transport,
      from,
      message,
    });
    if (typeof isAllowed === 'boolean') return isAllowed;
    // A promise, too, would be as good as true.
    throw new InvalidOptionError('policy', isAllowed, 'the function gives true or false, at once');
  }
  if (policy.unsigned.has(action)) return true;
  return rrsets.every((rrset) => {
    const subject = { action, zone: zone.name, keyName, from, rrset };
    const first = policy.grants.find((grant) => grant.fits(subject));
    return first !== undefined && !first.denies;
  });
}
