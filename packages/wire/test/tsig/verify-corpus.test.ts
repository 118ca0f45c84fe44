import { describe, expect, it } from 'vitest';
import { BadTimeError, isDnsError, signRequest, verifyResponse } from '../../src/index.ts';
import { judgeReply } from '../../src/tsig/reply-verdict.ts';
import { readCorpus } from '../corpus.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';
import { corpusKey, outcomeOf, outcomeOfVerdict } from './corpus-key.ts';

const corpus = readCorpus('tsig-vectors');

/** The octets of a whole MAC. */
const wholeMac: Readonly<Record<string, number>> = {
  'hmac-md5.sig-alg.reg.int.': 16,
  'hmac-sha1.': 20,
  'hmac-sha224.': 28,
  'hmac-sha256.': 32,
  'hmac-sha384.': 48,
  'hmac-sha512.': 64,
  'hmac-sha256-128.': 16,
  'hmac-sha384-192.': 24,
  'hmac-sha512-256.': 32,
};

/** No policy goes below half of the MAC (RFC 8945 section 5.2.2.1). */
function macBytes(algorithm: string, octets: number | undefined): number | undefined {
  const whole = wholeMac[algorithm] as number;
  return octets === undefined ? undefined : Math.max(octets, 10, whole / 2);
}

describe('tsig-vectors: what is made of a reply (RFC 8945 sections 5.2 to 5.4)', () => {
  const cases = corpus.verify_cases.map((given) => ({
    ...given,
    key: corpusKey(given.key, macBytes(given.key.algorithm, given.policy?.min_mac_octets)),
    options: { requestMac: fromHex(given.request_mac ?? ''), now: given.now },
  }));

  it('is all there, with each outcome', () => {
    expect(cases).toHaveLength(312);
    expect(cases.filter(({ policy }) => policy !== undefined)).toHaveLength(16);
    expect(cases.filter(({ request_mac }) => request_mac === null)).toHaveLength(4);
    const counts: Record<string, number> = {};
    for (const { expect: it } of cases) counts[it.outcome] = (counts[it.outcome] ?? 0) + 1;
    expect(counts).toEqual({
      ok: 48,
      missing: 4,
      formerr: 104,
      badkey: 16,
      badsig: 88,
      badtime: 12,
      badtrunc: 4,
      'peer-badsig': 8,
      'peer-badkey': 4,
      'peer-badtime': 16,
      'peer-badtrunc': 4,
      'peer-other': 4,
    });
  });

  it.each(cases)('$id $title', (given) => {
    const wire = fromHex(given.response_wire);
    const outcome = outcomeOf(() => verifyResponse(wire, given.key, given.options));
    expect(given.expect.acceptable ?? [given.expect.outcome]).toContain(outcome);
    expect(outcomeOfVerdict(judgeReply(wire, given.key, given.options))).toBe(outcome);
    expect(toHex(wire)).toBe(given.response_wire);
  });

  it('most are exactly the first choice of the corpus', () => {
    const exact = cases.filter(
      (given) =>
        outcomeOf(() => verifyResponse(fromHex(given.response_wire), given.key, given.options)) ===
        given.expect.outcome,
    );
    expect(exact).toHaveLength(308);
  });

  it.each(cases.filter(({ expect: it }) => it.server_time !== undefined))(
    '$id $title: the clock of the server',
    (given) => {
      const run = (): unknown =>
        verifyResponse(fromHex(given.response_wire), given.key, given.options);
      if (outcomeOf(run) !== 'peer-badtime') {
        expect(given.expect.acceptable).toContain(outcomeOf(run));
        return;
      }
      const error = errorOf(run) as BadTimeError;
      expect(error).toBeInstanceOf(BadTimeError);
      expect(error.serverTime).toBe(given.expect.server_time);
      expect(error.skewSeconds).toBe((given.expect.server_time as number) - given.now);
      expect(error.authenticated).toBe(true);
    },
  );

  it.each(cases.slice(0, 40))(
    '$id $title: a Buffer is judged alike, twice, and not changed',
    (it) => {
      const wire = Buffer.from(it.response_wire, 'hex');
      const judge = (): string => outcomeOfVerdict(judgeReply(wire, it.key, it.options));
      const first = judge();
      expect(judge()).toBe(first);
      expect(wire.toString('hex')).toBe(it.response_wire);
    },
  );
});

describe('tsig-vectors: every bit of a signed reply turned over', () => {
  it('is all there', () => {
    expect(corpus.bitflip_sweeps.map((sweep) => sweep.response_wire.length / 2)).toEqual([
      136, 120,
    ]);
  });

  it.each(corpus.bitflip_sweeps)('$id: only those verify that the MAC does not cover', (sweep) => {
    const key = corpusKey(sweep.key);
    const options = { requestMac: fromHex(sweep.request_mac), now: sweep.now };
    const wire = fromHex(sweep.response_wire);
    const known = new Set(sweep.flips_that_still_verify.map(String));
    const possible = new Set(sweep.flips_that_may_verify.map(String));
    expect([known.size, possible.size]).toEqual([33, 32]);
    const verified: string[] = [];
    for (let offset = 0; offset < wire.length; offset++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Uint8Array.from(wire);
        flipped[offset] = (flipped[offset] as number) ^ (1 << bit);
        try {
          verifyResponse(flipped, key, options);
          verified.push(`${offset},${bit}`);
        } catch (error) {
          expect(isDnsError(error)).toBe(true);
        }
      }
    }
    expect(verified.filter((flip) => !known.has(flip) && !possible.has(flip))).toEqual([]);
    expect(verified.filter((flip) => known.has(flip))).toHaveLength(33);
  });
});

describe('tsig-vectors: exchanges with BIND, Knot and PowerDNS', () => {
  const exchanges = corpus.live_exchanges;

  it('are all there', () => {
    expect(exchanges).toHaveLength(22);
    expect(new Set(exchanges.map(({ server }) => server))).toEqual(
      new Set(['bind', 'knot', 'pdns']),
    );
  });

  it.each(exchanges)('$id $server: $title', (given) => {
    const key = corpusKey(given.key, given.response_mac_size);
    const options = { requestMac: fromHex(given.request_mac), now: given.client_now };
    const message = verifyResponse(fromHex(given.response_wire), key, options);
    expect(message.tsig?.mac).toHaveLength(given.response_mac_size);
    expect(message.flags.qr).toBe(true);
  });

  it('a MAC that is shorter than the key demands is refused, though it verifies', () => {
    const cut = exchanges.filter(
      ({ key, response_mac_size }) => response_mac_size < (wholeMac[key.algorithm] as number),
    );
    expect(cut.length).toBeGreaterThan(0);
    for (const given of cut) {
      const options = { requestMac: fromHex(given.request_mac), now: given.client_now };
      const wire = fromHex(given.response_wire);
      expect(outcomeOf(() => verifyResponse(wire, corpusKey(given.key), options))).toBe('badtrunc');
    }
  });

  it('the MAC of the request is found in it again by signing', () => {
    const [given] = exchanges;
    if (given === undefined) throw new Error('no exchange');
    const wire = fromHex(given.request_wire);
    const options = { requestMac: fromHex(given.request_mac), now: given.client_now };
    expect(toHex(wire)).toContain(given.request_mac);
    const key = corpusKey(given.key);
    const other = signRequest(new Uint8Array(12), key, { now: given.client_now });
    expect(
      outcomeOf(() => other.verify(fromHex(given.response_wire), { now: given.client_now })),
    ).toBe('badsig');
    expect(outcomeOf(() => verifyResponse(fromHex(given.response_wire), key, options))).toBe('ok');
  });
});
