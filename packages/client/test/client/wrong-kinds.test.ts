/** What plain JavaScript can give where the types say something else is told as what it is. */

import { describe, expect, test } from 'vitest';
import {
  DnsClient,
  isDnsError,
  parseName,
  parseResolvConf,
  reverseName,
  TsigKey,
  textValue,
  Zone,
} from '../../src/index.ts';

const dns = new DnsClient({ server: '127.0.0.1' });
const block = 'key "ddns-key" { algorithm hmac-sha256; secret "c2VjcmV0"; };';
const zone = 'example.com';

/** As what the types allow. */
const as = (value: unknown): never => value as never;

const calls: Readonly<Record<string, (value: unknown) => unknown>> = {
  'send(x)': (value) => dns.send(as(value)),
  'trySend(x)': (value) => dns.trySend(as(value)),
  'watch(zone, x)': (value) => dns.watch(zone, as(value)),
  'waitForPropagation(zone, { rrset: x })': (value) =>
    dns.waitForPropagation(zone, { rrset: as(value) }),
  'waitForPropagation(zone, { servers: x })': (value) =>
    dns.waitForPropagation(zone, { servers: as(value) }),
  'waitForPropagation(zone, { exclude: x })': (value) =>
    dns.waitForPropagation(zone, { exclude: as(value) }),
  'TsigKey.parse(text, x)': (value) => TsigKey.parse(block, as(value)),
  'parseName(text, x)': (value) => parseName('www', as(value)),
  'parseName(text, { origin: x })': (value) => parseName('www', { origin: as(value) }),
  'parseResolvConf(x)': (value) => parseResolvConf(as(value)),
  'textValue(x)': (value) => textValue(as(value)),
  'new Zone(name, x)': (value) => new Zone(zone, as(value)),
};

describe.each(Object.keys(calls))('%s', (name) => {
  const kinds: Readonly<Record<string, unknown>> = { null: null, text: 'c2VjcmV0', number: 7 };
  // A text is one, an origin that is null is none, and a number is what map gives besides.
  const right: Readonly<Record<string, readonly string[]>> = {
    'parseResolvConf(x)': ['text'],
    'parseName(text, { origin: x })': ['null'],
    'parseName(text, x)': ['number'],
  };
  const wrong = Object.keys(kinds).filter((kind) => right[name]?.includes(kind) !== true);

  test.each(wrong)('of the wrong kind, %s, is a typed error', async (kind) => {
    const outcome = (async () => calls[name]?.(kinds[kind]))();
    const error: unknown = await outcome.catch((reason: unknown) => reason);
    expect(isDnsError(error), String(error)).toBe(true);
    expect(error).toMatchObject({ applied: 'no', code: expect.stringMatching(/^INVALID_/) });
  });
});

test('options of reverseName that are null are told, and a number is what map gives besides', () => {
  expect(() => reverseName('192.0.2.1', as(null))).toThrow('an object is needed');
  expect(['192.0.2.1'].map(as(reverseName))).toEqual(['1.2.0.192.in-addr.arpa.']);
});

test('the second argument of TsigKey.parse is not shown: it may be the secret', () => {
  expect(() => TsigKey.parse(block, as('c2VjcmV0'))).toThrow(/^(?!.*c2VjcmV0)/s);
});
