import { createAnswerer, type Fault, type Faults } from '@zonewright/server/answer';
import {
  decodeMessage,
  InvalidOptionError,
  type Message,
  type SignedRequest,
  type TsigKey,
} from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { describe, expect, it, vi } from 'vitest';
import { addition, query, update } from '../support/requests.ts';
import { key, now, wrongKey, zoneText } from '../support/zone.ts';

function create(faults?: Faults) {
  const onError = vi.fn<(error: unknown) => void>();
  const zones = [Zone.parse('example.com', zoneText)];
  const answerer = createAnswerer({ zones, keys: [key], faults, onError });
  const isMade = () => answerer.zone('example.com').hasName('new.example.com.');
  return { answerer, onError, isMade };
}

const signedUpdate = (signer: TsigKey = key, id = 0x1234) =>
  signer.sign(update({ id, updates: [addition()] }), { now });

/** Sends a signed update that something goes wrong with. */
function suffer(fault: Fault, transport: 'udp' | 'tcp' | 'tls' = 'tcp') {
  const { answerer, onError, isMade } = create(() => fault);
  const signed = signedUpdate();
  const delivery = answerer.respond(signed.bytes, { now, transport });
  expect(onError).not.toHaveBeenCalled();
  expect(answerer.received).toHaveLength(1);
  return { signed, delivery, isMade: isMade(), answerer };
}

const judge = (signed: SignedRequest, reply: Uint8Array | undefined, at = now) =>
  signed.judge(reply as Uint8Array, { now: at });

/** The reply that there would be without a fault: the same octets each time. */
const faultless = create().answerer.answer(signedUpdate().bytes, { now, transport: 'tcp' });

const answerOf = (fault: Fault, transport: 'udp' | 'tcp' | 'tls') =>
  create(() => fault).answerer.answer(signedUpdate().bytes, { now, transport });

const whole = { reply: faultless, delayMs: 0, streamBytes: undefined, closes: false };

describe('the function of faults', () => {
  it('is asked once about each request that can be decoded, in order, with what is received', () => {
    const asked: Parameters<Faults>[0][] = [];
    const { answerer } = create((request) => {
      asked.push(request);
      return undefined;
    });
    const from = '192.0.2.7:53';
    answerer.answer(query('www.example.com.', 'A', { id: 1 }), { now, transport: 'udp', from });
    answerer.answer(new Uint8Array(20), { now, transport: 'udp' });
    answerer.answer(signedUpdate(key, 2).bytes, { now, transport: 'tls' });
    answerer.answer(signedUpdate(wrongKey, 3).bytes, { now, transport: 'tcp' });
    expect(asked).toEqual(answerer.received);
    expect(asked.map(({ message, ...rest }) => ({ ...rest, id: message.id }))).toEqual([
      { at: now, transport: 'udp', from, keyName: undefined, id: 1 },
      { at: now, transport: 'tls', from: '', keyName: 'test-key.', id: 2 },
      { at: now, transport: 'tcp', from: '', keyName: undefined, id: 3 },
    ]);
  });

  it('may be set, and taken away, while the server works', () => {
    const { answerer } = create();
    const ask = () => answerer.answer(query('www.example.com.', 'A'), { now, transport: 'udp' });
    expect(answerer.faults).toBeUndefined();
    const faults: Faults = () => ({ drop: true });
    answerer.faults = faults;
    expect(answerer.faults).toBe(faults);
    expect(ask()).toBeUndefined();
    answerer.faults = undefined;
    expect(ask()).toBeDefined();
  });

  it('changes nothing by undefined, by no fault, and by faults that are undefined', () => {
    for (const fault of [undefined, {}, { drop: false, close: false, cut: undefined }]) {
      const { answerer } = create(() => fault);
      const delivery = answerer.respond(signedUpdate().bytes, { now, transport: 'tcp' });
      expect(delivery).toEqual(whole);
    }
  });

  it.each<[string, unknown]>([
    ['faults', null],
    ['faults', 'drop'],
    ['faults', ['drop']],
    ['faults', Promise.resolve({ drop: true })],
    ['faults.delay', { delay: 5 }],
    ['faults.toString', { toString: 1 }],
    ['faults.drop', { drop: 'response' }],
    ['faults.close', { close: 1 }],
    ['faults.delayMs', { delayMs: -1 }],
    ['faults.delayMs', { delayMs: Number.NaN }],
    ['faults.delayMs', { delayMs: 2 ** 31 }],
    ['faults.cut', { cut: -1 }],
    ['faults.cut', { cut: 1.5 }],
    ['faults.cut', { cut: 'TC' }],
    ['faults.mac', { mac: 'bad' }],
    ['faults.id', { id: 65_536 }],
    ['faults.id', { id: -1 }],
    ['faults.clockSkewSeconds', { clockSkewSeconds: '300' }],
    ['faults.clockSkewSeconds', { clockSkewSeconds: -now - 1 }],
    ['faults.clockSkewSeconds', { clockSkewSeconds: 2 ** 48 }],
    ['faults.rcode', { rcode: 'OOPS' }],
    ['faults.rcode', { rcode: 5 }],
  ])(
    'that gives no fault is an InvalidOptionError for onError, and SERVFAIL: %s %o',
    (option, given) => {
      // What a caller without types may give.
      const { answerer, onError, isMade } = create(() => given as never);
      const reply = answerer.answer(signedUpdate().bytes, { now, transport: 'udp' }) as Uint8Array;
      expect(decodeMessage(reply).rcode).toBe('SERVFAIL');
      expect(onError.mock.calls).toEqual([[expect.any(InvalidOptionError)]]);
      expect(onError.mock.calls[0]?.[0]).toMatchObject({ option });
      expect(isMade()).toBe(false);
    },
  );

  it('that throws is told to onError, and the request gets SERVFAIL', () => {
    const failure = new Error('a slip');
    const { answerer, onError, isMade } = create(() => {
      throw failure;
    });
    const reply = answerer.answer(signedUpdate().bytes, { now, transport: 'udp' }) as Uint8Array;
    expect(decodeMessage(reply).rcode).toBe('SERVFAIL');
    expect(onError.mock.calls).toEqual([[failure]]);
    expect(isMade()).toBe(false);
  });

  it('that is none is refused', () => {
    const slip = expect.objectContaining({ code: 'INVALID_OPTION', option: 'faults' });
    expect(() => create({ drop: true } as never)).toThrow(slip);
    const { answerer } = create();
    expect(() => {
      answerer.faults = 'drop' as never;
    }).toThrow(slip);
  });
});

describe('drop', () => {
  it('of the request: it is not carried out, nor answered, and is received', () => {
    const { delivery, isMade } = suffer({ drop: 'request' });
    expect({ ...delivery, isMade }).toEqual({ ...whole, reply: undefined, isMade: false });
  });

  it.each(['reply', true] as const)('%s: it is carried out, and not answered', (drop) => {
    for (const transport of ['udp', 'tcp', 'tls'] as const) {
      const { delivery, isMade } = suffer({ drop, cut: 5 }, transport);
      expect(delivery).toMatchObject({ reply: undefined, closes: false });
      expect(isMade).toBe(true);
    }
  });
});

describe('close', () => {
  it('closes a connection in place of the reply; the request is carried out unless it is dropped', () => {
    const closed = { ...whole, reply: undefined, closes: true };
    const carriedOut = suffer({ close: true });
    expect({ ...carriedOut.delivery, isMade: carriedOut.isMade }).toEqual({
      ...closed,
      isMade: true,
    });
    const dropped = suffer({ close: true, drop: 'request' });
    expect({ ...dropped.delivery, isMade: dropped.isMade }).toEqual({ ...closed, isMade: false });
    expect(suffer({ close: true, cut: 'tc' }).delivery).toEqual(closed);
  });

  it('loses the reply over UDP', () => {
    expect(suffer({ close: true }, 'udp').delivery).toEqual({ ...whole, reply: undefined });
  });
});

describe('delayMs', () => {
  it('is told to whoever sends', () => {
    expect(suffer({ delayMs: 1.5 }).delivery).toEqual({ ...whole, delayMs: 1.5 });
    expect(suffer({ delayMs: 20, close: true }, 'tls').delivery).toMatchObject({
      delayMs: 20,
      closes: true,
    });
    expect(suffer({ delayMs: 20 }, 'udp').delivery).toMatchObject({
      delayMs: 20,
      reply: faultless,
    });
  });
});

describe('cut', () => {
  const size = faultless?.length as number;

  it('makes a shorter datagram over UDP, and none longer', () => {
    for (const cut of [0, 1, 12, size - 1, size, size + 1]) {
      const { delivery } = suffer({ cut }, 'udp');
      expect(delivery).toEqual({ ...whole, reply: faultless?.slice(0, cut) });
    }
    expect(suffer({ cut: 12, close: true }, 'udp').delivery.reply).toHaveLength(12);
  });

  it('ends a connection behind so many octets, the two of the length counted', () => {
    for (const transport of ['tcp', 'tls'] as const) {
      const { delivery, isMade } = suffer({ cut: 5 }, transport);
      expect(delivery).toEqual({ ...whole, streamBytes: 5, closes: true });
      expect(isMade).toBe(true);
    }
  });

  it('leaves no message over a connection, where it is not whole', () => {
    expect(answerOf({ cut: size + 1 }, 'tcp')).toBeUndefined();
    expect(answerOf({ cut: size + 2 }, 'tcp')).toEqual(faultless);
    expect(answerOf({ cut: size + 1, close: true }, 'tls')).toBeUndefined();
    expect(answerOf({ cut: 12 }, 'udp')).toHaveLength(12);
  });

  it("'tc': the reply to a query has TC and no records, signed, over any transport", () => {
    for (const transport of ['udp', 'tcp', 'tls'] as const) {
      const { answerer } = create(() => ({ cut: 'tc' }));
      const signed = key.sign(query('www.example.com.', 'A'), { now });
      const verdict = judge(signed, answerer.answer(signed.bytes, { now, transport }));
      expect(verdict).toMatchObject({
        status: 'verified',
        message: { rcode: 'NOERROR', flags: { tc: true, aa: true }, answers: [], authorities: [] },
      });
    }
  });

  it("'tc': an update is made, and its reply has TC, signed", () => {
    const { signed, delivery, isMade } = suffer({ cut: 'tc' });
    expect(judge(signed, delivery.reply)).toMatchObject({
      status: 'verified',
      message: { rcode: 'NOERROR', flags: { tc: true } },
    });
    expect({ ...delivery, isMade }).toEqual({ ...whole, reply: delivery.reply, isMade: true });
  });
});

describe('mac', () => {
  it("'wrong': the MAC of the reply does not verify; all else is as it would be", () => {
    const { signed, delivery, isMade } = suffer({ mac: 'wrong' });
    expect(judge(signed, delivery.reply)).toMatchObject({ status: 'rejected', finding: 'BADSIG' });
    expect(isMade).toBe(true);
    const { tsig, ...rest } = decodeMessage(delivery.reply as Uint8Array);
    const { tsig: right, ...same } = decodeMessage(faultless as Uint8Array);
    expect(rest).toEqual(same);
    expect({ ...tsig, mac: undefined }).toEqual({ ...right, mac: undefined });
    expect(tsig?.mac).toHaveLength(32);
    expect(tsig?.mac).not.toEqual(right?.mac);
  });

  it("'none': the reply has no TSIG", () => {
    const { signed, delivery, isMade } = suffer({ mac: 'none' });
    expect(judge(signed, delivery.reply)).toMatchObject({ status: 'unsigned' });
    expect(decodeMessage(delivery.reply as Uint8Array)).toMatchObject({ rcode: 'NOERROR' });
    expect(isMade).toBe(true);
  });

  it('of an unsigned reply has nothing to change', () => {
    const request = query('www.example.com.', 'A');
    const expected = create().answerer.answer(request, { now, transport: 'udp' });
    for (const mac of ['wrong', 'none'] as const) {
      const { answerer } = create(() => ({ mac }));
      expect(answerer.answer(request, { now, transport: 'udp' })).toEqual(expected);
    }
  });
});

describe('id', () => {
  it('stands in the header, and the MAC verifies by the Original ID (RFC 8945 section 5.2)', () => {
    const { signed, delivery } = suffer({ id: 0xbeef });
    expect(delivery.reply?.slice(0, 2)).toEqual(Uint8Array.of(0xbe, 0xef));
    const message = decodeMessage(delivery.reply as Uint8Array);
    expect(message.tsig?.originalId).toBe(0x1234);
    expect(judge(signed, delivery.reply).status).toBe('verified');
    const forwardedBack = (delivery.reply as Uint8Array).slice();
    forwardedBack.set([0x12, 0x34]);
    expect(forwardedBack).toEqual(faultless);
  });

  it('of a reply that is a header alone', () => {
    const { answerer } = create(() => ({ id: 7, cut: 'tc' }));
    const status = query('example.com.', 'SOA');
    status[2] = 0x10;
    const reply = answerer.answer(status, { now, transport: 'udp' });
    expect(reply).toEqual(Uint8Array.of(0, 7, 0x92, 4, 0, 0, 0, 0, 0, 0, 0, 0));
  });
});

describe('clockSkewSeconds', () => {
  it.each([301, -301])(
    '%d: beyond the fudge it is BADTIME with that time, and not made',
    (skew) => {
      const { signed, delivery, isMade, answerer } = suffer({ clockSkewSeconds: skew });
      expect(judge(signed, delivery.reply)).toMatchObject({
        error: 'BADTIME',
        authenticated: true,
        serverTime: now + skew,
      });
      expect(isMade).toBe(false);
      expect(answerer.received).toMatchObject([{ at: now, keyName: 'test-key.' }]);
    },
  );

  it('within the fudge it is made, and the reply is signed by that time', () => {
    const { delivery, isMade } = suffer({ clockSkewSeconds: 300 });
    const { tsig, rcode } = decodeMessage(delivery.reply as Uint8Array);
    expect({ rcode, at: tsig?.timeSigned }).toEqual({ rcode: 'NOERROR', at: now + 300 });
    expect(isMade).toBe(true);
  });

  it('takes a request whose time is off by as much', () => {
    const { answerer, isMade } = create(() => ({ clockSkewSeconds: -4000 }));
    const signed = key.sign(update({ updates: [addition()] }), { now: now - 4000 });
    const reply = answerer.answer(signed.bytes, { now, transport: 'tcp' });
    expect(judge(signed, reply, now - 4000).status).toBe('verified');
    expect(isMade()).toBe(true);
  });

  it('with a wrong MAC is a BADTIME that nobody may believe (RFC 8945 section 5.3.2)', () => {
    const { signed, delivery } = suffer({ clockSkewSeconds: 4000, mac: 'wrong' });
    expect(decodeMessage(delivery.reply as Uint8Array).tsig?.error).toBe(18);
    expect(judge(signed, delivery.reply)).toMatchObject({ status: 'rejected', finding: 'BADSIG' });
  });
});

describe('rcode', () => {
  it.each(['REFUSED', 'SERVFAIL', 'NXRRSET', 'RCODE11', 'NOERROR'] as const)(
    '%s: the update is not carried out, and gets it signed',
    (rcode) => {
      const { signed, delivery, isMade } = suffer({ rcode });
      expect(judge(signed, delivery.reply)).toMatchObject({
        status: 'verified',
        message: { rcode },
      });
      expect(isMade).toBe(false);
    },
  );

  const answer = (request: Uint8Array, fault: Fault): Message => {
    const { answerer, onError } = create(() => fault);
    const reply = answerer.answer(request, { now, transport: 'udp' }) as Uint8Array;
    expect(onError).not.toHaveBeenCalled();
    return decodeMessage(reply);
  };

  it('of a query comes without records, and with the question', () => {
    expect(answer(query('www.example.com.', 'A'), { rcode: 'SERVFAIL' })).toMatchObject({
      rcode: 'SERVFAIL',
      questions: [{ name: 'www.example.com.' }],
      answers: [],
      authorities: [],
      edns: undefined,
    });
  });

  it('over 15 comes in an OPT, with or without one in the request (RFC 6891 section 6.1.3)', () => {
    const edns = { udpPayloadBytes: 1232, version: 0, dnssecOk: true, options: [] };
    const unsigned = answer(update(), { rcode: 'BADCOOKIE' });
    expect(unsigned).toMatchObject({ rcode: 'BADCOOKIE', edns: { dnssecOk: false } });
    const asked = answer(query('a.example.com.', 'A', { edns }), { rcode: 'BADCOOKIE' });
    expect(asked).toMatchObject({ rcode: 'BADCOOKIE', edns: { dnssecOk: true } });
  });

  it('replaces that of a signature that was rejected, and leaves its TSIG error', () => {
    const { bytes } = signedUpdate(wrongKey);
    const { rcode, tsig } = answer(bytes, { rcode: 'FORMERR' });
    expect({ rcode, error: tsig?.error }).toEqual({ rcode: 'FORMERR', error: 16 });
  });

  it('is given to opcodes that are not served, too', () => {
    const status = query('example.com.', 'SOA');
    status[2] = 0x10;
    expect(answer(status, { rcode: 'NOTAUTH' })).toMatchObject({
      opcode: 'STATUS',
      rcode: 'NOTAUTH',
    });
  });
});
