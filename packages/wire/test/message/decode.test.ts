import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, decodeWithLayout, encodeMessage, WireError } from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { readCorpus } from '../corpus.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';
import { anyMessage } from './any-message.ts';

function refusal(octets: Uint8Array | string): WireError {
  const wire = typeof octets === 'string' ? fromHex(octets) : octets;
  const error = errorOf(() => decodeMessage(wire)) as WireError;
  expect(error).toBeInstanceOf(WireError);
  expect(error.code).toBe('WIRE_FORMAT');
  return error;
}

const opt = '00 0029 04d0 00000000 0000';
const key = '016b 00 00fa 00ff 00000000';
const hmac = '0b686d61632d736861323536 00';
/** A TSIG with a MAC of two octets. */
const tsig = `${key} 001f ${hmac} 000000000001 012c 0002 0102 0007 0000 0000`;
const a = '0161 00 0001 0001 00000000 0004 c0000201';
const query = (counts: string, body: string): string => `0007 0000 ${counts} ${body}`;

describe('what is no message (RFC 1035 section 4.1)', () => {
  it('fewer than twelve octets', () => {
    for (let length = 0; length < 12; length++) {
      expect(refusal(new Uint8Array(length)).rule).toContain('octets needed');
    }
    expect(decodeMessage(new Uint8Array(12))).toMatchObject({ id: 0, opcode: 'QUERY' });
  });

  it('over 65,535 octets', () => {
    expect(refusal(new Uint8Array(65_536))).toMatchObject({ offset: 65_535 });
  });

  it('octets behind the last record', () => {
    expect(refusal(`${query('0000 0001 0000 0000', a)} 00`)).toMatchObject({
      offset: 29,
      rule: '1 octets left over after the last record',
    });
  });

  it('counts that are too large, wherever', () => {
    for (let section = 0; section < 4; section++) {
      const counts = [0, 0, 0, 0].map((_, i) => (i === section ? 'ffff' : '0000')).join(' ');
      refusal(query(counts, ''));
      refusal(query(counts, a));
    }
    expect.hasAssertions();
  });

  it('a count that is too small', () => {
    expect(refusal(query('0000 0001 0000 0000', `${a} ${a}`)).rule).toContain('left over');
  });

  it('rdata that is not read to the octet', () => {
    const record = (length: string, rdata: string): string =>
      query('0000 0001 0000 0000', `0161 00 0001 0001 00000000 ${length} ${rdata}`);
    expect(refusal(record('0003', 'c00002')).rule).toBe('4 octets needed, 3 left');
    expect(refusal(record('0005', 'c000020101')).rule).toBe('1 octets left over after the A rdata');
    expect(refusal(record('0004', 'c00002')).rule).toBe('4 octets needed, 3 left');
    expect(refusal(record('ffff', 'c0000201')).rule).toBe('65535 octets needed, 4 left');
    expect(refusal(record('0000', '')).rule).toBe('4 octets needed, 0 left');
  });

  it('a name in rdata that runs past it, though the message goes on', () => {
    const record = '00 0002 0001 00000000 0003 03616263 00';
    expect(refusal(query('0000 0001 0000 0000', `${record} ${a}`)).rule).toContain('past the end');
  });

  it('a compressed name in the rdata of a type that allows none, DNAME and SRV excepted', () => {
    // RFC 6672 and RFC 2782 forbid to send it, RFC 3597 section 4 says that it was sent.
    const dname = query('0000 0001 0000 0000', '0161 00 0027 0001 00000000 0002 c00c');
    expect(decodeMessage(fromHex(dname))).toMatchObject({ answers: [{ data: 'a.' }] });
  });

  it.each([undefined, null, 'text', [0, 0, 0], new ArrayBuffer(12), new Uint16Array(12)])(
    'what is no Uint8Array: %s',
    (value) => {
      expect(errorOf(() => decodeMessage(value as never))).toBeInstanceOf(WireError);
    },
  );
});

describe('the place of OPT (RFC 6891 sections 6.1.1 and 6.1.2)', () => {
  it('is the additional section, once, with the root as owner', () => {
    const decoded = decodeMessage(fromHex(query('0000 0000 0000 0001', opt)));
    expect(decoded.edns).toMatchObject({ udpPayloadBytes: 1232 });
    expect(decoded).toMatchObject({ additionals: [] });
    expect(refusal(query('0000 0001 0000 0000', opt)).rule).toContain('additional section');
    expect(refusal(query('0000 0000 0001 0000', opt)).rule).toContain('additional section');
    const second = refusal(query('0000 0000 0000 0002', `${opt} ${opt}`));
    expect(second.rule).toBe('a second OPT record');
    // Behind the header, an OPT, and the root: where the type says OPT.
    expect(second.offset).toBe(12 + fromHex(opt).length + 1);
    expect(refusal(query('0000 0000 0000 0001', `0161 ${opt}`)).rule).toBe(
      'the owner of an OPT is the root',
    );
  });

  it('may be anywhere in it but behind the TSIG', () => {
    const message = decodeMessage(fromHex(query('0000 0000 0000 0003', `${opt} ${a} ${tsig}`)));
    expect(message.edns).toBeDefined();
    expect(message).toMatchObject({ additionals: [{ name: 'a.' }] });
    refusal(query('0000 0000 0000 0002', `${tsig} ${opt}`));
  });
});

describe('the place of TSIG (RFC 8945 section 5.1)', () => {
  it('is the end of the additional section, and is told', () => {
    const wire = fromHex(query('0000 0000 0000 0002', `${a} ${tsig}`));
    const { message, tsigOffset } = decodeWithLayout(wire);
    expect(tsigOffset).toBe(29);
    expect(message.tsig).toEqual({
      name: 'k.',
      algorithm: 'hmac-sha256.',
      timeSigned: 1,
      fudge: 300,
      mac: fromHex('0102'),
      originalId: 7,
      error: 0,
      otherData: new Uint8Array(0),
    });
    expect(message).toMatchObject({ additionals: [{ name: 'a.' }] });
    expect(decodeWithLayout(fromHex(query('0000 0001 0000 0000', a))).tsigOffset).toBeUndefined();
  });

  it('is no other', () => {
    const rule = 'a TSIG is the last record of the additional section, and alone';
    expect(refusal(query('0000 0001 0000 0000', tsig)).rule).toBe(rule);
    expect(refusal(query('0000 0000 0001 0000', tsig)).rule).toBe(rule);
    expect(refusal(query('0000 0000 0000 0002', `${tsig} ${a}`)).rule).toBe(rule);
    expect(refusal(query('0000 0000 0000 0002', `${tsig} ${tsig}`)).rule).toBe(rule);
  });

  it.each([
    ['a class other than ANY', tsig.replace('00fa 00ff', '00fa 0001'), 'a TSIG has class ANY'],
    ['a TTL other than 0', tsig.replace('00ff 00000000', '00ff 00000001'), 'a TSIG has TTL 0'],
    ['a MAC past its end', tsig.replace('0002 0102', '0020 0102'), '32 octets needed'],
    ['other data past its end', tsig.replace(/0000$/, '0001'), '1 octets needed, 0 left'],
    ['octets behind it', `${tsig.replace('001f', '0020')} 00`, 'left over after the TSIG rdata'],
    [
      'a compressed algorithm (section 4.2)',
      `${key} 0014 c00c 000000000001 012c 0002 0102 0007 0000 0000`,
      'a compression pointer where none is allowed',
    ],
  ])('refuses %s', (_, record, rule) => {
    expect(refusal(query('0000 0000 0000 0001', record)).rule).toContain(rule);
  });

  it('shows the field that is wrong', () => {
    const offsetOf = (record: string) => refusal(query('0000 0000 0000 0001', record)).offset;
    expect(offsetOf(tsig.replace('00fa 00ff', '00fa 0001'))).toBe(12 + 3 + 2);
    expect(offsetOf(tsig.replace('00ff 00000000', '00ff 00000001'))).toBe(12 + 3 + 4);
  });

  it('its owner may be compressed, and its time has 48 bits (section 4.2)', () => {
    const wire = query(
      '0001 0000 0000 0001',
      `016b00 0006 0001 ${tsig.replace('016b 00', 'c00c').replace('000000000001', 'fffffffffffe')}`,
    );
    expect(decodeMessage(fromHex(wire)).tsig).toMatchObject({
      name: 'k.',
      timeSigned: 0xfffffffffffe,
    });
  });
});

describe('an UPDATE (RFC 2136 section 2)', () => {
  const zone = '0161 00 0006 0001';

  it('has one zone or, in a response, none (sections 3.1.1 and 3.8)', () => {
    expect(decodeMessage(fromHex(`0007 2800 0001 0000 0000 0000 ${zone}`))).toMatchObject({
      zone: { name: 'a.', type: 'SOA', class: 'IN' },
    });
    expect(decodeMessage(fromHex('0007 a805 0000 0000 0000 0000'))).toMatchObject({
      opcode: 'UPDATE',
      rcode: 'REFUSED',
      zone: undefined,
    });
    expect(refusal(`0007 2800 0002 0000 0000 0000 ${zone} ${zone}`)).toMatchObject({ offset: 4 });
  });

  it('has records without data in class ANY and NONE of any type (sections 2.4 and 2.5)', () => {
    for (const type of ['0001', '0006', '000f', '0010', '0101', '00ff', 'ff00', '002b']) {
      for (const rrClass of ['00ff', '00fe']) {
        const record = `00 ${type} ${rrClass} 00000000 0000`;
        const wire = fromHex(`0007 2800 0000 0001 0001 0000 ${record} ${record}`);
        const message = decodeMessage(wire);
        expect(message).toMatchObject({ prerequisites: [{ name: '.' }], updates: [{ name: '.' }] });
        if (message.opcode === 'UPDATE') expect(message.updates[0]).not.toHaveProperty('data');
        expect(toHex(encodeMessage(message))).toBe(toHex(wire));
      }
    }
    expect.hasAssertions();
  });

  it('has them in no other class, and no other message has them', () => {
    refusal('0007 2800 0000 0000 0001 0000 00 0001 0001 00000000 0000');
    refusal('0007 0000 0000 0001 0000 0000 00 0001 00ff 00000000 0000');
    expect.hasAssertions();
  });

  it('keeps rdata in class NONE and ANY, which a server judges (section 3.4.1)', () => {
    for (const rrClass of ['00fe', '00ff']) {
      const wire = `0007 2800 0000 0000 0001 0000 00 0001 ${rrClass} 00000000 0004 c0000201`;
      expect(decodeMessage(fromHex(wire))).toMatchObject({ updates: [{ data: '192.0.2.1' }] });
    }
  });
});

describe('what is unknown is a value (RFC 6895 section 2.3, RFC 3597 section 3)', () => {
  it('opcodes, RCODEs, types and classes without a name', () => {
    const wire = fromHex(
      '0007 f80b 0001 0001 0000 0000 00 ff00 0020 00 ff00 0020 ffffffff 0001 2a',
    );
    expect(decodeMessage(wire)).toMatchObject({
      opcode: 'OPCODE15',
      rcode: 'RCODE11',
      flags: { qr: true },
      questions: [{ name: '.', type: 'TYPE65280', class: 'CLASS32' }],
      answers: [{ type: 'TYPE65280', class: 'CLASS32', ttl: 0xffffffff, data: fromHex('2a') }],
    });
  });

  it('the Z bit is ignored, and so is any other flag of an answer (RFC 1035 section 4.1.1, RFC 2136 section 2.2)', () => {
    expect(decodeMessage(fromHex('0007 afff 0000 0000 0000 0000'))).toMatchObject({
      opcode: 'UPDATE',
      rcode: 'RCODE15',
    });
  });

  it('names of properties of objects are data', () => {
    const name = '095f5f70726f746f5f5f 00';
    expect(decodeMessage(fromHex(`0007 0000 0001 0000 0000 0000 ${name} 0001 0001`))).toMatchObject(
      {
        questions: [{ name: '__proto__.' }],
      },
    );
  });
});

describe('what is decoded holds no memory of what was given', () => {
  it('octets are plain copies, also of a Buffer that is used again', () => {
    const wire = Buffer.from(
      fromHex(`0007 0000 0000 0002 0000 0001 00 ff00 0001 00000000 0002 0102
        00 0010 0001 00000000 0002 0161 ${tsig}`),
    );
    const before = decodeMessage(wire);
    const kept = decodeMessage(Uint8Array.from(wire));
    wire.fill(0xff);
    expect(before).toEqual(kept);
    expect(Object.getPrototypeOf(before.tsig?.mac)).toBe(Uint8Array.prototype);
  });

  it('records are frozen', () => {
    const message = decodeMessage(fromHex(query('0000 0001 0000 0000', a)));
    if (message.opcode === 'UPDATE') throw new Error('no update');
    expect(Object.isFrozen(message.answers[0])).toBe(true);
  });
});

describe('hostile octets give a value or a WireError (R-01 to R-03)', () => {
  /** Decodes, and holds what comes out to what is allowed to. */
  function expectValueOrWireError(octets: Uint8Array): 'value' | 'error' {
    let decoded: ReturnType<typeof decodeMessage>;
    try {
      decoded = decodeMessage(octets);
    } catch (error) {
      expect(error).toBeInstanceOf(WireError);
      expect((error as WireError).offset).toBeLessThanOrEqual(octets.length);
      return 'error';
    }
    expect(decodeMessage(encodeMessage(decoded))).toEqual(decoded);
    return 'value';
  }

  it('random octets', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        expectValueOrWireError(octets);
      }),
      2000,
    );
  });

  it('random octets behind a plausible header', () => {
    const counts = fc.tuple(fc.nat(2), fc.nat(3), fc.nat(3), fc.nat(3));
    const filling = fc.array(
      fc.oneof(fc.nat(255), fc.constantFrom(0, 0, 0, 1, 1, 2, 6, 16, 41, 250, 0xc0, 12, 255)),
      { maxLength: 120 },
    );
    assertProperty(
      fc.property(fc.constantFrom(0x00, 0x28, 0xa8), counts, filling, (flags, given, body) => {
        const header = [0, 7, flags, 0, ...given.flatMap((count) => [0, count])];
        expectValueOrWireError(Uint8Array.from([...header, ...body]));
      }),
      2000,
    );
  });

  it('messages cut at every octet', () => {
    const [first] = fc.sample(anyMessage, { seed: 11, numRuns: 1 });
    const wires = [
      encodeMessage(first as Parameters<typeof encodeMessage>[0]),
      fromHex(readCorpus('captures').messages[1]?.hex as string),
    ];
    for (const wire of wires) {
      for (let length = 0; length < wire.length; length++) {
        expect(errorOf(() => decodeMessage(wire.subarray(0, length)))).toBeInstanceOf(WireError);
      }
    }
  });

  it('real messages with octets changed, taken out and put in', () => {
    const real = [
      ...readCorpus('captures').messages.map(({ hex, framed }) =>
        fromHex(hex.slice(framed ? 4 : 0)),
      ),
      ...readCorpus('update-vectors').vectors.map((v) => fromHex(v.wire_compressed ?? '')),
      ...readCorpus('tsig-vectors').sign_verify.map((v) => fromHex(v.response.signed_wire)),
    ].filter(({ length }) => length > 12);
    const seen = { value: 0, error: 0 };
    const edit = fc.record({
      at: fc.nat(),
      // Mostly as many as are put in, so that the rest stays where it is.
      remove: fc.option(fc.nat(3), { freq: 2 }),
      insert: fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0xc0, 0xff)), { maxLength: 3 }),
    });
    assertProperty(
      fc.property(
        fc.constantFrom(...real),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (wire, edits) => {
          const octets = [...wire];
          for (const { at, remove, insert } of edits) {
            octets.splice(at % octets.length, remove ?? insert.length, ...insert);
          }
          seen[expectValueOrWireError(Uint8Array.from(octets).subarray(0, 65_535))]++;
        },
      ),
      3000,
    );
    // Both ends are reached, so that neither passes for want of cases.
    expect(seen.value).toBeGreaterThan(300);
    expect(seen.error).toBeGreaterThan(300);
  });

  it('single bits turned over in real replies', () => {
    const [reply] = readCorpus('tsig-vectors').sign_verify;
    const wire = fromHex(reply?.response.signed_wire as string);
    let values = 0;
    for (let bit = 0; bit < wire.length * 8; bit++) {
      const octets = Uint8Array.from(wire);
      octets[bit >> 3] = (octets[bit >> 3] as number) ^ (1 << (bit & 7));
      if (expectValueOrWireError(octets) === 'value') values++;
    }
    expect(values).toBeGreaterThan(wire.length);
  });
});

describe('messages that are made to cost', () => {
  const u16 = (value: number): number[] => [value >> 8, value & 0xff];

  /** A question of a long name, and as many NS records as fit whose names point into it. */
  function pointersTo(name: readonly number[], target: (i: number) => number): Uint8Array {
    const body: number[] = [];
    const start = 12 + name.length + 4;
    let count = 0;
    for (; start + body.length + 14 <= 65_535; count++) {
      const pointer = u16(0xc000 | target(count));
      body.push(...pointer, 0, 2, 0, 1, 0, 0, 0, 0, 0, 2, ...pointer);
    }
    return Uint8Array.from([
      ...[0, 7, 0x80, 0, 0, 1, ...u16(count), 0, 0, 0, 0],
      ...[...name, 0, 6, 0, 1],
      ...body,
    ]);
  }

  const labels = [...new Array(127).fill([1, 0]).flat(), 0] as number[];

  it('9,300 pointers to a name of 255 octets share one text', () => {
    const message = decodeMessage(pointersTo(labels, () => 12));
    if (message.opcode === 'UPDATE') throw new Error('no update');
    expect(message.answers.length).toBe(4661);
    const texts = new Set(message.answers.flatMap(({ name, data }) => [name, data]));
    expect([...texts]).toEqual(['\\000.'.repeat(127)]);
  });

  it('pointers to each label of it give each name', () => {
    const message = decodeMessage(pointersTo(labels, (i) => 12 + 2 * (i % 127)));
    if (message.opcode === 'UPDATE') throw new Error('no update');
    for (const [i, { name }] of message.answers.entries()) {
      if (name !== '\\000.'.repeat(127 - (i % 127))) expect(name).toBe(i);
    }
    expect(message.answers).toHaveLength(4661);
  });

  it('a TXT of 65,000 empty strings, and an OPT of 16,000 empty options, are read', () => {
    const txt = Uint8Array.from([
      ...[0, 7, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0],
      ...[0, 0, 16, 0, 1, 0, 0, 0, 0, ...u16(65_000)],
      ...new Array(65_000).fill(0),
    ]);
    const decoded = decodeMessage(txt);
    if (decoded.opcode === 'UPDATE') throw new Error('no update');
    expect(decoded.answers[0]?.data).toHaveLength(65_000);
    const opts = Uint8Array.from([
      ...[0, 7, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      ...[0, 0, 41, 4, 208, 0, 0, 0, 0, ...u16(64_000)],
      ...new Array(64_000).fill(0),
    ]);
    expect(decodeMessage(opts).edns?.options).toHaveLength(16_000);
  });
});
