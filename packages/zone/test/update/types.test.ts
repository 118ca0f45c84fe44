/**
 * The TypeScript types of the builder: data is held to its record type, and what cannot be meant does
 * not compile. The calls are compiled, and run only where they say so.
 */

import type { CharacterStringsInput, ResourceRecord } from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { expect, expectTypeOf, test } from 'vitest';
import type { DataInput } from '../../src/update/given-type.ts';

test('the data of a type is its fields or text', () => {
  expectTypeOf<DataInput<'MX'>>().toEqualTypeOf<
    { readonly preference: number; readonly exchange: string } | string
  >();
  expectTypeOf<DataInput<'mx'>>().toEqualTypeOf<DataInput<'MX'>>();
  expectTypeOf<DataInput<'A'>>().toEqualTypeOf<string>();
  expectTypeOf<DataInput<'TXT'>>().toEqualTypeOf<CharacterStringsInput>();
  expectTypeOf<DataInput<'TYPE65280'>>().toEqualTypeOf<Uint8Array | string>();
  expectTypeOf<DataInput<string>>().toEqualTypeOf<Uint8Array | string>();
});

test('right calls compile', () => {
  const update = new Update('example.com')
    .insert('www', 300, 'MX', { preference: 10, exchange: 'mail.example.net.' }, '20 b.')
    .insert('www', 300, 'mx', { preference: 10, exchange: 'mail.example.net.' })
    .insert('www', 300, 'TXT', 'a', ['b', Uint8Array.of(1)], Uint8Array.of(2))
    .insert('www', 300, 'TYPE65280', Uint8Array.of(1))
    .insert('www', 300, 'HIP' as string, '1 ff AQ==')
    .insert('svc', 300, 'SVCB', { priority: 1, target: 'svc.example.net.' })
    .insert('svc', 300, 'HTTPS', { priority: 1, target: '.', params: { port: 443 } })
    .insert({ name: 'www', type: 'SRV', ttl: 1, data: '0 0 1 a.' })
    .insert({ name: 'x', type: 'mx', ttl: 1, data: { preference: 1, exchange: 'a.' } })
    .used({ name: 'www', type: 'A', data: '192.0.2.1' })
    .remove(['www A 192.0.2.1', { name: 'www', type: 'TXT', data: ['a'] }]);
  const addresses: string[] = ['192.0.2.1'];
  const records: readonly ResourceRecord[] = [];
  update.insert('www', 300, 'A', ...addresses).rrsetUsed('www', 'aaaa');
  expect(() => update.insert(records)).toThrow(/there are none/);
  expect(update.operations).toHaveLength(12);
});

test('wrong calls do not compile', () => {
  const calls = (update: Update) => {
    // @ts-expect-error: the field is a number
    update.insert('www', 300, 'MX', { preference: '10', exchange: 'mail.example.net.' });
    // @ts-expect-error: a field is missing
    update.insert('www', 300, 'MX', { preference: 10 });
    // @ts-expect-error: there is no such field
    update.insert('www', 300, 'MX', { preference: 10, exchange: 'a.', weight: 1 });
    // @ts-expect-error: it is spelt priority
    update.insert('www', 300, 'SVCB', { priorty: 1, target: 'svc.example.net.' });
    // @ts-expect-error: there is no such parameter of a service
    update.insert('www', 300, 'HTTPS', { priority: 1, target: '.', params: { ports: 443 } });
    // @ts-expect-error: these are the fields of another type
    update.insert('www', 300, 'A', { preference: 10, exchange: 'a.' });
    // @ts-expect-error: an address is no number
    update.insert('www', 300, 'A', 1);
    // @ts-expect-error: octets are no address
    update.insert('www', 300, 'A', Uint8Array.of(192, 0, 2, 1));
    // @ts-expect-error: the TTL is a number
    update.insert('www', '300', 'A', '192.0.2.1');
    // @ts-expect-error: the TTL is missing
    update.insert('www', 'A', '192.0.2.1');
    // @ts-expect-error: the TTL is missing
    update.insert({ name: 'www', type: 'A', data: '192.0.2.1' });
    // @ts-expect-error: the data is missing
    update.remove({ name: 'www', type: 'A' });
    // @ts-expect-error: the record's data is that of another type
    update.used({ name: 'www', type: 'MX', data: { target: 'a.' } });
    // @ts-expect-error: a name alone is taken
    update.removeName('www', 'A');
    // @ts-expect-error: a name and a type are taken
    update.removeRRset('www', 'A', '192.0.2.1');
    // @ts-expect-error: the type is missing
    update.rrsetUsed('www');
    // @ts-expect-error: a replacement is one RRset
    update.replaceRRset(['www 300 A 192.0.2.1']);
    // @ts-expect-error: an async iterable is to be collected
    update.insert((async function* () {})());
  };
  expect(calls).toBeTypeOf('function');
});

test('what is given out cannot be written', () => {
  const update = new Update('example.com');
  expectTypeOf(update.zone).toEqualTypeOf<string>();
  expectTypeOf<Update['operations']>().not.toEqualTypeOf<Update['operations'][number][]>();
  const write = () => {
    // @ts-expect-error: there is no setter
    update.zone = 'example.org';
  };
  expect(write).toThrow(TypeError);
});
