// Sizes are counted by hand: header 12, question name + 4, A record with a pointer 16, OPT 11.
import { createAnswerer } from '@zonewright/server/answer';
import { decodeMessage, type Message, TsigKey } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { query, update } from '../support/requests.ts';
import { key, now } from '../support/zone.ts';

const soa = '@ 60 SOA ns hostmaster 1 3600 600 86400 60';

/** `n` addresses at `big.example.`, name of 13 octets: 12 + 17 + 16 n octets. */
const addresses = (n: number) =>
  Array.from({ length: n }, (_, i) => `big 60 A 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);

const answererWith = (lines: readonly string[], keys: TsigKey[] = [key]) =>
  createAnswerer({ zones: [Zone.parse('example', [soa, ...lines].join('\n'))], keys });

const edns = (udpPayloadBytes: number) => ({
  edns: { udpPayloadBytes, version: 0, dnssecOk: false, options: [] },
});

function ask(records: number, request: Uint8Array, transport: 'udp' | 'tcp' = 'udp') {
  const bytes = answererWith(addresses(records)).answer(request, { now, transport }) as Uint8Array;
  const message = decodeMessage(bytes);
  return { length: bytes.length, tc: message.flags.tc, ...contents(message) };
}

function contents(message: Message) {
  if (message.opcode === 'UPDATE') return expect.unreachable('an UPDATE');
  const { rcode, flags, questions, answers } = message;
  return { rcode, aa: flags.aa, questions: questions.length, answers: answers.length };
}

const whole = { rcode: 'NOERROR', aa: true, questions: 1, tc: false };
const cut = { ...whole, answers: 0, tc: true };

describe('a UDP reply', () => {
  it('without EDNS has at most 512 octets (RFC 1035 section 4.2.1), else TC and the question alone', () => {
    const request = query('big.example.', 'A');
    expect(ask(30, request)).toEqual({ ...whole, answers: 30, length: 12 + 17 + 30 * 16 });
    expect(ask(31, request)).toEqual({ ...cut, length: 12 + 17 });
  });

  it('without EDNS may have 512 octets, and not 513', () => {
    const answerer = answererWith(
      addresses(30).flatMap((line) => [
        line.replace('big', 'length'),
        line.replace('big', 'longest'),
      ]),
    );
    const sizes = ['length.example.', 'longest.example.'].map((name) => {
      return answerer.answer(query(name, 'A'), { now, transport: 'udp' })?.length;
    });
    expect(sizes).toEqual([12 + 20 + 30 * 16, 12 + 21]);
  });

  it('with EDNS has as many as the request allows, the OPT counted (RFC 6891 section 6.2.5)', () => {
    const size = 12 + 17 + 40 * 16 + 11;
    expect(ask(40, query('big.example.', 'A', edns(size)))).toEqual({
      ...whole,
      answers: 40,
      length: size,
    });
    expect(ask(40, query('big.example.', 'A', edns(size - 1)))).toEqual({
      ...cut,
      length: 29 + 11,
    });
  });

  it('with less than 512 offered has 512 all the same (RFC 6891 section 6.2.3)', () => {
    expect(ask(29, query('big.example.', 'A', edns(0)))).toMatchObject({ answers: 29, tc: false });
  });

  it('has at most 1232, whatever is offered', () => {
    const fits = Math.floor((1232 - 29 - 11) / 16);
    expect(ask(fits, query('big.example.', 'A', edns(65_535)))).toMatchObject({ answers: fits });
    expect(ask(fits + 1, query('big.example.', 'A', edns(65_535)))).toEqual({ ...cut, length: 40 });
  });

  it('has its TSIG counted, and keeps it when it is cut (RFC 8945 section 5.3)', () => {
    const signed = key.sign(query('big.example.', 'A'), { now });
    const fits = Math.floor((512 - 29 - key.overheadBytes) / 16);
    expect(ask(fits, signed.bytes)).toMatchObject({ answers: fits, tc: false });
    expect(ask(fits + 1, signed.bytes)).toEqual({ ...cut, length: 29 + key.overheadBytes });
    const reply = answererWith(addresses(100)).answer(signed.bytes, { now, transport: 'udp' });
    expect(signed.judge(reply as Uint8Array, { now }).status).toBe('verified');
  });
});

describe('a TCP reply', () => {
  it('is whole, whatever EDNS says', () => {
    const request = query('big.example.', 'A', edns(512));
    expect(ask(4000, request, 'tcp')).toMatchObject({ answers: 4000, tc: false });
  });

  it('over 65535 octets is none: SERVFAIL, with the question and without AA', () => {
    const request = query('big.example.', 'A');
    const fits = Math.floor((65_535 - 29) / 16);
    expect(ask(fits, request, 'tcp')).toMatchObject({ answers: fits });
    expect(ask(fits + 1, request, 'tcp')).toEqual({
      rcode: 'SERVFAIL',
      aa: false,
      questions: 1,
      answers: 0,
      tc: false,
      length: 29,
    });
  });

  it('that only its TSIG makes too long is SERVFAIL, signed', () => {
    const signed = key.sign(query('big.example.', 'A'), { now });
    const fits = Math.floor((65_535 - 29) / 16);
    const reply = answererWith(addresses(fits)).answer(signed.bytes, { now, transport: 'tcp' });
    const verdict = signed.judge(reply as Uint8Array, { now });
    expect(verdict).toMatchObject({ status: 'verified', message: { rcode: 'SERVFAIL' } });
  });
});

describe('the reply to an update', () => {
  it('drops the zone section where it does not fit, and never the verdict (RFC 2136 section 3.8)', () => {
    const label = 'x'.repeat(63);
    const name = `${label}.${label}.${label}.${'y'.repeat(40)}.example.`;
    const longKey = new TsigKey({
      name: `${label}.${label}.${label}.key.`,
      algorithm: 'hmac-sha512',
      secret: 'c2VjcmV0',
    });
    const zone = Zone.parse(name, soa);
    const answerer = createAnswerer({ zones: [zone], keys: [longKey] });
    const request = update({ zone: { name, type: 'SOA', class: 'IN' } });
    const signed = longKey.sign(request, { now });
    const overUdp = answerer.answer(signed.bytes, { now, transport: 'udp' }) as Uint8Array;
    expect(overUdp.length).toBe(12 + longKey.overheadBytes);
    expect(signed.judge(overUdp, { now })).toMatchObject({
      status: 'verified',
      message: { rcode: 'NOERROR', flags: { tc: false }, zone: undefined },
    });
    const overTcp = answerer.answer(signed.bytes, { now, transport: 'tcp' }) as Uint8Array;
    expect(decodeMessage(overTcp)).toMatchObject({ zone: { name } });
  });
});
