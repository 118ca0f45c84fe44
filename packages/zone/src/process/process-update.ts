/**
 * An update from the zone section to the new serial: RFC 2136 section 3, in the order of the RFC.
 * A server finds the zone, and says in section 3.3 who may; the answer that it gives is the RCODE.
 */

import { canonicalName, createRecord, type Rcode, type UpdateMessage } from '@zonewright/wire';
import { serialNext } from '../zone/serial.ts';
import { contentsOf, type Zone } from '../zone/zone.ts';
import type { ZoneChange } from '../zone/zone-change.ts';
import type { ZoneContents } from '../zone/zone-contents.ts';
import { ZoneDraft } from '../zone/zone-draft.ts';
import { applyUpdates } from './apply-updates.ts';
import { dropOrphanedDs, hasTooMany, isStillChange } from './departures.ts';
import { checkPrerequisites } from './prerequisites.ts';
import { prescanUpdates } from './prescan.ts';
import { rfcRules, type UpdateRules } from './update-rules.ts';
import { checkZoneSection } from './zone-section.ts';

/** What is the server's to say about an update. */
export interface ProcessUpdateOptions {
  /**
   * Whether the requestor may make these updates (section 3.3), asked after the prerequisites hold
   * and before anything is done; if not, the answer is REFUSED. @default everybody may
   */
  readonly permits?: (message: UpdateMessage) => boolean;
  /** What is done otherwise than RFC 2136 says, to be like another server. @default nothing */
  readonly rules?: UpdateRules;
  /** The time in Unix seconds, by which rules may set the serial. @default 0 */
  readonly now?: number;
}

/** What became of an update. */
export interface ProcessedUpdate {
  /** The answer's RCODE. Anything but NOERROR means that nothing was changed. */
  readonly rcode: Rcode;
  /** What the update changed; undefined where it left the zone as it was, serial included. */
  readonly change?: ZoneChange;
}

/**
 * Carries out an update on a zone, as a whole or not at all. Where anything changed and the update
 * did not raise the SOA's serial itself, the serial moves by one (section 3.6).
 *
 * @throws {InvalidZoneError} where the update would leave no valid zone, which these rules prevent;
 *   the zone is as it was then, and the answer is SERVFAIL
 *
 * @example
 * ```ts
 * import { createRecord, type UpdateMessage } from '@zonewright/wire';
 * import { processUpdate, Zone } from '@zonewright/zone';
 *
 * const zone = Zone.parse('example.com', '@ 60 SOA ns1 hostmaster 7 3600 600 86400 60');
 * const flags = { qr: false, aa: false, tc: false, rd: false, ra: false, ad: false, cd: false };
 * const message: UpdateMessage = {
 *   id: 1,
 *   opcode: 'UPDATE',
 *   flags,
 *   rcode: 'NOERROR',
 *   zone: { name: 'example.com.', type: 'SOA', class: 'IN' },
 *   prerequisites: [{ name: 'www.example.com.', type: 'ANY', class: 'NONE', ttl: 0 }],
 *   updates: [createRecord({ name: 'www.example.com', type: 'A', ttl: 60, data: '192.0.2.1' })],
 *   additional: [],
 * };
 * processUpdate(zone, message).rcode; // => 'NOERROR'
 * zone.serial; // => 8
 * processUpdate(zone, message).rcode; // => 'YXDOMAIN'
 * ```
 */
export function processUpdate(
  zone: Zone,
  message: UpdateMessage,
  options: ProcessUpdateOptions = {},
): ProcessedUpdate {
  const { permits = () => true, rules = rfcRules, now = 0 } = options;
  const checks = [
    () => checkZoneSection(zone, message),
    () => checkPrerequisites(zone, message, rules),
    (): Rcode => (permits(message) ? 'NOERROR' : 'REFUSED'),
    () => prescanUpdates(zone, message, rules),
  ];
  for (const check of checks) {
    const rcode = check();
    if (rcode !== 'NOERROR') return { rcode };
  }
  return makeChange(zone, message, rules, now);
}

function makeChange(
  zone: Zone,
  message: UpdateMessage,
  rules: UpdateRules,
  now: number,
): ProcessedUpdate {
  const contents = contentsOf(zone);
  const draft = new ZoneDraft(contents);
  const rcode = applyUpdates(draft, zone, message, rules);
  if (rcode !== 'NOERROR') return { rcode };
  const { removed, added } = draft.difference();
  if (removed.length === 0 && added.length === 0 && !isStillChange(contents, message, rules)) {
    return { rcode: 'NOERROR' };
  }
  if (hasTooMany(draft, added, rules)) return { rcode: 'SERVFAIL' };
  const from = zone.serial;
  if (added[0]?.type !== 'SOA')
    raiseSerial(draft, zone, (rules.nextSerial ?? serialNext)(from, now));
  const change = { from, ...draft.commit(), to: zone.serial };
  const verdict = rules.inspect?.(zone, change) ?? 'NOERROR';
  if (verdict === 'NOERROR') return { rcode: verdict, change: settle(contents, change, rules) };
  const { to, removed: gone, added: come } = change;
  zone.apply({ from: to, to: from, removed: come, added: gone });
  return { rcode: verdict };
}

/** The change, and what the rules take away after it. */
function settle(
  contents: ZoneContents,
  change: ZoneChange,
  { dropsOrphanedDs = false }: UpdateRules,
): ZoneChange {
  if (!dropsOrphanedDs) return change;
  const draft = new ZoneDraft(contents);
  dropOrphanedDs(draft, change);
  const dropped = new Set(draft.commit().removed);
  const before = [...dropped].filter((record) => !change.added.includes(record));
  return {
    ...change,
    removed: [...change.removed, ...before],
    added: change.added.filter((record) => !dropped.has(record)),
  };
}

function raiseSerial(draft: ZoneDraft, { name, soa }: Zone, serial: number): void {
  const apex = canonicalName(name);
  const raised = { ...soa, data: { ...soa.data, serial } };
  for (const key of draft.byData(apex, 'SOA')?.keys() ?? []) draft.remove(apex, 'SOA', key);
  draft.put(createRecord(raised));
}
