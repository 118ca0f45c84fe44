/** MACs of keys: Node's, and those of wire where Node has none. */

import { inspect } from 'node:util';
import { octets } from '@zonewright/testkit';
import { tsigAlgorithms, TsigKey as WireKey } from '@zonewright/wire';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { TsigKey } from '../../src/index.ts';
import { nodeHmac } from '../../src/keys/node-hmac.ts';

const text = (value: string) => new TextEncoder().encode(value);

describe('the published vectors', () => {
  // RFC 4231 section 4.3 and RFC 2202 sections 2 and 3, test case 2: the key is "Jefe".
  test.each([
    ['hmac-md5', '750c783e6ab0b503eaa86e310a5db738'],
    ['hmac-sha1', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
    ['hmac-sha224', 'a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44'],
    ['hmac-sha256', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    [
      'hmac-sha384',
      'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
    ],
    [
      'hmac-sha512',
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    ],
  ] as const)('%s', (algorithm, mac) => {
    const hmac = nodeHmac(algorithm, text('Jefe'));
    expect(hmac?.([text('what do ya want '), text('for nothing?')])).toEqual(octets(mac));
  });
});

test.each(tsigAlgorithms)('%s: the same MAC as that of the pure key, cut or whole', (algorithm) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 150 }),
      fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 4 }),
      (secret, parts) => {
        const options = { name: 'k', algorithm, secret };
        expect(new TsigKey(options).mac(...parts)).toEqual(new WireKey(options).mac(...parts));
      },
    ),
    { numRuns: 50 },
  );
});

test('MACs go by Node, and by wire where Node has none', () => {
  const own = vi.spyOn(WireKey.prototype, 'mac');
  new TsigKey({ name: 'k', secret: text('secret') }).mac(new Uint8Array(1));
  expect(own).not.toHaveBeenCalled();
  const cut = new TsigKey({ name: 'k', secret: text('secret'), algorithm: 'hmac-sha256-128' });
  cut.mac(new Uint8Array(1));
  expect(own).toHaveBeenCalledTimes(1);
  own.mockRestore();
});

test('a longer message does not change the MACs of shorter ones after it, nor theirs its', () => {
  const options = { name: 'k', secret: text('secret') };
  const [key, pure] = [new TsigKey(options), new WireKey(options)];
  for (const size of [0, 100, 5_000, 65_535, 3, 140_000, 64]) {
    const octetsOfSize = new Uint8Array(size).fill(size);
    expect(key.mac(octetsOfSize)).toEqual(pure.mac(octetsOfSize));
  }
});

test('a MAC is octets of its own', () => {
  const key = new TsigKey({ name: 'k', secret: text('secret') });
  const first = key.mac(text('a'));
  const before = first.slice();
  key.mac(text('b'));
  expect(first).toEqual(before);
  expect(first.buffer.byteLength).toBe(32);
});

test('algorithms that cut their MAC by name are left to wire', () => {
  expect(nodeHmac('hmac-sha256-128', text('secret'))).toBeUndefined();
});

test('nothing of the secret shows', () => {
  const key = new TsigKey({ name: 'k', secret: text('hunter2hunter2') });
  key.mac(text('x'));
  const shown = inspect(key, { showHidden: true, depth: 9 }) + JSON.stringify(key) + String(key);
  expect(shown).not.toMatch(/hunter2|aHVudGVy|68 75 6e/);
});
