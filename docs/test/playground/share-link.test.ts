import { TsigKey } from '@zonewright/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printFragment, readFragment } from '../../.vitepress/theme/playground/share-link.ts';

const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
const state = { code: 'a', zone: 'example.com', masterFile: '@ SOA' };

describe('a link to the playground', () => {
  it('carries code and zone, whatever letters are in them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (...texts) => {
        const [code, zone, masterFile] = texts;
        const fragment = printFragment({ code, zone, masterFile });
        expect(fragment).toMatch(/^#play=[\w-]*$/);
        expect(readFragment(fragment)).toEqual({ code, zone, masterFile });
      }),
      { seed: 2136 },
    );
  });

  it('never carries the pasted key', () => {
    expect(printFragment(state, key)).toBe(printFragment(state));
    const withSecret = { ...state, masterFile: '@ TXT "c2VjcmV0"' };
    expect(() => printFragment(withSecret, key)).toThrow(/secret/);
  });

  it.each(["TsigKey.parse('hmac-sha256:k:c2VjcmV0')", 'new TsigKey({ name, secret })'])(
    'is not made of code with a key in it: %s',
    (code) => {
      expect(() => printFragment({ ...state, code })).toThrow(/secret/);
    },
  );

  it('is not made of what no link can carry', () => {
    expect(() => printFragment({ ...state, code: 'x'.repeat(20_000) })).toThrow(/too long/);
  });

  it.each([
    '',
    '#what-is-in-scope',
    '#play=',
    '#play=!!!',
    '#play=bm8',
    `#play=${btoa('["a","b"]')}`,
    `#play=${btoa('["a","b",3]')}`,
    `#play=${btoa('{"code":"a"}')}`,
  ])('is not read out of %s', (fragment) => {
    expect(readFragment(fragment)).toBeUndefined();
  });
});
