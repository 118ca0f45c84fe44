/**
 * How many octets a record will take in a message, told from what the caller gives, before it is
 * read: to fill a message up to a size that need not be exact. That none is over 65,535 octets is
 * made sure of where it is encoded.
 */

/** A pointer to the zone's name (RFC 1035 section 4.1.4). */
const pointerBytes = 2;

/** Type, class, TTL and length. */
const headBytes = 10;

/** What text of a record has beside owner and data is about as long as its head. */
const textExtraBytes = 8;

/**
 * Octets of a record.
 *
 * @param zone the zone's name, absolute, with the final dot
 */
export function recordOctets(zone: string, given: unknown): number {
  if (typeof given === 'string') return given.length + textExtraBytes;
  if (typeof given !== 'object' || given === null) return headBytes;
  const { name, type, data }: { readonly [Part in string]?: unknown } = given as object;
  return ownerOctets(zone, name) + headBytes + dataOctets(type, data);
}

function ownerOctets(zone: string, name: unknown): number {
  if (typeof name !== 'string') return pointerBytes;
  if (name.endsWith(zone)) return name.length - zone.length + pointerBytes;
  return name.length + 1 + pointerBytes;
}

function dataOctets(type: unknown, data: unknown): number {
  if (type === 'A') return 4;
  if (type === 'AAAA') return 16;
  return octetsOf(data);
}

function octetsOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value === 'number') return 4;
  if (value instanceof Uint8Array) return value.length + 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + octetsOf(part), 0);
}

/** What names the owner, for finding out whether two records that follow each other share it. */
export function ownerOf(given: unknown): string | undefined {
  if (typeof given === 'string') {
    // Of text of several lines each may have an owner of its own.
    return given.includes('\n') ? undefined : /^\S+/.exec(given)?.[0];
  }
  if (typeof given !== 'object' || given === null || !('name' in given)) return undefined;
  return typeof given.name === 'string' ? given.name : undefined;
}
