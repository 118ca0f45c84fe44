import { inspect } from 'node:util';
import { createAnswerer, InvalidOptionError, ZoneNotServedError } from '@zonewright/server/answer';
import { createRecord, decodeMessage, TsigKey } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { describe, expect, it, vi } from 'vitest';
import { hexOf, octets } from '../support/octets.ts';
import { addition, query, update } from '../support/requests.ts';
import { key, now, unknownKey, wrongKey, zoneText } from '../support/zone.ts';

const zone = () => Zone.parse('example.com', zoneText);
const fresh = () => createAnswerer({ zones: [zone()], keys: [key] });

function reply(request: Uint8Array, transport: 'udp' | 'tcp' = 'tcp') {
  return decodeMessage(fresh().answer(request, { now, transport }) as Uint8Array);
}

/** A record of 250 octets or so. */
const bigRecord = createRecord({
  name: 'big.example.com.',
  type: 'TXT',
  ttl: 60,
  data: ['x'.repeat(240)],
});

/** `example.com.` SOA IN, as a question. */
const soaQuestion = '07 6578616d706c65 03 636f6d 00 0006 0001';

describe('what is not answered', () => {
  it('is less than a header (RFC 1035 section 4.1.1)', () => {
    for (const length of [0, 1, 11]) {
      expect(fresh().answer(new Uint8Array(length), { now, transport: 'udp' })).toBeUndefined();
    }
  });

  it('is a response: QR=1', () => {
    const request = update();
    request[2] = (request[2] as number) | 0x80;
    expect(fresh().answer(request, { now, transport: 'tcp' })).toBeUndefined();
  });
});

describe('what is answered by its header', () => {
  const answer = (hex: string) => hexOf(fresh().answer(octets(hex), { now, transport: 'udp' }));

  it('a message cut behind the header gets FORMERR with its id and opcode', () => {
    expect(answer('abcd 2800 0001 0000 0000 0000')).toBe('abcda8010000000000000000');
    expect(answer('abcd 0100 0001 0000 0000 0000')).toBe('abcd81010000000000000000');
  });

  it('RD comes back to a QUERY alone (RFC 1035 section 4.1.1, RFC 2136 section 2.2)', () => {
    expect(answer('abcd 2900 0001 0000 0000 0000')).toBe('abcda8010000000000000000');
    expect(answer('abcd 0000 0001 0000 0000 0000')).toBe('abcd80010000000000000000');
  });

  it('a message that breaks behind its zone section gets it back', () => {
    expect(answer(`abcd 2800 0001 0001 0000 0000 ${soaQuestion} ff`)).toBe(
      `abcda8010001000000000000${soaQuestion.replaceAll(' ', '')}`,
    );
  });

  it('a question that is cut, or that a pointer stands in, does not come back', () => {
    const cut = soaQuestion.slice(0, -3);
    expect(answer(`abcd 2800 0001 0001 0000 0000 ${cut}`)).toBe('abcda8010000000000000000');
    expect(answer('abcd 2800 0001 0001 0000 0000 01 61 c00c 0006 0001')).toBe(
      'abcda8010000000000000000',
    );
  });

  it('a question whose name has 256 octets does not come back (RFC 1035 section 2.3.4)', () => {
    const label = `3f${'61'.repeat(63)}`;
    const of255 = `${label.repeat(3)}3d${'61'.repeat(61)}00`;
    const of256 = `${label.repeat(3)}3e${'61'.repeat(62)}00`;
    const header = 'abcd 2800 0001 0001 0000 0000';
    expect(answer(`${header} ${of255} 0006 0001`)).toBe(`abcda8010001000000000000${of255}00060001`);
    expect(answer(`${header} ${of256} 0006 0001`)).toBe('abcda8010000000000000000');
  });

  it.each([
    ['IQUERY', '08', '88'],
    ['STATUS', '10', '90'],
    ['DSO', '30', 'b0'],
    ['opcode 15', '78', 'f8'],
  ])('%s gets NOTIMP', (_, given, expected) => {
    expect(answer(`abcd ${given}00 0000 0000 0000 0000`)).toBe(`abcd${expected}040000000000000000`);
  });
});

describe('EDNS', () => {
  const edns = { udpPayloadBytes: 4096, version: 0, dnssecOk: false, options: [] };

  it('comes back where the request has it, with the DO bit copied (RFC 6891 section 7, RFC 3225)', () => {
    const given = reply(query('www.example.com.', 'A', { edns: { ...edns, dnssecOk: true } }));
    expect(given.edns).toEqual({ ...edns, udpPayloadBytes: 1232, dnssecOk: true });
    expect(reply(update({ edns })).edns?.udpPayloadBytes).toBe(1232);
    expect(reply(query('www.example.com.', 'A')).edns).toBeUndefined();
    expect(reply(update()).edns).toBeUndefined();
  });

  it('of another version gets BADVERS, unsigned, and nothing is done (RFC 6891 section 6.1.3)', () => {
    const answerer = fresh();
    const request = update({ edns: { ...edns, version: 1 }, updates: [addition()] });
    const { bytes } = key.sign(request, { now });
    const {
      rcode,
      edns: given,
      tsig,
    } = decodeMessage(answerer.answer(bytes, { now, transport: 'udp' }) as Uint8Array);
    expect({ rcode, version: given?.version, tsig }).toEqual({
      rcode: 'BADVERS',
      version: 0,
      tsig: undefined,
    });
    expect(answerer.zone('example.com').hasName('new.example.com.')).toBe(false);
  });
});

describe('signatures (RFC 8945 section 5.2)', () => {
  /** Sends a signed query and judges the reply as its sender does. */
  function judge(signer: TsigKey, signedAt = now, readAt = signedAt) {
    const signed = signer.sign(query('www.example.com.', 'A'), { now: signedAt });
    const bytes = fresh().answer(signed.bytes, { now, transport: 'tcp' }) as Uint8Array;
    return { verdict: signed.judge(bytes, { now: readAt }), message: decodeMessage(bytes) };
  }

  it('a reply to a verified request is signed (section 5.3)', () => {
    expect(judge(key).verdict.status).toBe('verified');
  });

  it.each([
    ['an unknown key', unknownKey, 'BADKEY'],
    ['another secret', wrongKey, 'BADSIG'],
  ] as const)('%s gets NOTAUTH and %s, unsigned (section 5.3.2)', (_, signer, error) => {
    const { verdict, message } = judge(signer);
    expect(verdict).toMatchObject({ status: 'server-error', error, authenticated: false });
    expect(message.rcode).toBe('NOTAUTH');
    expect(message.tsig?.mac.length).toBe(0);
  });

  it('a clock beyond the fudge gets NOTAUTH and BADTIME, signed, with our time (section 5.2.3)', () => {
    for (const signedAt of [now - 301, now + 301]) {
      const { verdict, message } = judge(key, signedAt);
      expect(verdict).toMatchObject({ error: 'BADTIME', authenticated: true, serverTime: now });
      expect(message.rcode).toBe('NOTAUTH');
    }
    expect(judge(key, now - 300).verdict.status).toBe('verified');
    expect(judge(key, now + 300).verdict.status).toBe('verified');
  });

  it('a rejected request is told nothing: neither records nor AA', () => {
    const { message } = judge(wrongKey);
    expect(message).toMatchObject({ answers: [], authorities: [], flags: { aa: false } });
  });
});

describe('zones by name', () => {
  it('are found in any case, with or without the final dot', () => {
    const answerer = fresh();
    expect(answerer.zone('EXAMPLE.com').serial).toBe(7);
    expect(answerer.zone('example.com.')).toBe(answerer.zone('example.com'));
  });

  it('that are not served are a ZoneNotServedError, which lists those that are', () => {
    const answerer = fresh();
    for (const call of [
      () => answerer.zone('example.net'),
      () => answerer.freeze('www.example.com'),
      () => answerer.thaw('com'),
    ]) {
      expect(call).toThrow(ZoneNotServedError);
      expect(call).toThrow(/: it has "example\.com\."\.$/);
    }
    expect(() => answerer.zone('example.net')).toThrow(
      expect.objectContaining({ code: 'ZONE_NOT_SERVED', zone: 'example.net.', applied: 'no' }),
    );
  });
});

describe('received', () => {
  it('holds what came, oldest first, with the key that was verified', () => {
    const answerer = fresh();
    const from = '192.0.2.7:5353';
    answerer.answer(query('www.example.com.', 'A'), { now: 10, transport: 'udp', from });
    answerer.answer(key.sign(update(), { now }).bytes, { now: now + 0.75, transport: 'tcp' });
    answerer.answer(wrongKey.sign(update(), { now }).bytes, { now, transport: 'tcp' });
    answerer.answer(new Uint8Array(20), { now, transport: 'tcp' });
    const { received } = answerer;
    expect(received.map(({ message, ...entry }) => ({ ...entry, opcode: message.opcode }))).toEqual(
      [
        { at: 10, transport: 'udp', from, keyName: undefined, opcode: 'QUERY' },
        { at: now, transport: 'tcp', from: '', keyName: 'test-key.', opcode: 'UPDATE' },
        { at: now, transport: 'tcp', from: '', keyName: undefined, opcode: 'UPDATE' },
      ],
    );
    expect(received[2]?.message.tsig?.name).toBe('test-key.');
  });

  it('keeps as many as it was told', () => {
    const answerer = createAnswerer({ zones: [zone()], keepReceived: 2 });
    for (const id of [1, 2, 3]) {
      answerer.answer(query('www.example.com.', 'A', { id }), { now, transport: 'udp' });
    }
    expect(answerer.received.map(({ message }) => message.id)).toEqual([2, 3]);
  });

  it('keeps no more than came in 4 MiB', () => {
    const answerer = createAnswerer({ zones: [zone()] });
    const large = update({ updates: Array.from({ length: 250 }, () => bigRecord) });
    for (let i = 0; i < 100; i++) answerer.answer(large, { now, transport: 'tcp' });
    const kept = Math.floor(4_194_304 / large.length);
    expect(kept).toBeLessThan(100);
    expect(answerer.received.length).toBe(kept);
  });
});

describe('options that cannot be used', () => {
  const refused = (option: string) =>
    expect.objectContaining({ code: 'INVALID_OPTION', option, applied: 'no' });

  it.each([
    ['zones', undefined],
    ['zones', ['example.com']],
    ['zones', [zone(), Zone.parse('EXAMPLE.com', zoneText)]],
    ['keys', 'hmac-sha256:test-key:c2VjcmV0'],
    ['keys', ['hmac-sha256:test-key:c2VjcmV0']],
    ['keys', [key, wrongKey]],
    ['keepReceived', -1],
    ['keepReceived', 1.5],
    ['onError', 'log'],
    ['readonly', true],
  ])('%s: %o', (option, value) => {
    // What a caller without types may give.
    const options = { zones: [zone()], [option]: value } as never;
    expect(() => createAnswerer(options)).toThrow(InvalidOptionError);
    expect(() => createAnswerer(options)).toThrow(refused(option));
  });

  it.each([
    ['a text', { keys: 'hmac-sha256:test-key:c2VjcmV0' }],
    ['a list of texts', { keys: ['hmac-sha256:test-key:c2VjcmV0'] }],
    ['a list in a list', { keys: [['test-key', 'c2VjcmV0']] }],
    ['an object', { keys: { name: 'test-key', secret: 'c2VjcmV0' } }],
    ['a list of objects', { keys: [{ name: 'test-key', secret: 'c2VjcmV0' }] }],
    ['a name of a key in a rule', { policy: { grants: [{ key: 'hmac-sha256:a:c2VjcmV0' }] } }],
    ['names of keys in a rule', { policy: { grants: [{ key: ['*', 'a:c2VjcmV0'] }] } }],
  ])('a key that is %s shows nowhere in the error', (_, given) => {
    const caught = errorOf(() => createAnswerer({ zones: [], ...given } as never));
    expect(caught).toBeInstanceOf(InvalidOptionError);
    expect(inspect(caught, { depth: Number.POSITIVE_INFINITY })).not.toMatch(/c2VjcmV0/i);
  });

  it('a time that is none', () => {
    for (const time of [Number.NaN, -1, 1_700_000_000_000, 2 ** 48, Number.POSITIVE_INFINITY]) {
      const call = () => fresh().answer(query('a.', 'A'), { now: time, transport: 'udp' });
      expect(call).toThrow(refused('now'));
    }
  });

  it('the same key name with another algorithm is another key', () => {
    const sha512 = new TsigKey({ name: key.name, algorithm: 'hmac-sha512', secret: 'c2VjcmV0' });
    expect(() => createAnswerer({ zones: [], keys: [key, sha512] })).not.toThrow();
  });
});

describe('what fails for a reason of our own', () => {
  it('gets SERVFAIL, and onError is told', () => {
    const failure = new Error('a bug');
    const broken = zone();
    const onError = vi.fn<(error: unknown) => void>();
    const answerer = createAnswerer({ zones: [broken], keys: [key], onError });
    Object.defineProperty(broken, 'class', {
      get: () => {
        throw failure;
      },
    });
    for (const request of [query('www.example.com.', 'A'), update()]) {
      const bytes = answerer.answer(request, { now, transport: 'udp' }) as Uint8Array;
      expect(decodeMessage(bytes).rcode).toBe('SERVFAIL');
    }
    expect(onError.mock.calls).toEqual([[failure], [failure]]);
  });
});

describe('octets of the caller', () => {
  it('are not changed, also where they are a part of a Buffer', () => {
    const { bytes } = key.sign(update({ updates: [addition()] }), { now });
    const pool = Buffer.alloc(bytes.length + 20, 0xee);
    pool.set(bytes, 10);
    const before = pool.toString('hex');
    const part = pool.subarray(10, 10 + bytes.length);
    const given = fresh().answer(part, { now, transport: 'tcp' }) as Uint8Array;
    expect(decodeMessage(given).rcode).toBe('NOERROR');
    expect(pool.toString('hex')).toBe(before);
  });
});

function errorOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.unreachable('it throws an Error');
}
