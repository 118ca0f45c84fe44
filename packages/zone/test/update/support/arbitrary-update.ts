/** Updates at random for property tests: every method, every known type, names with odd octets. */

import { type KnownType, parseName, printRdata } from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import fc from 'fast-check';
import { rdataTexts } from './rdata-texts.ts';

/** One label as text, with escapes where they are needed. */
const label: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/) },
  fc
    .uint8Array({ minLength: 1, maxLength: 8 })
    .map((octets) => Array.from(octets, (o) => `\\${String(o).padStart(3, '0')}`).join('')),
);

const name: fc.Arbitrary<string> = fc
  .array(label, { minLength: 1, maxLength: 3 })
  .map((labels) => `${labels.join('.')}.`);

const u16 = fc.integer({ min: 0, max: 65_535 });
const u32 = fc.integer({ min: 0, max: 4_294_967_295 });
const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => value.isWellFormed());
const octets = fc.uint8Array({ maxLength: 20 });

/** The other types, of whose texts one is chosen. */
const chosen = Object.fromEntries(
  Object.entries(rdataTexts).map(([type, texts]) => [type, fc.constantFrom<string>(...texts)]),
) as { readonly [Type in keyof typeof rdataTexts]: fc.Arbitrary<string> };

/** Data of every type that wire knows, as presentation text; the compiler wants each one here. */
const dataOfType: { readonly [Type in KnownType]: fc.Arbitrary<string> } = {
  ...chosen,
  A: fc.ipV4(),
  AAAA: fc.ipV6().map((address) => printRdata('AAAA', address)),
  CNAME: name,
  DNAME: name,
  NS: name,
  PTR: name,
  MX: fc.tuple(u16, name).map(([preference, exchange]) => `${preference} ${exchange}`),
  TXT: fc
    .array(fc.oneof(text, octets), { minLength: 1, maxLength: 3 })
    .map((strings) => printRdata('TXT', strings)),
  SRV: fc.tuple(u16, u16, u16, name).map((fields) => fields.join(' ')),
  SOA: fc.tuple(name, name, u32, u32, u32, u32, u32).map((fields) => fields.join(' ')),
  CAA: fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.stringMatching(/^[a-z0-9]{1,8}$/), text)
    .map(([flags, tag, value]) => printRdata('CAA', { flags, tag, value })),
};

const record = fc.oneof(
  fc.oneof(
    ...Object.entries(dataOfType).map(([type, data]) =>
      data.map((rdata) => [type, rdata] as const),
    ),
  ),
  fc
    .tuple(fc.integer({ min: 65_280, max: 65_534 }), octets)
    .map(([number, data]) => [`TYPE${number}`, printRdata('TYPE65280', data)] as const),
);

const ttl = fc.integer({ min: 0, max: 2_147_483_647 });
const zone = fc.oneof(fc.constant('.'), name);

/** One call; those that the builder refuses (a second SOA, …) are left out. */
type Call = (update: Update) => unknown;

const call: fc.Arbitrary<Call> = fc
  .tuple(
    fc.integer({ min: 0, max: 9 }),
    name,
    ttl,
    fc.array(record, { minLength: 1, maxLength: 3 }),
  )
  .map(([method, relative, seconds, records]): Call => {
    const [[type]] = records as [(typeof records)[number]];
    const owner = relative.slice(0, -1);
    const lines = (withTtl: boolean) =>
      records.map(([of, data]) => `${owner} ${withTtl ? `${seconds} ` : ''}${of} ${data}`);
    return (update) => {
      switch (method) {
        case 0:
          return update.nameUsed(owner);
        case 1:
          return update.nameNotUsed('@');
        case 2:
          return update.rrsetUsed(owner, type);
        case 3:
          return update.rrsetNotUsed(owner, type);
        case 4:
          return update.used(lines(false));
        case 5:
          return update.remove(lines(false));
        case 6:
          return update.removeRRset(owner, type);
        case 7:
          return update.removeName(owner);
        default:
          return update.insert(lines(true));
      }
    };
  });

/** Updates at random of which every call was taken. */
export const anyUpdate: fc.Arbitrary<Update> = fc
  .tuple(zone, fc.constantFrom('IN', 'CH', 'CLASS32'), fc.array(call, { maxLength: 8 }))
  .map(([zoneName, rrClass, calls]) => {
    const update = new Update(parseName(zoneName), { class: rrClass });
    for (const make of calls) {
      try {
        make(update);
      } catch {
        // Two records where there can be one, or a name that is too long below this zone.
      }
    }
    return update;
  });
