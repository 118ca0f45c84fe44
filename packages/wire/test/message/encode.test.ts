import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRecord,
  decodeMessage,
  type Edns,
  encodeMessage,
  InvalidMessageError,
  InvalidNameError,
  InvalidRdataError,
  type Message,
  type MessageInput,
  MessageTooLargeError,
  type TsigRecord,
  type UpdateRecord,
} from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';
import { anyMessage } from './any-message.ts';

const zone = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
const edns: Edns = { udpPayloadBytes: 1232, version: 0, dnssecOk: false, options: [] };
const tsig: TsigRecord = {
  name: 'key.',
  algorithm: 'hmac-sha256.',
  timeSigned: 1,
  fudge: 300,
  mac: fromHex('0102'),
  originalId: 7,
  error: 0,
  otherData: new Uint8Array(0),
};

const update = (updates: readonly UpdateRecord[], compress = true): Uint8Array =>
  encodeMessage({ opcode: 'UPDATE', zone, updates }, { compress });

const record = (name: string, type: string, data: unknown): UpdateRecord =>
  createRecord({ name, type, ttl: 0, data: data as string }) as UpdateRecord;

const hex = (text: string): string => text.replace(/\s+/g, '');

describe('encodeMessage and decodeMessage', () => {
  it('are the identity, compressed or not', () => {
    assertProperty(
      fc.property(anyMessage, fc.boolean(), (message, compress) => {
        const octets = encodeMessage(message, { compress });
        expect(decodeMessage(octets)).toEqual({ edns: undefined, ...message });
        expect(encodeMessage(decodeMessage(octets), { compress })).toEqual(octets);
      }),
      500,
    );
  });

  it('compressing makes no message longer, and changes no value', () => {
    assertProperty(
      fc.property(anyMessage, (message) => {
        const whole = encodeMessage(message, { compress: false });
        const compressed = encodeMessage(message);
        expect(compressed.length).toBeLessThanOrEqual(whole.length);
        expect(decodeMessage(compressed)).toEqual(decodeMessage(whole));
      }),
      300,
    );
  });

  it('do not change what they are given', () => {
    assertProperty(
      fc.property(anyMessage, (message) => {
        const before = structuredClone(message);
        const octets = encodeMessage(message);
        expect(message).toEqual(before);
        const copy = Buffer.from(octets);
        decodeMessage(copy);
        expect(copy.equals(octets)).toBe(true);
      }),
      100,
    );
  });
});

describe('the header (RFC 1035 section 4.1.1)', () => {
  const header = (message: MessageInput): string => toHex(encodeMessage(message).subarray(0, 12));

  it('what is left out is 0: an UPDATE has opcode 5 and no flag (RFC 2136 section 2.2)', () => {
    expect(header({ opcode: 'UPDATE' })).toBe(hex('0000 2800 0000 0000 0000 0000'));
    expect(header({ id: 0xabcd, opcode: 'UPDATE', zone })).toBe(
      hex('abcd 2800 0001 00000000 0000'),
    );
  });

  it('each flag has its bit (RFC 6895 section 2)', () => {
    const bits = {
      qr: '8000',
      aa: '0400',
      tc: '0200',
      rd: '0100',
      ra: '0080',
      ad: '0020',
      cd: '0010',
    } as const;
    for (const [flag, word] of Object.entries(bits)) {
      const flags = { [flag]: true };
      expect(header({ opcode: 'QUERY', flags }).slice(4, 8)).toBe(word);
      const decoded = decodeMessage(encodeMessage({ opcode: 'QUERY', flags }));
      expect(Object.entries(decoded.flags).filter(([, set]) => set)).toEqual([[flag, true]]);
    }
  });

  it('counts OPT and TSIG among the additional records', () => {
    const additional = [createRecord({ name: 'a', type: 'A', ttl: 0, data: '192.0.2.1' })];
    expect(header({ opcode: 'UPDATE', additional, edns, tsig }).slice(20)).toBe('0003');
  });

  it.each([-1, 65_536, 1.5, Number.NaN, '7'])('refuses id %s', (id) => {
    const error = errorOf(() => encodeMessage({ id: id as number, opcode: 'QUERY' }));
    expect(error).toBeInstanceOf(InvalidMessageError);
  });

  it('refuses what is no opcode, and UPDATE in another spelling, whose sections would be lost', () => {
    for (const opcode of ['NOSUCH', 'OPCODE16', '', 5, undefined]) {
      expect(errorOf(() => encodeMessage({ opcode } as never)).message).toContain('Invalid opcode');
    }
    for (const opcode of ['update', 'OPCODE5', 'opcode5']) {
      const error = errorOf(() => encodeMessage({ opcode, zone } as never));
      expect(error).toBeInstanceOf(InvalidMessageError);
      expect(error.message).toContain('write UPDATE');
    }
  });

  it('refuses what is no RCODE, and one over 15 without EDNS (RFC 6891 section 6.1.3)', () => {
    for (const rcode of ['NOSUCH', 'RCODE4096', 5]) {
      const error = errorOf(() => encodeMessage({ opcode: 'QUERY', rcode } as never));
      expect(error.message).toContain('Invalid RCODE');
    }
    expect(errorOf(() => encodeMessage({ opcode: 'QUERY', rcode: 'BADVERS' })).message).toContain(
      'EDNS',
    );
    const octets = encodeMessage({ opcode: 'QUERY', rcode: 'BADVERS', edns });
    expect(toHex(octets)).toBe(hex('0000 0000 0000 0000 0000 0001 00 0029 04d0 01 00 0000 0000'));
    expect(decodeMessage(octets).rcode).toBe('BADVERS');
  });
});

describe('sections of an UPDATE (RFC 2136 section 2)', () => {
  it('zone, prerequisites, updates and additional stand in this order', () => {
    const message: MessageInput = {
      id: 1,
      opcode: 'UPDATE',
      zone,
      prerequisites: [{ name: 'a.', type: 'ANY', class: 'NONE', ttl: 0 }],
      updates: [{ name: 'b.', type: 'A', class: 'ANY', ttl: 0 }],
      additional: [createRecord({ name: 'c', type: 'A', ttl: 5, data: '192.0.2.1' })],
    };
    expect(toHex(encodeMessage(message))).toBe(
      hex(`0001 2800 0001 0001 0001 0001 07 6578616d706c65 03 636f6d 00 0006 0001
        01 61 00 00ff 00fe 00000000 0000
        01 62 00 0001 00ff 00000000 0000
        01 63 00 0001 0001 00000005 0004 c0000201`),
    );
  });

  it('updates keep their order (section 3.4.2)', () => {
    const updates = ['3', '1', '2', '1'].map((text) => record('a.', 'TXT', text));
    const message = decodeMessage(update(updates)) as Message & { opcode: 'UPDATE' };
    expect(message.updates).toEqual(updates);
  });

  it('a delete of rdata keeps class NONE and TTL 0 (section 2.5.4)', () => {
    const deleted = createRecord({
      name: 'a',
      type: 'A',
      class: 'NONE',
      ttl: 0,
      data: '192.0.2.1',
    });
    expect(toHex(update([deleted])).slice(-34)).toBe(
      hex('01 6100 0001 00fe 00000000 0004 c0000201'),
    );
  });
});

describe('compression', () => {
  it('owners point to names before them', () => {
    expect(toHex(update([record('www.example.com.', 'A', '192.0.2.1')]).subarray(29))).toBe(
      hex('03 777777 c00c 0001 0001 00000000 0004 c0000201'),
    );
  });

  it.each([
    ['NS', 'www.example.com.', 'c00c'],
    ['CNAME', 'www.example.com.', 'c00c'],
    ['PTR', 'www.example.com.', 'c00c'],
  ])('%s of RFC 1035 has its name compressed', (type, name) => {
    expect(toHex(update([record('a.example.com.', type, name)])).slice(-12)).toBe('03777777c00c');
  });

  it('MX and SOA of RFC 1035 have their names compressed', () => {
    const mx = update([record('a.example.com.', 'MX', '1 mx.example.com.')]);
    expect(toHex(mx).slice(-18)).toBe(hex('0007 0001 026d78 c00c'));
    const soa = update([
      record('example.com.', 'SOA', 'ns.example.com. ns.example.com. 1 2 3 4 5'),
    ]);
    expect(toHex(soa)).toContain(hex('001b 026e73c00c c029 00000001'));
  });

  it.each([
    ['SRV', '1 2 3 www.example.com.'],
    ['DNAME', 'www.example.com.'],
    ['CAA', '0 issue "www.example.com."'],
    ['TXT', 'www.example.com.'],
  ])('%s has nothing compressed (RFC 3597 section 4)', (type, data) => {
    const given = record('example.com.', type, data);
    const compressed = update([given, given]);
    const whole = update([given], false);
    const rdata = toHex(whole.subarray(29 + 13 + 10));
    expect(rdata.length).toBeGreaterThan(30);
    expect(toHex(compressed).split(rdata)).toHaveLength(3);
  });

  it('a name that stands whole in rdata is pointed to by later owners', () => {
    const octets = update([
      record('example.com.', 'DNAME', 'other.test.'),
      record('other.test.', 'A', '192.0.2.1'),
    ]);
    expect(toHex(octets).slice(-32)).toBe(hex('c029 0001 0001 00000000 0004 c0000201'));
  });

  it('the names of a TSIG stay whole (RFC 8945 section 4.2)', () => {
    const octets = encodeMessage({
      opcode: 'UPDATE',
      zone,
      tsig: { ...tsig, name: 'example.com.', algorithm: 'example.com.' },
    });
    expect(toHex(octets).split(hex('07 6578616d706c65 03 636f6d 00'))).toHaveLength(4);
  });

  it('keeps the case of each name', () => {
    const message = decodeMessage(
      update([record('WWW.Example.COM.', 'CNAME', 'www.EXAMPLE.com.')]),
    ) as Message & { opcode: 'UPDATE' };
    expect(message.zone?.name).toBe('example.com.');
    expect(message.updates[0]).toMatchObject({
      name: 'WWW.Example.COM.',
      data: 'www.EXAMPLE.com.',
    });
  });

  it('can be left off', () => {
    const given = record('example.com.', 'NS', 'example.com.');
    expect(update([given], false)).toHaveLength(29 + 13 + 10 + 13);
    expect(update([given])).toHaveLength(29 + 2 + 10 + 2);
  });
});

describe('what is no message', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'message undefined'],
    ['null', null, 'message null'],
    ['text', 'QUERY', 'message "QUERY"'],
    ['no list of questions', { opcode: 'QUERY', questions: zone }, 'section an object'],
    ['a question of nothing', { opcode: 'QUERY', questions: [undefined] }, 'question undefined'],
    ['no list of answers', { opcode: 'QUERY', answers: 1 }, 'section 1'],
    ['no list of updates', { opcode: 'UPDATE', updates: new Set() }, 'section an object'],
    ['text for additional records', { opcode: 'UPDATE', additional: 'a' }, 'section "a"'],
    ['a zone of null', { opcode: 'UPDATE', zone: null }, 'question null'],
    ['a zone by its name', { opcode: 'UPDATE', zone: 'example.com.' }, 'question "example.com."'],
    ['EDNS of null', { opcode: 'QUERY', edns: null }, 'EDNS null'],
    ['a TSIG of null', { opcode: 'QUERY', tsig: null }, 'TSIG null'],
  ])('%s is refused by name', (_, given, shown) => {
    const error = errorOf(() => encodeMessage(given as MessageInput));
    expect(error).toBeInstanceOf(InvalidMessageError);
    expect(String(error)).toContain(`Invalid ${shown}: `);
  });
});

describe('OPT and TSIG', () => {
  it('stand last, the TSIG behind the OPT (RFC 8945 section 5.1)', () => {
    const additional = [createRecord({ name: 'a', type: 'A', ttl: 0, data: '192.0.2.1' })];
    const octets = encodeMessage({ opcode: 'UPDATE', additional, edns, tsig });
    expect(toHex(octets.subarray(12 + 17))).toBe(
      hex(`00 0029 04d0 00000000 0000
        03 6b6579 00 00fa 00ff 00000000 001f 0b 686d61632d736861323536 00
        000000000001 012c 0002 0102 0007 0000 0000`),
    );
  });

  it.each([
    ['udpPayloadBytes', 65_536],
    ['udpPayloadBytes', -1],
    ['udpPayloadBytes', Number.NaN],
    ['version', 256],
    ['version', undefined],
    ['options', [{ code: 65_536, data: new Uint8Array(0) }]],
    ['options', [{ code: 1, data: 'text' }]],
    ['options', [{ code: 1, data: new Uint8Array(65_536) }]],
  ])('an OPT with %s %j is refused, not cut to its bits', (field, value) => {
    const error = errorOf(() =>
      encodeMessage({ opcode: 'QUERY', edns: { ...edns, [field]: value } as Edns }),
    );
    expect(error).toBeInstanceOf(InvalidMessageError);
  });

  it.each([
    ['timeSigned', 2 ** 48],
    ['timeSigned', -1],
    ['timeSigned', 1.5],
    ['fudge', 65_536],
    ['originalId', 65_536],
    ['error', -1],
    ['mac', 'AAAA'],
    ['otherData', undefined],
    ['mac', new Uint8Array(65_536)],
  ])('a TSIG with %s %j is refused, not cut to its bits', (field, value) => {
    const wrong = { ...tsig, [field]: value } as TsigRecord;
    const error = errorOf(() => encodeMessage({ opcode: 'QUERY', tsig: wrong }));
    expect(error).toBeInstanceOf(InvalidMessageError);
  });

  it('the names of a TSIG are read like all names: the final dot may be left out', () => {
    const octets = encodeMessage({
      opcode: 'QUERY',
      tsig: { ...tsig, name: 'key', algorithm: 'hmac-sha256' },
    });
    expect(decodeMessage(octets).tsig).toEqual(tsig);
    const wrong = { ...tsig, name: 'a..b' };
    expect(errorOf(() => encodeMessage({ opcode: 'QUERY', tsig: wrong }))).toBeInstanceOf(
      InvalidNameError,
    );
  });
});

describe('limits (RFC 1035 section 4.2.2)', () => {
  /** An update of so many octets: TXT records of 255 octets, the last one as long as it takes. */
  function updateOf(bytes: number): UpdateRecord[] {
    const overhead = 2 + 10 + 1;
    const records: UpdateRecord[] = [];
    let left = bytes - 29;
    while (left > 0) {
      const length = left <= 2 * (overhead + 200) ? left - overhead : 200;
      if (length > 255) {
        records.push(record('example.com.', 'TXT', 'x'.repeat(100)));
        left -= overhead + 100;
      } else {
        records.push(record('example.com.', 'TXT', 'x'.repeat(length)));
        left -= overhead + length;
      }
    }
    return records;
  }

  it('a message of 65,535 octets is encoded and decoded, one more is refused', () => {
    const most = updateOf(65_535);
    const octets = update(most);
    expect(octets).toHaveLength(65_535);
    const message = decodeMessage(octets) as Message & { opcode: 'UPDATE' };
    expect(message.updates).toEqual(most);
    const error = errorOf(() => update(updateOf(65_536))) as MessageTooLargeError;
    expect(error).toBeInstanceOf(MessageTooLargeError);
    expect(error.code).toBe('MESSAGE_TOO_LARGE');
    expect(error.sizeBytes).toBe(65_536);
  });

  it('a section of over 65,535 records is refused before any is written', () => {
    const updates = new Array(65_536).fill(record('a.', 'A', '192.0.2.1'));
    expect(errorOf(() => update(updates))).toBeInstanceOf(InvalidMessageError);
  });

  it('bad names and data are refused with their own errors', () => {
    const empty = { name: 'a..b', type: 'A', class: 'ANY', ttl: 0 } as const;
    expect(errorOf(() => update([empty]))).toBeInstanceOf(InvalidNameError);
    const wrong = { name: 'a', type: 'A', class: 'IN', ttl: 0, data: 'x' } as const;
    expect(errorOf(() => update([wrong]))).toBeInstanceOf(InvalidRdataError);
    const questions = [{ name: 'a', type: 'NOSUCH', class: 'IN' }] as never;
    expect(errorOf(() => encodeMessage({ opcode: 'QUERY', questions })).message).toContain(
      'NOSUCH',
    );
  });
});
