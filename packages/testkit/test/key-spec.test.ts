import { defaultKey } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { bindKeyText, checkKey } from '../src/key-spec.ts';

const secret = 'MDEyMzQ1Njc4OWFiY2RlZg==';

function refusal(key: Parameters<typeof checkKey>[0], mayTruncate = false): string {
  try {
    checkKey(key, { mayTruncate });
  } catch (error) {
    return String(error);
  }
  throw new Error('the key was taken');
}

describe('checkKey', () => {
  it('takes the default key as it is', () => {
    expect(checkKey(defaultKey, { mayTruncate: false })).toEqual(defaultKey);
  });

  it('lowers the name and drops the final dot', () => {
    const key = { name: 'Some.Key.', algorithm: 'hmac-sha512', secret };
    expect(checkKey(key, { mayTruncate: false }).name).toBe('some.key');
  });

  it('takes a cut algorithm for BIND alone', () => {
    const key = { name: 'k', algorithm: 'hmac-sha256-128', secret };
    expect(checkKey(key, { mayTruncate: true })).toEqual(key);
    expect(refusal(key)).toContain('only BIND');
  });

  it('names what is wrong, and never the secret', () => {
    const good = { name: 'k', algorithm: 'hmac-sha256', secret };
    expect(refusal({ ...good, name: 'a "b' })).toContain('key name "a \\"b"');
    expect(refusal({ ...good, name: '' })).toContain('key name ""');
    expect(refusal({ ...good, name: 'testkit-reader.' })).toContain("the testkit's own");
    expect(refusal({ ...good, algorithm: 'sha256' })).toContain('unknown algorithm sha256');
    for (const bad of ['', 'abc', 'ab=c', 'not base64!', 'c2VjcmV0\n']) {
      const message = refusal({ ...good, secret: bad });
      expect(message).toBe('Error: key k: the secret is not base64');
    }
  });
});

describe('bindKeyText', () => {
  it("is named.conf's key block", () => {
    expect(bindKeyText({ name: 'k', algorithm: 'hmac-sha256', secret })).toBe(
      'key "k" { algorithm hmac-sha256; secret "MDEyMzQ1Njc4OWFiY2RlZg=="; };\n',
    );
  });
});
