/** Zones of any size for transfers, and records printed as dig prints them. */

import { printRdata, type ResourceRecord } from '@zonewright/wire';

/** A zone of as many records, of types with and without names, wildcards and escapes. */
export function zoneOf(records: number): string {
  const lines = [
    '$TTL 300',
    '@ SOA ns1 hostmaster 1 3600 600 86400 300',
    '@ NS ns1',
    'ns1 A 192.0.2.53',
    '*.wild TXT "a \\"quoted\\" text" "\\000\\255"',
    'Mixed.Case CNAME Target.Example.',
    'sub NS ns.sub',
    'ns.sub AAAA 2001:db8::53',
    'a\\.b TXT "an escaped owner"',
    'odd TYPE65280 \\# 3 010203',
  ];
  for (let i = lines.length - 1; i < records; i += 1) {
    const kind = i % 4;
    const host = `host-${i}`;
    if (kind === 0) lines.push(`${host} A 192.0.${(i >> 8) & 255}.${i & 255}`);
    else if (kind === 1) lines.push(`${host} AAAA 2001:db8::${i.toString(16).slice(-4)}`);
    else if (kind === 2) lines.push(`${host} TXT "number ${i}"`);
    else lines.push(`${host} SRV 0 5 5060 host-${i - 1}`);
  }
  return `${lines.join('\n')}\n`;
}

/** As the testkit's `axfr` gives them. */
export function printed({ name, ttl, class: rrClass, type, data }: ResourceRecord): string {
  // The data is that of the type, which the compiler cannot see for a type that varies.
  const text = printRdata<string>(type, data as never);
  return `${name.toLowerCase()} ${ttl} ${rrClass} ${type} ${text}`;
}

/** All that an iterable gives. */
export async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}
