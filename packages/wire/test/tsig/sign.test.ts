import { describe, expect, it } from 'vitest';
import {
  createRecord,
  decodeMessage,
  encodeMessage,
  InvalidMessageError,
  MessageTooLargeError,
  signRequest,
  TsigKey,
  type UpdateRecord,
  WireError,
} from '../../src/index.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';

const key = new TsigKey({ name: 'DDNS-Key', secret: 'c2VjcmV0' });
const request = encodeMessage({
  id: 0x1234,
  opcode: 'UPDATE',
  zone: { name: 'example.com.', type: 'SOA', class: 'IN' },
});

describe('signRequest (RFC 8945 section 5.1)', () => {
  it('adds one TSIG, last, with the name in lower case, and counts it (sections 4.2 and 5.1)', () => {
    const { bytes, mac } = signRequest(request, key, { now: 0x6553f100 });
    expect(toHex(bytes.subarray(0, 12))).toBe('123428000001000000000001');
    expect(toHex(bytes.subarray(12, request.length))).toBe(toHex(request.subarray(12)));
    expect(toHex(bytes.subarray(request.length))).toBe(
      `0864646e732d6b657900 00fa 00ff 00000000 003d 0b686d61632d73686132353600 00006553f100 012c
       0020 ${toHex(mac)} 1234 0000 0000`.replace(/\s+/g, ''),
    );
  });

  it('does not change the request, and a Buffer is as good', () => {
    const before = toHex(request);
    const { bytes } = signRequest(Buffer.from(request), key, { now: 1 });
    expect(toHex(request)).toBe(before);
    expect(bytes).toEqual(signRequest(request, key, { now: 1 }).bytes);
    expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
  });

  it('leaves records and OPT before it where they are', () => {
    const additional = [createRecord({ name: 'a', type: 'A', ttl: 0, data: '192.0.2.1' })];
    const edns = { udpPayloadBytes: 1232, version: 0, dnssecOk: false, options: [] };
    const message = encodeMessage({ opcode: 'UPDATE', additional, edns });
    const decoded = decodeMessage(signRequest(message, key, { now: 1 }).bytes);
    expect(decoded).toMatchObject({ additional, edns });
    expect(decoded.tsig).toBeDefined();
  });

  it('takes times of 48 bits and fudges of 16 (section 4.2)', () => {
    const signed = signRequest(request, key, { now: 2 ** 48 - 1, fudge: 65_535 });
    expect(decodeMessage(signed.bytes).tsig).toMatchObject({
      timeSigned: 2 ** 48 - 1,
      fudge: 65_535,
    });
    expect(decodeMessage(signRequest(request, key, { now: 0, fudge: 0 }).bytes).tsig).toMatchObject(
      {
        timeSigned: 0,
        fudge: 0,
      },
    );
  });

  it.each([-1, 2 ** 48, 1.5, Number.NaN, undefined, '1', 1n, new Date(0)])(
    'refuses time %s',
    (now) => {
      const error = errorOf(() => signRequest(request, key, { now: now as number }));
      expect(error).toBeInstanceOf(InvalidMessageError);
      expect(error.message).toContain('Invalid time');
    },
  );

  it.each([-1, 65_536, 1.5, Number.NaN, null, '300'])('refuses fudge %s', (fudge) => {
    const error = errorOf(() => signRequest(request, key, { now: 1, fudge: fudge as number }));
    expect(error).toBeInstanceOf(InvalidMessageError);
    expect(error.message).toContain('Invalid fudge');
  });

  it('refuses a request that is signed already: two TSIGs are FORMERR to every server', () => {
    const { bytes } = signRequest(request, key, { now: 1 });
    expect(errorOf(() => signRequest(bytes, key, { now: 1 }))).toBeInstanceOf(InvalidMessageError);
  });

  it('refuses what is no message', () => {
    for (const wrong of [new Uint8Array(11), fromHex('00'), 'text', undefined]) {
      expect(errorOf(() => signRequest(wrong as Uint8Array, key, { now: 1 }))).toBeInstanceOf(
        WireError,
      );
    }
  });

  it('fits 65,535 octets with the TSIG, and no octet more', () => {
    const filled = (bytes: number): Uint8Array => {
      const updates: UpdateRecord[] = [];
      const record = (octets: number): UpdateRecord =>
        createRecord({ name: '.', type: 'TYPE65280', ttl: 0, data: new Uint8Array(octets) });
      let left = bytes - 12;
      for (; left > 11 + 60_000; left -= 11 + 30_000) updates.push(record(30_000));
      updates.push(record(left - 11));
      return encodeMessage({ opcode: 'UPDATE', updates });
    };
    const most = 65_535 - key.overheadBytes;
    expect(filled(most)).toHaveLength(most);
    expect(signRequest(filled(most), key, { now: 1 }).bytes).toHaveLength(65_535);
    const error = errorOf(() => signRequest(filled(most + 1), key, { now: 1 }));
    expect(error).toBeInstanceOf(MessageTooLargeError);
  });

  it('cuts the MAC to macBytes, and nothing else', () => {
    const options = { name: 'ddns-key', secret: 'c2VjcmV0' };
    const whole = signRequest(request, new TsigKey(options), { now: 1 });
    const cut = signRequest(request, new TsigKey({ ...options, macBytes: 16 }), { now: 1 });
    expect(cut.mac).toEqual(whole.mac.slice(0, 16));
    expect(cut.bytes).toHaveLength(whole.bytes.length - 16);
  });
});
