import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  decodeWithLayout,
  judgeRequest,
  signRequest,
  TsigKey,
} from '../../src/index.ts';
import { readCorpus } from '../corpus.ts';
import { fromHex, toHex } from '../hex.ts';
import { corpusKey } from './corpus-key.ts';

const { sign_verify, canonicalisation } = readCorpus('tsig-vectors');

describe('tsig-vectors: signing requests and verifying their replies (RFC 8945 sections 4.3.3 and 5.3)', () => {
  it('is all there, with nine algorithms', () => {
    expect(sign_verify).toHaveLength(36);
    expect(new Set(sign_verify.map(({ key }) => key.algorithm)).size).toBe(9);
    expect(sign_verify.filter(({ request }) => request.exact_wire)).toHaveLength(36);
    const sameFudge = sign_verify.filter(
      ({ request, response }) =>
        decodeMessage(fromHex(response.signed_wire)).tsig?.fudge === request.fudge,
    );
    expect(sameFudge).toHaveLength(18);
  });

  it.each(sign_verify)('$id $title: the MAC and the octets of the request', ({ key, request }) => {
    const unsigned = fromHex(request.unsigned_wire);
    const signed = signRequest(unsigned, corpusKey(key), {
      now: request.time_signed,
      fudge: request.fudge,
    });
    expect(toHex(signed.mac)).toBe(request.mac);
    expect(toHex(signed.bytes)).toBe(request.signed_wire);
    expect(toHex(unsigned)).toBe(request.unsigned_wire);
    expect(decodeMessage(signed.bytes).tsig).toMatchObject({
      timeSigned: request.time_signed,
      fudge: request.fudge,
      originalId: request.original_id,
      error: 0,
    });
    expect(signed.bytes.length - unsigned.length).toBe(corpusKey(key).overheadBytes);
  });

  it.each(sign_verify)('$id $title: the reply, by what signed the request', (vector) => {
    const { key, request, response } = vector;
    const signed = signRequest(fromHex(request.unsigned_wire), corpusKey(key), {
      now: request.time_signed,
      fudge: request.fudge,
    });
    const reply = fromHex(response.signed_wire);
    const message = signed.verify(reply, { now: response.verify_now });
    expect(message.tsig?.timeSigned).toBe(response.time_signed);
    expect(toHex(message.tsig?.mac ?? new Uint8Array(0))).toBe(response.mac);
    expect(signed.judge(reply, { now: response.verify_now }).status).toBe('verified');
    expect(toHex(reply)).toBe(response.signed_wire);
  });

  it.each(sign_verify)('$id $title: the server takes the request and makes the reply', (vector) => {
    const { key, request, response } = vector;
    const wire = fromHex(request.signed_wire);
    const verdict = judgeRequest(wire, decodeWithLayout(wire), [corpusKey(key)], {
      now: request.time_signed,
    });
    expect(verdict.status).toBe('verified');
    if (verdict.status === 'unsigned') return;
    const theirs = decodeMessage(fromHex(response.signed_wire));
    const bytes = verdict.sign(fromHex(response.unsigned_wire), { now: response.time_signed });
    const ours = decodeMessage(bytes);
    // Ours has a fudge of 300, as BIND's and Knot's; where dnspython's has it too, all is the same.
    expect(ours.tsig?.fudge).toBe(300);
    if (theirs.tsig?.fudge === 300) expect(ours).toEqual(theirs);
    else expect({ ...ours, tsig: undefined }).toEqual({ ...theirs, tsig: undefined });
    const signed = signRequest(fromHex(request.unsigned_wire), corpusKey(key), {
      now: request.time_signed,
      fudge: request.fudge,
    });
    expect(signed.verify(bytes, { now: response.time_signed })).toEqual(ours);
  });
});

describe('tsig-vectors: names in other case, and compressed (RFC 8945 section 4.3.3)', () => {
  it('is all there', () => {
    expect(canonicalisation).toHaveLength(12);
  });

  it.each(canonicalisation)('$id $title', (vector) => {
    const { key, request, response } = vector;
    const configured = new TsigKey({
      name: vector.key_name_as_configured,
      algorithm: vector.algorithm_as_configured,
      secret: fromHex(key.secret_hex),
    });
    const signed = signRequest(fromHex(request.unsigned_wire), configured, {
      now: request.time_signed,
      fudge: request.fudge,
    });
    expect(toHex(signed.mac)).toBe(request.mac);
    expect(toHex(signed.bytes)).toBe(request.signed_wire_lower);
    const reply = fromHex(response.signed_wire);
    expect(signed.verify(reply, { now: response.verify_now }).tsig).toBeDefined();
    for (const hex of [request.signed_wire_lower, request.signed_wire_mixed]) {
      const wire = fromHex(hex);
      const verdict = judgeRequest(wire, decodeWithLayout(wire), [configured], {
        now: request.time_signed,
      });
      expect(verdict.status).toBe('verified');
    }
  });
});
