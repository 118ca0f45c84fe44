import { describe, expect, it } from 'vitest';
import {
  BadKeyError,
  BadSigError,
  decodeWithLayout,
  encodeMessage,
  isDnsError,
  judgeRequest,
  MalformedResponseError,
  ResponseSignatureError,
  signRequest,
  TsigError,
  TsigKey,
  type TsigRecord,
  UnsignedResponseError,
  verdictToError,
  verifyResponse,
  WireError,
} from '../../src/index.ts';
import { Writer } from '../../src/octets/writer.ts';
import { priorMac, writeVariables } from '../../src/tsig/digest.ts';
import { errorOf } from '../error-of.ts';

const now = 1_700_000_000;
const key = new TsigKey({ name: 'k.example', secret: 'c2VjcmV0' });
const zone = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
const request = encodeMessage({ id: 9, opcode: 'UPDATE', zone });
const signed = signRequest(request, key, { now });
const unsigned = encodeMessage({ id: 9, opcode: 'UPDATE', flags: { qr: true }, rcode: 'REFUSED' });

/** The reply of a server that holds the key. */
function replyAt(time: number): Uint8Array {
  const verdict = judgeRequest(signed.bytes, decodeWithLayout(signed.bytes), [key], { now });
  if (verdict.status !== 'verified') throw new Error(verdict.status);
  return verdict.sign(unsigned, { now: time });
}

/** A reply with whatever stands in its TSIG, the MAC made to fit. */
function replyWith(
  given: Partial<TsigRecord>,
  rcode: 'NOTAUTH' | 'NOERROR' = 'NOTAUTH',
): Uint8Array {
  const message = { id: 9, opcode: 'UPDATE', flags: { qr: true }, rcode } as const;
  const record: TsigRecord = {
    name: key.name,
    algorithm: key.algorithmName,
    timeSigned: now,
    fudge: 300,
    mac: new Uint8Array(0),
    originalId: 9,
    error: 0,
    otherData: new Uint8Array(0),
    ...given,
  };
  const variables = new Writer();
  writeVariables(variables, record);
  const mac =
    given.mac ?? key.mac(priorMac(signed.mac), encodeMessage(message), variables.finish());
  return encodeMessage({ ...message, tsig: { ...record, mac } });
}

describe('verify: a reply that can be trusted (RFC 8945 section 5.4)', () => {
  it('is decoded, whatever its RCODE', () => {
    expect(signed.verify(replyAt(now), { now })).toMatchObject({ id: 9, rcode: 'REFUSED' });
    expect(verifyResponse(replyAt(now), key, { requestMac: signed.mac, now }).rcode).toBe(
      'REFUSED',
    );
  });

  it('arrives within the fudge, either way, and not a second beyond (section 5.2.3)', () => {
    for (const skew of [-300, 300]) {
      expect(signed.judge(replyAt(now + skew), { now }).status).toBe('verified');
    }
    for (const skew of [-301, 301]) {
      const error = errorOf(() =>
        signed.verify(replyAt(now + skew), { now }),
      ) as ResponseSignatureError;
      expect(error).toBeInstanceOf(ResponseSignatureError);
      expect(error.finding).toBe('BADTIME');
      expect(error.applied).toBe('unknown');
      expect(error.message).toContain(`signed at ${now + skew}, our clock says ${now}`);
    }
  });

  it('a clock that is no number is no reason to trust it', () => {
    for (const clock of [Number.NaN, undefined, null, 'now']) {
      const verdict = signed.judge(replyAt(now), { now: clock as number });
      expect(verdict).toMatchObject({ status: 'rejected', finding: 'BADTIME' });
    }
    expect(errorOf(() => signed.verify(replyAt(now), {} as never))).toBeInstanceOf(
      ResponseSignatureError,
    );
  });

  it('is left as it was given, a Buffer too, and verifies again', () => {
    const reply = Buffer.from(replyAt(now));
    const before = Buffer.from(reply);
    for (let i = 0; i < 3; i++) expect(signed.judge(reply, { now }).status).toBe('verified');
    expect(reply.equals(before)).toBe(true);
  });
});

describe('verify: what cannot be trusted (RFC 8945 section 5.4)', () => {
  it('no message at all', () => {
    const error = errorOf(() =>
      signed.verify(new Uint8Array(3), { now }),
    ) as MalformedResponseError;
    expect(error).toBeInstanceOf(MalformedResponseError);
    expect(error.cause).toBeInstanceOf(WireError);
    expect(error.applied).toBe('unknown');
    expect(error.message).toContain('sent a malformed reply: 2 octets needed');
  });

  it('no signature', () => {
    const error = errorOf(() => signed.verify(unsigned, { now })) as UnsignedResponseError;
    expect(error).toBeInstanceOf(UnsignedResponseError);
    expect(error.rcode).toBe('REFUSED');
    expect(error.applied).toBe('unknown');
    expect(error.message).toContain('without a signature (it says REFUSED)');
  });

  it('an unsigned NOERROR is never success', () => {
    const reply = encodeMessage({ id: 9, opcode: 'UPDATE', flags: { qr: true } });
    expect(errorOf(() => signed.verify(reply, { now }))).toBeInstanceOf(UnsignedResponseError);
  });

  it.each([
    ['another key (section 5.2.1)', { name: 'other.' }, 'BADKEY', 'key other. signed it'],
    [
      'another algorithm (section 5.2.1)',
      { algorithm: 'hmac-sha512.' },
      'BADKEY',
      'signed by hmac-sha512.',
    ],
    [
      'another secret (section 5.2.2)',
      { mac: new Uint8Array(32) },
      'BADSIG',
      'its MAC does not verify',
    ],
    [
      'a time beyond the fudge (section 5.2.3)',
      { timeSigned: now + 301 },
      'BADTIME',
      'the fudge is 300 s',
    ],
  ] as const)('%s', (_, given, finding, rule) => {
    const error = errorOf(() => signed.verify(replyWith(given), { now })) as ResponseSignatureError;
    expect(error).toBeInstanceOf(ResponseSignatureError);
    expect(error.finding).toBe(finding);
    expect(error.message).toContain(rule);
  });

  it('a MAC with a bad time is a MAC failure first (section 5.2)', () => {
    const verdict = signed.judge(replyWith({ timeSigned: 0, mac: new Uint8Array(32) }), { now });
    expect(verdict).toMatchObject({ finding: 'BADSIG' });
  });

  it.each([0, 1, 9, 15, 33, 64])('a MAC of %d octets is malformed (section 5.2.2.1)', (length) => {
    const verdict = signed.judge(replyWith({ mac: new Uint8Array(length) }), { now });
    expect(verdict.status).toBe('malformed');
  });

  it('a good MAC cut short of what the key demands is BADTRUNC, after the time is judged (section 5.2)', () => {
    const cut = (given: Partial<TsigRecord>): Uint8Array => {
      const whole = decodeWithLayout(replyWith(given)).message.tsig?.mac as Uint8Array;
      return replyWith({ ...given, mac: whole.slice(0, 16) });
    };
    expect(signed.judge(cut({}), { now })).toMatchObject({ finding: 'BADTRUNC' });
    expect(signed.judge(cut({ timeSigned: 1 }), { now })).toMatchObject({ finding: 'BADTIME' });
  });
});

describe('verify: what the server says of our signature (RFC 8945 section 5.3.2)', () => {
  it.each([
    [16, BadSigError, 'BADSIG'],
    [17, BadKeyError, 'BADKEY'],
  ] as const)('error %d comes unsigned, and is told so', (number, ErrorClass, code) => {
    const reply = replyWith({ error: number, mac: new Uint8Array(0), name: 'unknown.' });
    const error = errorOf(() => signed.verify(reply, { now })) as TsigError;
    expect(error).toBeInstanceOf(ErrorClass);
    expect(error).toMatchObject({ code, rcode: code, rcodeNumber: number, authenticated: false });
    expect(error.message).toContain('unauthenticated');
  });

  it('an unsigned NOERROR with such an error is no answer that a server gives', () => {
    for (const error of [16, 17]) {
      const reply = replyWith({ error, mac: new Uint8Array(0) }, 'NOERROR');
      expect(signed.judge(reply, { now }).status).toBe('malformed');
    }
    expect.hasAssertions();
  });

  it('no other error comes unsigned', () => {
    for (const error of [18, 22, 99]) {
      const reply = replyWith({ error, mac: new Uint8Array(0) });
      expect(signed.judge(reply, { now }).status).toBe('malformed');
    }
    expect.hasAssertions();
  });

  it.each([
    [16, 'BADSIG'],
    [17, 'BADKEY'],
    [22, 'BADTRUNC'],
    [99, 'RCODE99'],
  ])('error %d under a good MAC is authenticated, with NOERROR too', (number, code) => {
    for (const rcode of ['NOTAUTH', 'NOERROR'] as const) {
      const error = errorOf(() => signed.verify(replyWith({ error: number }, rcode), { now }));
      expect(error).toBeInstanceOf(TsigError);
      expect(error).toMatchObject({ code, authenticated: true });
    }
  });

  it('BADTIME needs a MAC and a time of six octets; its own time is ours (sections 5.2.3 and 5.4.3)', () => {
    const time = (octets: number[]): Uint8Array => Uint8Array.from(octets);
    const reply = replyWith({ error: 18, timeSigned: 5, otherData: time([0, 0, 0, 1, 0, 2]) });
    expect(signed.judge(reply, { now })).toMatchObject({
      status: 'server-error',
      error: 'BADTIME',
      authenticated: true,
      serverTime: 65_538,
    });
    for (const octets of [[], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1, 0, 2]]) {
      const wrong = replyWith({ error: 18, otherData: time(octets) });
      expect(signed.judge(wrong, { now }).status).toBe('malformed');
    }
  });
});

describe('verdictToError', () => {
  it('says which server, zone and attempt it was', () => {
    const verdict = signed.judge(unsigned, { now });
    if (verdict.status === 'verified') throw new Error('verified');
    const context = { now, server: 'ns1.example:53', zone: 'example.com.', attempts: 2 };
    const error = verdictToError(verdict, context);
    expect(isDnsError(error)).toBe(true);
    expect(error).toMatchObject({ server: 'ns1.example:53', zone: 'example.com.', attempts: 2 });
    expect(error.message).toMatch(/^ns1\.example:53 answered/);
  });

  it.each([
    ['BADKEY', 'a rule: find out which server answers there.'],
    [
      'BADSIG',
      'a rule: something on the way changes replies, or another server answers: go past it',
    ],
    ['BADTIME', 'a rule: set the clocks.'],
    ['BADTRUNC', 'a rule: write the key as the server has it.'],
    ['RCODE99', 'a rule.'],
  ] as const)('says what to try where we find %s', (finding, text) => {
    const { message } = decodeWithLayout(unsigned);
    const error = verdictToError({ status: 'rejected', finding, rule: 'a rule', message }, { now });
    expect(error.message).toContain(`whose signature is not valid: ${text}`);
  });
});
