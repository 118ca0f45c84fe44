/** Records to the contents of a zone: by name and type, each once, and checked together. */

import { canonicalName, checkRecord, maxTtl, type ResourceRecord } from '@zonewright/wire';
import { checkIterable } from '../masterfile/check-arguments.ts';
import { InvalidZoneError } from './invalid-zone-error.ts';
import { recordsByData, StoredRRset } from './rrset.ts';
import { ZoneContents } from './zone-contents.ts';
import { withOwnerAndTtl } from './zone-draft.ts';
import { checkMembership, checkNode, type ZoneIdentity } from './zone-rules.ts';

/** @throws {InvalidZoneError} where a record cannot be part of the zone at all */
export function checkMember(input: ResourceRecord, zone: ZoneIdentity): ResourceRecord {
  const record = checkRecord(input) as ResourceRecord;
  checkMembership(record, zone);
  if (record.ttl > maxTtl) {
    const rule = `TTL ${record.ttl}, at most ${maxTtl} allowed (RFC 2181 section 8)`;
    throw new InvalidZoneError(zone.name, record.name, record.type, rule);
  }
  return record;
}

/**
 * Sorts records by name and type.
 *
 * @throws {InvalidZoneError} where they are no zone
 */
export function gatherRecords(zone: ZoneIdentity, records: Iterable<ResourceRecord>): ZoneContents {
  checkIterable(records);
  const nodes = new Map<string, Map<string, ResourceRecord[]>>();
  const owners = new Map<string, string>();
  for (const input of records) {
    const record = checkMember(input, zone);
    const name = canonicalName(record.name);
    let rrsets = nodes.get(name);
    if (rrsets === undefined) {
      rrsets = new Map();
      nodes.set(name, rrsets);
      owners.set(name, record.name);
    }
    const rrset = rrsets.get(record.type);
    const owner = owners.get(name) ?? record.name;
    const settled = withOwnerAndTtl(record, owner, rrset?.[0]?.ttl ?? record.ttl);
    if (rrset === undefined) rrsets.set(record.type, [settled]);
    else rrset.push(settled);
  }
  const contents = new ZoneContents(zone, canonicalName(zone.name));
  for (const [name, rrsets] of nodes) {
    for (const [type, rrset] of rrsets) contents.set(name, type, storedOnce(rrset));
  }
  if (contents.node(contents.apex) === undefined) checkNode(zone.name, [], zone);
  for (const [name, { rrsets }] of contents.nodes()) {
    const sizes = Array.from(
      rrsets,
      ([
        type,
        {
          records: { length },
        },
      ]) => [type, length] as const,
    );
    checkNode(owners.get(name) ?? name, sizes, zone);
  }
  return contents;
}

function storedOnce(records: readonly ResourceRecord[]): StoredRRset {
  if (records.length === 1) return new StoredRRset(records);
  const byData = recordsByData(records);
  return new StoredRRset([...byData.values()], byData);
}
