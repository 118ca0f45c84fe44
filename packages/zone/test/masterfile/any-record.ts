/** Records of every kind of data, owners of every kind of octet: what printing has to stand. */
import { createRecord, decodeRdata, parseName, type ResourceRecord } from '@zonewright/wire';
import fc from 'fast-check';

/** One label: mostly plain, else any octets, as escapes. */
const label = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-zA-Z0-9_*-]{1,8}$/) },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ minLength: 1, maxLength: 6 })
      .map((octets) =>
        Array.from(octets, (octet) => `\\${String(octet).padStart(3, '0')}`).join(''),
      ),
  },
);

/** An absolute name below `zone`, or itself. */
export function nameIn(zone: string): fc.Arbitrary<string> {
  return fc
    .array(label, { maxLength: 4 })
    .map((labels) => parseName(labels.length === 0 ? '@' : labels.join('.'), { origin: zone }));
}

const name = nameIn('example.com.');
const u16 = fc.nat({ max: 65_535 });
const octets = (most: number) => fc.uint8Array({ maxLength: most });

const typeAndData = fc.oneof(
  fc.tuple(fc.constant('A'), fc.ipV4()),
  fc.tuple(
    fc.constant('AAAA'),
    fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => decodeRdata('AAAA', bytes)),
  ),
  fc.tuple(fc.constantFrom('NS', 'CNAME', 'PTR', 'DNAME'), name),
  fc.tuple(fc.constant('MX'), fc.record({ preference: u16, exchange: name })),
  fc.tuple(fc.constant('SRV'), fc.record({ priority: u16, weight: u16, port: u16, target: name })),
  fc.tuple(fc.constant('TXT'), fc.array(octets(20), { minLength: 1, maxLength: 3 })),
  fc.tuple(
    fc.constant('CAA'),
    fc.record({ flags: fc.nat({ max: 255 }), tag: fc.constant('issue'), value: octets(12) }),
  ),
  fc.tuple(fc.constantFrom('TYPE65280', 'TYPE999', 'NULL'), octets(12)),
);

export const anyRecord: fc.Arbitrary<ResourceRecord> = fc
  .record({ name, ttl: fc.nat({ max: 2_147_483_647 }), typeAndData })
  .map(({ name: owner, ttl, typeAndData: [type, data] }) =>
    // Each pair is a type and data of it, which the compiler cannot see.
    createRecord({ name: owner, type, ttl, data: data as never }),
  );
