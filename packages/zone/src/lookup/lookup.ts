/**
 * What a zone has to say to a question: the part of RFC 1034 section 4.3.2 that is an authoritative
 * server's, with wildcards (RFC 4592) and DNAME (RFC 6672). CNAMEs are followed within the zone.
 */

import {
  canonicalName,
  createRecord,
  InvalidNameError,
  isInZone,
  nameBytes,
  parseName,
  type RecordOf,
  type ResourceRecord,
  type RRType,
  splitName,
} from '@zonewright/wire';
import type { StoredRRset } from '../zone/rrset.ts';
import { checkType, contentsOf, type Zone } from '../zone/zone.ts';
import type { ZoneContents, ZoneNode } from '../zone/zone-contents.ts';
import { withOwnerAndTtl } from '../zone/zone-draft.ts';
import { descend } from './path.ts';

/** What a zone says to a question, sorted into the sections of the answer. */
export interface LookupResult {
  /**
   * - `answer`: `answers` hold what was asked for, or a CNAME that leads out of the zone or into a
   *   delegation
   * - `nodata`: the name exists without the type; `authorities` hold the SOA (RFC 2308)
   * - `nxdomain`: the name does not exist; `authorities` hold the SOA. As with `nodata` it is about
   *   the end of a chain of CNAMEs, which `answers` hold then
   * - `referral`: the name is delegated: not authoritative, name servers in `authorities`, their
   *   addresses as far as the zone holds them in `additionals`
   * - `yxdomain`: a DNAME makes a name that is too long (RFC 6672 section 2.2)
   */
  readonly status: 'answer' | 'nodata' | 'nxdomain' | 'referral' | 'yxdomain';
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  readonly additionals: readonly ResourceRecord[];
}

/** Names that one question may lead through. */
const maxChain = 16;

/** Longest name in octets (RFC 1035 section 2.3.4). */
const maxNameBytes = 255;

/**
 * Looks up a name and a type; ANY stands for all types of the name.
 *
 * @param name absolute, in the zone
 * @throws {InvalidNameError} for a name outside the zone: which zone a name is in is found before
 * @throws {InvalidOptionError} for what is no type
 *
 * @example
 * ```ts
 * import { lookup, Zone } from '@zonewright/zone';
 *
 * const zone = Zone.parse(
 *   'example.com',
 *   '@ 60 SOA ns1 hostmaster 1 3600 600 86400 60\n*.dev 60 A 192.0.2.9\n',
 * );
 * lookup(zone, 'x.dev.example.com.', 'A').answers;
 * // => [{ name: 'x.dev.example.com.', type: 'A', class: 'IN', ttl: 60, data: '192.0.2.9' }]
 * lookup(zone, 'dev.example.com.', 'A').status; // => 'nodata'
 * lookup(zone, 'www.example.com.', 'A').status; // => 'nxdomain'
 * ```
 */
export function lookup(zone: Zone, name: string, wanted: RRType): LookupResult {
  const contents = contentsOf(zone);
  const type = checkType(wanted);
  let owner = parseName(name);
  if (!isInZone(owner, zone.name)) {
    throw new InvalidNameError(name, `not in the zone ${zone.name}`);
  }
  const answer = new Answer(zone);
  const passed = new Set<string>();
  while (isInZone(owner, zone.name) && passed.size < maxChain) {
    const key = canonicalName(owner);
    if (passed.has(key)) break;
    passed.add(key);
    const end = descend(contents, key, type);
    if (end.kind === 'cut') return answer.referral(end.ns, contents);
    if (end.kind === 'dname') {
      const redirected = redirect(owner, end.dname.first as RecordOf<'DNAME'>);
      answer.add(end.dname);
      if (redirected === undefined) return answer.finish('yxdomain');
      answer.addRecord(redirected);
      // The CNAME that was made is what was asked for.
      if (type === 'CNAME' || type === 'ANY') return answer.finish('answer');
      owner = redirected.data;
      continue;
    }
    const node = end.kind === 'name' ? end.node : wildcard(contents, end.closestEncloser);
    if (node === undefined) return answer.negative('nxdomain');
    const found = matching(node, type);
    for (const stored of found) answer.add(stored, end.kind === 'name' ? undefined : owner);
    if (found.length > 0) return answer.finish('answer');
    const cname = node.rrsets.get('CNAME');
    if (cname === undefined) return answer.negative('nodata');
    answer.add(cname, end.kind === 'name' ? undefined : owner);
    // The RRset of type CNAME holds records of that type.
    owner = (cname.first as RecordOf<'CNAME'>).data;
  }
  // A chain that leads out of the zone or turns back on itself: the rest is the asker's to see.
  return answer.finish('answer');
}

/** The sections of an answer while it is gathered. */
class Answer {
  readonly #zone: Zone;
  readonly #answers: ResourceRecord[] = [];
  readonly #added = new Set<StoredRRset>();

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  /** Adds an RRset; `owner` stands in the place of the wildcard that it is made from. */
  add(stored: StoredRRset, owner?: string): void {
    if (owner === undefined && this.#added.has(stored)) return;
    this.#added.add(stored);
    for (const record of stored.records) {
      this.#answers.push(owner === undefined ? record : withOwnerAndTtl(record, owner, record.ttl));
    }
  }

  addRecord(record: ResourceRecord): void {
    this.#answers.push(record);
  }

  finish(
    status: LookupResult['status'],
    authorities: readonly ResourceRecord[] = [],
    additionals: readonly ResourceRecord[] = [],
  ): LookupResult {
    return { status, answers: this.#answers, authorities, additionals };
  }

  /** With the SOA, by whose TTL and minimum the answer may be kept (RFC 2308 section 3). */
  negative(status: 'nodata' | 'nxdomain'): LookupResult {
    const { soa } = this.#zone;
    const ttl = Math.min(soa.ttl, soa.data.minimum);
    return this.finish(status, [withOwnerAndTtl(soa, soa.name, ttl)]);
  }

  /** Below what was answered already it is no referral: the first name was the zone's own. */
  referral(ns: StoredRRset, contents: ZoneContents): LookupResult {
    const additionals: ResourceRecord[] = [];
    for (const { data } of ns.records as readonly RecordOf<'NS'>[]) {
      const node = contents.node(canonicalName(data));
      for (const type of ['A', 'AAAA'])
        additionals.push(...(node?.rrsets.get(type)?.records ?? []));
    }
    const status = this.#answers.length === 0 ? 'referral' : 'answer';
    return this.finish(status, ns.records, additionals);
  }
}

/** The node that a name without one is made from (RFC 4592 section 3.3.1). */
function wildcard(contents: ZoneContents, closestEncloser: string): ZoneNode | undefined {
  return contents.node(closestEncloser === '.' ? '*.' : `*.${closestEncloser}`);
}

function matching({ rrsets }: ZoneNode, type: string): StoredRRset[] {
  if (type === 'ANY') return [...rrsets.values()];
  const stored = rrsets.get(type);
  return stored === undefined ? [] : [stored];
}

/** The CNAME that a DNAME stands for (RFC 6672 section 3.1); undefined where it is too long. */
function redirect(owner: string, dname: RecordOf<'DNAME'>): RecordOf<'CNAME'> | undefined {
  const labels = splitName(owner);
  const prefix = labels.slice(0, labels.length - splitName(dname.name).length).join('.');
  const target = dname.data === '.' ? `${prefix}.` : `${prefix}.${dname.data}`;
  if (nameBytes(target) > maxNameBytes) return undefined;
  return createRecord({
    name: owner,
    type: 'CNAME',
    class: dname.class,
    ttl: dname.ttl,
    data: target,
  });
}
