/** BIND's `check-names`: names of hosts have letters, digits and hyphens alone (RFC 1123 section 2.1). */

import { type Rcode, splitName, type UpdateRecord } from '@zonewright/wire';

/** Types whose owners are hosts. */
const hostOwners: ReadonlySet<string> = new Set(['A', 'AAAA', 'MX', 'WKS']);

const hostLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

/** REFUSED for an addition whose owner, or name server or exchange, can be no host. */
export function checkNames(record: UpdateRecord): Rcode {
  const { name, type, class: rrClass } = record;
  if (rrClass === 'ANY' || rrClass === 'NONE') return 'NOERROR';
  if (hostOwners.has(type) && !isHost(name.startsWith('*.') ? name.slice(2) : name)) {
    return 'REFUSED';
  }
  const target = targetOf(record);
  return target === undefined || isHost(target) ? 'NOERROR' : 'REFUSED';
}

/** The host that the data names. */
function targetOf(record: UpdateRecord): string | undefined {
  if (record.data === undefined) return undefined;
  switch (record.type) {
    case 'NS':
      return record.data;
    case 'MX':
      return record.data.exchange;
    case 'SRV':
      return record.data.target;
    case 'SOA':
      return record.data.mname;
    default:
      return undefined;
  }
}

function isHost(name: string): boolean {
  return splitName(name).every((label) => hostLabel.test(label));
}
