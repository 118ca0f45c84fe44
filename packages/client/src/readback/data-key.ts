/**
 * By what the data of two records of one type is told to be the same when a zone is read back: the
 * octets that servers compare (RFC 2136 section 1.1), but for character-strings, whose value counts
 * and not where it is cut: to those who read it, another cut says the same.
 */

import { type ResourceRecord, rdataIdentity } from '@zonewright/wire';

/** Octets of address and protocol, by which WKS records replace each other (RFC 2136 section 1.1.5). */
const wksIdentityBytes = 5;

/** Types of which an owner has one record, so that another takes its place. */
const singletons: ReadonlySet<string> = new Set(['SOA', 'CNAME', 'DNAME']);

/** The same text for the same data, whatever the case of names in it. */
export function dataKey({ type, data }: Pick<ResourceRecord, 'type' | 'data'>): string {
  if (data instanceof Uint8Array) return data.join();
  // An address has one text, as it has one form in octets.
  if (type === 'A' || type === 'AAAA') return data as string;
  if (!isCharacterStrings(data)) return rdataIdentity(type, data).join();
  return data
    .filter(({ length }) => length > 0)
    .map((string) => string.join())
    .join();
}

/** Whether data is that of TXT, or of a type that is like it. */
export function isCharacterStrings(data: unknown): data is readonly Uint8Array[] {
  return Array.isArray(data) && data.every((part) => part instanceof Uint8Array);
}

/**
 * Whether a record takes the place of another of its RRset that has other data (RFC 2136 section
 * 3.4.2.2; for DNAME RFC 6672 section 5.2).
 */
export function replaces(added: ResourceRecord, other: ResourceRecord): boolean {
  if (replacesAll(added)) return true;
  if (added.type !== 'WKS') return false;
  const [own, its] = [added, other].map(({ type, data }) =>
    rdataIdentity(type, data).subarray(0, wksIdentityBytes).join(),
  );
  return own === its;
}

/** Whether a record takes the place of all that its RRset had. */
export function replacesAll({ type }: Pick<ResourceRecord, 'type'>): boolean {
  return singletons.has(type);
}
