/**
 * Random zones and random updates of them, over few names and little data, so that what an update
 * says meets what the zone holds. Everything is text relative to the zone, the same for every server;
 * the serial of an SOA is relative to the zone's, since each server's runs by itself.
 */

import fc from 'fast-check';

/** A record without its owner's zone; `serial` stands for the zone's own, `serial+1` for one more. */
export interface Item {
  readonly name: string;
  readonly ttl: number;
  readonly type: string;
  readonly rdata: string;
}

/** One record of a prerequisite or update section. */
export interface Step {
  readonly name: string;
  readonly class: 'IN' | 'NONE' | 'ANY';
  readonly type: string;
  readonly ttl: number;
  /** undefined for none. */
  readonly rdata: string | undefined;
}

/** A zone and an update of it. */
export interface UpdateCase {
  readonly records: readonly Item[];
  readonly prerequisites: readonly Step[];
  readonly updates: readonly Step[];
}

/**
 * The apex, a name with another below it, names below an empty non-terminal, wildcards, a delegation
 * and its glue, an alias, a DNAME and what lies below it.
 */
export const owners = [
  ...['@', 'a', 'b.a', 'x.y.e', 'e', '*', '*.a', 'd', 'ns.d', 'x.d', 'c', 'n', 'x.n'],
] as const;

/** In capital letters too: names compare without regard to case (RFC 4343). */
const spelled = [...owners, 'A', 'NS.d', '*.A'] as const;

export const rdataByType: Readonly<Record<string, readonly string[]>> = {
  A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  AAAA: ['2001:db8::1', '2001:db8::2'],
  TXT: ['"a"', '"b"', '"a" "b"', '"ab"'],
  CNAME: ['a.Z', 'e.Z', 'www.example.net.'],
  NS: ['ns.example.net.', 'ns2.example.net.', 'ns.d.Z'],
  MX: ['10 mail.example.net.', '20 mail.example.net.', '10 a.Z'],
  SRV: ['0 0 80 a.Z', '0 1 80 a.Z'],
  SOA: [-10, 0, 1, 10, 2 ** 31 - 1].map(
    (by) =>
      `ns.example.net. hostmaster.example.net. serial${by < 0 ? by : `+${by}`} 3600 600 86400 60`,
  ),
  DNAME: ['target.example.net.', 'e.Z'],
  // 1 8 2 and 2 8 2, with digests: DS has no text form of its own here.
  DS: [`\\# 36 00010802${'ab'.repeat(32)}`, `\\# 36 00020802${'cd'.repeat(32)}`],
  TYPE65280: ['\\# 2 0001', '\\# 2 0002'],
};

type RdataByType = Readonly<Record<string, readonly string[]>>;

interface TypeAndData {
  readonly type: string;
  readonly rdata: string;
}

function dataOf(table: RdataByType): fc.Arbitrary<TypeAndData> {
  return fc
    .constantFrom(...Object.keys(table))
    .chain((type) =>
      fc.record({ type: fc.constant(type), rdata: fc.constantFrom(...(table[type] ?? [])) }),
    );
}

const data = dataOf(rdataByType);

/** Whether records of a name can all be loaded by all servers. */
function canStand(item: Item, others: readonly Item[]): boolean {
  const same = others.filter(({ name }) => name === item.name);
  const has = (type: string) => same.some((other) => other.type === type);
  if (item.type === 'SOA') return false;
  if (item.name === '@' && (item.type === 'CNAME' || item.type === 'DNAME')) return false;
  if (has('CNAME') || (item.type === 'CNAME' && same.length > 0)) return false;
  if (item.type === 'DNAME' && (has('DNAME') || has('NS') || item.name.startsWith('*')))
    return false;
  if (item.type === 'NS' && (has('DNAME') || item.name.startsWith('*'))) return false;
  if (item.type === 'DS' && (item.name === '@' || !has('NS'))) return false;
  return true;
}

const ttls = fc.constantFrom(60, 300);

function itemOf(table: RdataByType): fc.Arbitrary<Item> {
  return fc
    .record({ name: fc.constantFrom(...owners), what: dataOf(table) })
    .map(({ name, what }) => ({ name, ttl: 300, ...what }));
}

const item = itemOf(rdataByType);

/** Whether no server's checks would refuse a record among the others (see src/profile). */
function isSound({ name, type, rdata }: Item, items: readonly Item[]): boolean {
  if (type === 'NS' && name === '@' && rdata.endsWith('.Z')) return false;
  if (items.some((other) => other.type === 'DNAME' && name.endsWith(`.${other.name}`)))
    return false;
  const isAddressOfA = (other: Item) => other.name === 'a' && ['A', 'AAAA'].includes(other.type);
  return type !== 'MX' || !rdata.endsWith(' a.Z') || items.some(isAddressOfA);
}

/** Beside the first value of a type the second, so that RRsets of two are no rarity. */
function secondOf(one: Item, table: RdataByType): Item[] {
  const [first, second] = table[one.type] ?? [];
  const isAlone = one.type === 'CNAME' || one.type === 'DNAME';
  return one.rdata === first && second !== undefined && !isAlone ? [{ ...one, rdata: second }] : [];
}

/** What a zone holds beside its SOA. */
export function zoneItemsOf(table: RdataByType, maxLength: number): fc.Arbitrary<readonly Item[]> {
  return fc
    .array(itemOf(table), { maxLength, size: 'max' })
    .map((items) => items.flatMap((one) => [one, ...secondOf(one, table)]))
    .map((items) => {
      const kept: Item[] = [{ name: '@', ttl: 300, type: 'NS', rdata: 'ns.example.net.' }];
      for (const next of items) if (canStand(next, kept)) kept.push(next);
      return kept;
    })
    .map((items) => items.filter((one) => isSound(one, items)));
}

const update: fc.Arbitrary<Step> = fc
  .oneof(
    { weight: 5, arbitrary: fc.constant('IN' as const) },
    { weight: 3, arbitrary: fc.constant('NONE' as const) },
    { weight: 2, arbitrary: fc.constant('ANY' as const) },
  )
  .chain((rrClass) =>
    fc
      .record({ name: fc.constantFrom(...spelled), ttl: ttls, what: data, all: fc.boolean() })
      .map(({ name, ttl, what, all }) => ({
        name,
        class: rrClass,
        type: rrClass === 'ANY' && all ? 'ANY' : what.type,
        ttl: rrClass === 'IN' ? ttl : 0,
        rdata: rrClass === 'ANY' ? undefined : what.rdata,
      })),
  );

/**
 * A prerequisite about a record of the zone, or about what may not be there: it holds, for the most part. With
 * values it is the whole RRset, or that with one missing, one twice, or another in it.
 */
function prerequisite(items: readonly Item[]): fc.Arbitrary<readonly Step[]> {
  const about = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...items) },
    { weight: 1, arbitrary: item },
  );
  const form = fc.constantFrom(
    ...(['whole', 'whole', 'missing', 'twice', 'another'] as const),
    ...(['rrset', 'name', 'no rrset', 'no name'] as const),
  );
  return fc.record({ about, form }).map(({ about: { name, type, rdata }, form: what }) => {
    const value = (one: string): Step => ({ name, class: 'IN', type, ttl: 0, rdata: one });
    const rrset = items.filter((other) => other.name === name && other.type === type);
    const values = rrset.map((one) => value(one.rdata));
    switch (what) {
      case 'whole':
        return values.length === 0 ? [value(rdata)] : values;
      case 'missing':
        return values.length < 2 ? [value(rdata)] : values.slice(1);
      case 'twice':
        return [...values, value(rdata)];
      case 'another':
        return [...values.slice(1), value(rdataByType[type]?.at(-1) ?? rdata)];
      default: {
        const ofName = what.endsWith('name');
        const rrClass = what.startsWith('no ') ? 'NONE' : 'ANY';
        return [{ name, class: rrClass, type: ofName ? 'ANY' : type, ttl: 0, rdata: undefined }];
      }
    }
  });
}

/** A zone and an update of it; some updates have prerequisites. */
export const updateCase: fc.Arbitrary<UpdateCase> = zoneItemsOf(rdataByType, 14).chain((records) =>
  fc.record({
    records: fc.constant(records),
    prerequisites: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc
          .array(prerequisite(records), { minLength: 1, maxLength: 2 })
          .map((all) => all.flat()),
      },
    ),
    updates: fc.array(update, { minLength: 0, maxLength: 8 }),
  }),
);
