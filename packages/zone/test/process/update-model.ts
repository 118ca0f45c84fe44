/**
 * RFC 2136 section 3.4.2.7, its pseudocode written down line by line on a plain list of records:
 * slow, and as close to the RFC as can be. What the zone does is compared with it.
 */
import { canonicalName } from '@zonewright/wire';

export interface ModelRecord {
  /** Owner, relative to the zone; `@` is the zone itself. */
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly rdata: string;
}

export interface ModelUpdate {
  readonly name: string;
  readonly type: string;
  readonly class: 'IN' | 'ANY' | 'NONE';
  readonly ttl: number;
  readonly rdata: string;
}

const sameName = (a: string, b: string) => canonicalName(a) === canonicalName(b);

function serialOf(soa: ModelRecord | ModelUpdate): number {
  return Number(soa.rdata.split(' ')[2]);
}

/** The zone after the updates; the serial is not moved. */
export function modelUpdates(
  zone: readonly ModelRecord[],
  updates: readonly ModelUpdate[],
): ModelRecord[] {
  let records = [...zone];
  const rrset = (name: string, type: string) =>
    records.filter((zrr) => sameName(zrr.name, name) && zrr.type === type);
  for (const rr of updates) {
    if (rr.class === 'IN') {
      const isCname = rr.type === 'CNAME';
      const atName = records.filter((zrr) => sameName(zrr.name, rr.name));
      if (isCname && atName.some((zrr) => zrr.type !== 'CNAME')) continue;
      if (!isCname && atName.some((zrr) => zrr.type === 'CNAME')) continue;
      if (rr.type === 'SOA') {
        const [soa] = rrset(rr.name, 'SOA');
        if (soa === undefined || serialOf(rr) <= serialOf(soa)) continue;
      }
      const single = ['CNAME', 'SOA', 'DNAME'].includes(rr.type);
      const replaced = (zrr: ModelRecord) =>
        sameName(zrr.name, rr.name) && zrr.type === rr.type && (single || zrr.rdata === rr.rdata);
      const { name, type, ttl, rdata } = rr;
      records = [...records.filter((zrr) => !replaced(zrr)), { name, type, ttl, rdata }];
      // RFC 2181 section 5.2: one TTL for the RRset.
      records = records.map((zrr) =>
        sameName(zrr.name, name) && zrr.type === type ? { ...zrr, ttl } : zrr,
      );
    } else if (rr.class === 'ANY') {
      records = records.filter((zrr) => {
        if (!sameName(zrr.name, rr.name)) return true;
        if (rr.type !== 'ANY' && zrr.type !== rr.type) return true;
        return rr.name === '@' && (zrr.type === 'SOA' || zrr.type === 'NS');
      });
    } else {
      if (rr.type === 'SOA') continue;
      if (rr.type === 'NS' && rr.name === '@' && rrset('@', 'NS').length === 1) continue;
      records = records.filter(
        (zrr) => !(sameName(zrr.name, rr.name) && zrr.type === rr.type && zrr.rdata === rr.rdata),
      );
    }
  }
  return records;
}
