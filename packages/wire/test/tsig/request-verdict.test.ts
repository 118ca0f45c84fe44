import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  decodeWithLayout,
  encodeMessage,
  judgeRequest,
  type RequestVerdict,
  signRequest,
  TsigKey,
  tsigErrorCodes,
} from '../../src/index.ts';
import { judgeReply } from '../../src/tsig/reply-verdict.ts';
import { readCorpus } from '../corpus.ts';
import { fromHex, toHex } from '../hex.ts';
import { corpusKey } from './corpus-key.ts';
import { type SignedReply, signedReplies } from './signed-replies.ts';

function judge(wire: Uint8Array, keys: readonly TsigKey[], now: number): RequestVerdict {
  return judgeRequest(wire, decodeWithLayout(wire), keys, { now });
}

const keysOf = (given: SignedReply): TsigKey[] =>
  given.keys.map(({ secret, ...key }) => new TsigKey({ ...key, secret: fromHex(secret) }));

describe('judgeRequest: the verdict and the reply (RFC 8945 sections 5.2 and 5.3)', () => {
  it.each(signedReplies)('$title', (given) => {
    const wire = fromHex(given.request);
    const verdict = judge(wire, keysOf(given), given.now);
    expect(verdict.status).toBe(given.verdict);
    if (verdict.status === 'unsigned') return;
    if (verdict.status === 'rejected') {
      expect(tsigErrorCodes.number(verdict.error)).toBe(given.error);
      expect(verdict.rcode).toBe(given.rcode === 1 ? 'FORMERR' : 'NOTAUTH');
    } else {
      expect(verdict.key).toBeInstanceOf(TsigKey);
    }
    const unsigned = fromHex(given.unsigned);
    expect(toHex(verdict.sign(unsigned, { now: given.now }))).toBe(given.signed);
    expect(toHex(unsigned)).toBe(given.unsigned);
    expect(toHex(wire)).toBe(given.request);
  });

  it('all outcomes are among them', () => {
    const outcomes = signedReplies.map(
      ({ verdict, error, rcode }) => `${verdict} ${error} ${rcode}`,
    );
    expect(new Set(outcomes)).toEqual(
      new Set([
        'verified 0 5',
        'verified 0 0',
        'rejected 18 9',
        'rejected 22 9',
        'rejected 16 9',
        'rejected 17 9',
        'rejected 16 1',
      ]),
    );
  });

  it('the key that signed is told', () => {
    const [given] = signedReplies;
    if (given === undefined) throw new Error('no case');
    const keys = keysOf(given);
    const verdict = judge(fromHex(given.request), keys, given.now);
    expect(verdict).toMatchObject({ status: 'verified', key: keys[1] });
  });

  it('a message without TSIG is unsigned, and so is one to a server without keys', () => {
    const request = encodeMessage({ opcode: 'UPDATE' });
    expect(judge(request, [], 0)).toEqual({ status: 'unsigned' });
    const key = new TsigKey({ name: 'k', secret: 'c2VjcmV0' });
    expect(judge(request, [key], 0)).toEqual({ status: 'unsigned' });
    const signed = signRequest(request, key, { now: 0 });
    expect(judge(signed.bytes, [], 0)).toMatchObject({ status: 'rejected', error: 'BADKEY' });
  });

  it('a clock that is no number is no reason to accept', () => {
    const key = new TsigKey({ name: 'k', secret: 'c2VjcmV0' });
    const { bytes } = signRequest(encodeMessage({ opcode: 'UPDATE' }), key, { now: 1000 });
    expect(judge(bytes, [key], Number.NaN)).toMatchObject({ status: 'rejected', error: 'BADTIME' });
    expect(judge(bytes, [key], undefined as never)).toMatchObject({ error: 'BADTIME' });
  });

  it('of two keys with one name the algorithm decides', () => {
    const secret = 'c2VjcmV0';
    const keys = ['hmac-sha1', 'hmac-sha512'].map(
      (algorithm) => new TsigKey({ name: 'k', algorithm, secret }),
    ) as [TsigKey, TsigKey];
    const { bytes } = signRequest(encodeMessage({ opcode: 'UPDATE' }), keys[1], { now: 0 });
    expect(judge(bytes, keys, 0)).toMatchObject({ status: 'verified', key: keys[1] });
  });
});

describe('both ends together (RFC 8945 section 5.3)', () => {
  const secret = Uint8Array.from({ length: 32 }, (_, i) => i);
  const key = (macBytes?: number, algorithm = 'hmac-sha512'): TsigKey =>
    new TsigKey({ name: 'k.example', algorithm, secret, macBytes });
  const request = encodeMessage({ id: 77, opcode: 'UPDATE' });
  const reply = encodeMessage({ id: 77, opcode: 'UPDATE', flags: { qr: true } });

  it.each([
    ['both whole', undefined, undefined, 'verified'],
    ['both cut', 32, 32, 'verified'],
    ['the client cut, the server wants less', 48, 32, 'verified'],
    ['the client whole, the server cut', undefined, 32, 'verified'],
    ['the client cut, the server whole', 32, undefined, 'server-error'],
  ])('%s', (_, client, server, status) => {
    const signed = signRequest(request, key(client), { now: 1000 });
    const verdict = judge(signed.bytes, [key(server)], 1000);
    if (verdict.status === 'unsigned') throw new Error('unsigned');
    const answer = verdict.sign(reply, { now: 1000 });
    const found = signed.judge(answer, { now: 1000 });
    expect(found.status).toBe(status);
    if (found.status === 'server-error') {
      expect(found).toMatchObject({ error: 'BADTRUNC', authenticated: true });
    }
  });

  it('a skewed clock is told by the server, and the MAC vouches for it (section 5.2.3)', () => {
    const signed = signRequest(request, key(), { now: 1000 });
    const verdict = judge(signed.bytes, [key()], 5000);
    if (verdict.status !== 'rejected') throw new Error(verdict.status);
    const answer = verdict.sign(
      encodeMessage({ id: 77, opcode: 'UPDATE', flags: { qr: true }, rcode: verdict.rcode }),
      { now: 5000 },
    );
    expect(signed.judge(answer, { now: 1000 })).toMatchObject({
      status: 'server-error',
      error: 'BADTIME',
      authenticated: true,
      serverTime: 5000,
    });
  });

  it('a forwarder may change the id: the MAC covers the original one (sections 4.3.2 and 5.1)', () => {
    const signed = signRequest(request, key(), { now: 1000 });
    const forwarded = Uint8Array.from(signed.bytes);
    forwarded.set([0xab, 0xcd], 0);
    const verdict = judge(forwarded, [key()], 1000);
    if (verdict.status !== 'verified') throw new Error(verdict.status);
    const answer = verdict.sign(reply, { now: 1000 });
    answer.set([0xab, 0xcd], 0);
    const message = signed.verify(answer, { now: 1000 });
    expect([message.id, message.tsig?.originalId]).toEqual([0xabcd, 77]);
  });

  it('the reply to one request does not verify for another', () => {
    const first = signRequest(request, key(), { now: 1000 });
    const second = signRequest(request, key(), { now: 1001 });
    const verdict = judge(first.bytes, [key()], 1000);
    if (verdict.status !== 'verified') throw new Error(verdict.status);
    const answer = verdict.sign(reply, { now: 1000 });
    expect(first.judge(answer, { now: 1000 }).status).toBe('verified');
    expect(second.judge(answer, { now: 1000 })).toMatchObject({ finding: 'BADSIG' });
  });

  it('the request itself, sent back, does not verify as its reply', () => {
    const signed = signRequest(request, key(), { now: 1000 });
    expect(signed.judge(signed.bytes, { now: 1000 })).toMatchObject({ finding: 'BADSIG' });
  });
});

describe('the requests of the corpus that servers accepted', () => {
  it('verify here too, and those with a bad time do not', () => {
    const { exchanges } = readCorpus('server-responses');
    let verified = 0;
    let refused = 0;
    for (const { answers } of exchanges) {
      for (const exchange of answers['bind']?.exchanges ?? []) {
        if (exchange.key === undefined || typeof exchange.summary === 'string') continue;
        const { tsig } = exchange.summary;
        if (tsig === undefined) continue;
        const wire = fromHex(exchange.request);
        let layout: ReturnType<typeof decodeWithLayout>;
        try {
          layout = decodeWithLayout(wire);
        } catch {
          // Some requests were broken on purpose.
          continue;
        }
        const macBytes = exchange.request_mac === undefined ? 0 : exchange.request_mac.length / 2;
        const server = corpusKey(exchange.key, tsig.error === 0 ? tsig.mac_size : undefined);
        const verdict = judgeRequest(wire, layout, [server], { now: exchange.client_now });
        if (tsig.error === 0 && macBytes === tsig.mac_size) {
          expect(verdict.status, exchange.request).toBe('verified');
          verified++;
        } else if (tsig.error_name === 'BADTIME') {
          expect(verdict).toMatchObject({ status: 'rejected', error: 'BADTIME' });
          refused++;
        }
      }
    }
    expect([verified, refused]).toEqual([155, 4]);
  });
});

describe('replies made here are judged by the client as they should be', () => {
  it.each(signedReplies)('$title', (given) => {
    const { tsig } = decodeMessage(fromHex(given.request));
    const [own] = keysOf(given).filter((candidate) => candidate.name === tsig?.name.toLowerCase());
    if (own === undefined || tsig === undefined) {
      expect(given.error).toBe(17);
      return;
    }
    const options = { requestMac: tsig.mac, now: given.now };
    const verdict = judgeReply(fromHex(given.signed), own, options);
    if (given.error === 0) expect(verdict.status).toBe('verified');
    else {
      expect(verdict).toMatchObject({
        status: 'server-error',
        error: tsigErrorCodes.mnemonic(given.error),
        authenticated: given.error === 18 || given.error === 22,
      });
    }
  });
});
