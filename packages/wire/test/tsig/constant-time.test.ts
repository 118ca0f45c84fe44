/** What the time of a comparison tells of a MAC: nothing but its length. */

import { describe, expect, it, vi } from 'vitest';
import {
  decodeWithLayout,
  encodeMessage,
  judgeReply,
  judgeRequest,
  signRequest,
  TsigKey,
  tsigAlgorithms,
  verifyStream,
} from '../../src/index.ts';

const now = 1_700_000_000;

/** Octets that tell which of them were looked at, in which order. */
function watched(octets: Uint8Array): { readonly octets: Uint8Array; readonly looks: number[] } {
  const looks: number[] = [];
  const get = (target: Uint8Array, property: string | symbol): unknown => {
    if (typeof property === 'string' && /^\d+$/.test(property)) looks.push(Number(property));
    const value: unknown = Reflect.get(target, property);
    return typeof value === 'function' ? value.bind(target) : value;
  };
  return { octets: new Proxy(octets, { get }), looks };
}

describe('a MAC is compared in constant time (RFC 8945 section 5.2.2)', () => {
  it.each(tsigAlgorithms)('%s: octet by octet, wherever the first wrong one is', (algorithm) => {
    const key = new TsigKey({ name: 'key.', algorithm, secret: 'c2VjcmV0' });
    const covered = Uint8Array.of(1, 2, 3);
    const whole = key.mac(covered);
    const cut = Math.max(10, whole.length / 2);
    for (const length of [whole.length, cut]) {
      const all = Array.from({ length }, (_, i) => i);
      for (const wrong of [undefined, 0, 1, length - 1]) {
        const mac = whole.slice(0, length);
        if (wrong !== undefined) mac[wrong] = (mac[wrong] as number) ^ 1;
        const { octets, looks } = watched(mac);
        expect(key.verifiesMac(octets, covered)).toBe(wrong === undefined);
        expect(looks).toEqual(all);
      }
    }
  });

  it('so are those of requests, replies and streams, each once, and no finding tells more', () => {
    const key = TsigKey.parse('hmac-sha256:key:c2VjcmV0');
    const question = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
    const request = signRequest(
      encodeMessage({ id: 1, opcode: 'QUERY', questions: [question] }),
      key,
      { now },
    );
    const decoded = decodeWithLayout(request.bytes);
    const verdict = judgeRequest(request.bytes, decoded, [key], { now });
    if (verdict.status !== 'verified') throw new Error(verdict.status);
    const flags = { qr: true };
    const reply = verdict.sign(encodeMessage({ id: 1, opcode: 'QUERY', flags }), { now });
    const compare = vi.spyOn(key, 'verifiesMac');
    const findings = (octet: number): unknown[] => {
      // The MAC is in front of Original ID, Error and Other Length.
      const tampered = (message: Uint8Array): Uint8Array => {
        const copy = message.slice();
        const at = copy.length - 6 - key.macBytes + octet;
        copy[at] = (copy[at] as number) ^ 1;
        return copy;
      };
      const bytes = tampered(request.bytes);
      const judged = judgeRequest(bytes, decodeWithLayout(bytes), [key], { now });
      const replied = judgeReply(tampered(reply), key, { requestMac: request.mac, now });
      const stream = verifyStream(key, { requestMac: request.mac, now });
      let streamed = '';
      try {
        stream.push(tampered(reply));
      } catch (error) {
        streamed = String(error);
      }
      expect(compare).toHaveBeenCalledTimes(3);
      compare.mockClear();
      const { status } = judged;
      const error = status === 'rejected' ? judged.error : undefined;
      const rule = replied.status === 'rejected' ? replied.rule : undefined;
      return [status, error, replied.status, rule, streamed];
    };
    const first = findings(0);
    expect(first.slice(0, 3)).toEqual(['rejected', 'BADSIG', 'rejected']);
    expect(findings(key.macBytes - 1)).toEqual(first);
  });
});
