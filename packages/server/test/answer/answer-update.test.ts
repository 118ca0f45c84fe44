import { createAnswerer } from '@zonewright/server/answer';
import {
  createRecord,
  decodeMessage,
  type Rcode,
  type TsigKey,
  type UpdateRecord,
} from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { beforeEach, describe, expect, it } from 'vitest';
import { hexOf, octets } from '../support/octets.ts';
import { addition, type UpdateInput, update } from '../support/requests.ts';
import { key, now, unknownKey, wrongKey, zoneText } from '../support/zone.ts';

let zone: Zone;
let answerer: ReturnType<typeof createAnswerer>;

beforeEach(() => {
  zone = Zone.parse('example.com', zoneText);
  answerer = createAnswerer({ zones: [zone], keys: [key] });
});

/** Sends an update signed by `signer`, and gives the RCODE and whether the reply is authentic. */
function send(more: Partial<UpdateInput>, signer: TsigKey | 'unsigned' = key) {
  const request = update(more);
  if (signer === 'unsigned') {
    const reply = answerer.answer(request, { now, transport: 'udp' }) as Uint8Array;
    return { rcode: decodeMessage(reply).rcode, isAuthentic: false };
  }
  const signed = signer.sign(request, { now });
  const reply = answerer.answer(signed.bytes, { now, transport: 'udp' }) as Uint8Array;
  const isAuthentic = signed.judge(reply, { now }).status === 'verified';
  return { rcode: decodeMessage(reply).rcode, isAuthentic };
}

const sent = (rcode: Rcode, isAuthentic = true) => ({ rcode, isAuthentic });
const isUntouched = () =>
  expect(zone.toString()).toBe(Zone.parse('example.com', zoneText).toString());
const updates = [addition()];

describe('an update that may be made', () => {
  it('is made, moves the serial, and is seen by the next request', () => {
    expect(send({ updates })).toEqual(sent('NOERROR'));
    expect(zone.rrset('new.example.com.', 'A')?.data).toEqual(['192.0.2.99']);
    expect(zone.serial).toBe(8);
    const free = { name: 'new.example.com.', type: 'ANY', class: 'NONE', ttl: 0 } as const;
    expect(send({ prerequisites: [free], updates })).toEqual(sent('YXDOMAIN'));
  });

  it('gets the zone section back and no other (RFC 2136 section 3.8)', () => {
    const used = { name: 'www.example.com.', type: 'ANY', class: 'ANY', ttl: 0 } as const;
    const request = update({ id: 0xbeef, prerequisites: [used], updates });
    const reply = answerer.answer(key.sign(request, { now }).bytes, { now, transport: 'tcp' });
    const tsigBytes = key.overheadBytes;
    const expected = octets(
      'beef a800 0001 0000 0000 0001 07 6578616d706c65 03 636f6d 00 0006 0001',
    );
    expect(hexOf(reply?.slice(0, -tsigBytes))).toBe(hexOf(expected));
  });

  it('is taken a second time, octet by octet the same: TSIG keeps nobody from that (RFC 8945 section 10)', () => {
    const free = { name: 'new.example.com.', type: 'ANY', class: 'NONE', ttl: 0 } as const;
    const removed = { name: 'new.example.com.', type: 'ANY', class: 'ANY', ttl: 0 } as const;
    const signed = key.sign(update({ prerequisites: [free], updates }), { now });
    const answer = (at: number): Rcode => {
      const reply = answerer.answer(signed.bytes, { now: at, transport: 'udp' }) as Uint8Array;
      expect(signed.judge(reply, { now: at }).status).toBe('verified');
      return decodeMessage(reply).rcode;
    };
    expect(answer(now)).toBe('NOERROR');
    expect(answer(now)).toBe('YXDOMAIN');
    expect(send({ updates: [removed] })).toEqual(sent('NOERROR'));
    // It undoes what was done since.
    expect(answer(now + 300)).toBe('NOERROR');
    expect(zone.rrset('new.example.com.', 'A')?.data).toEqual(['192.0.2.99']);
  });

  it('may name the zone in letters of any case (RFC 4343)', () => {
    const upper = { name: 'EXAMPLE.COM.', type: 'SOA', class: 'IN' } as const;
    expect(send({ zone: upper, updates })).toEqual(sent('NOERROR'));
  });
});

describe('the order of what is checked', () => {
  const other = { name: 'example.net.', type: 'SOA', class: 'IN' } as const;
  const failing: UpdateRecord[] = [
    { name: 'www.example.com.', type: 'ANY', class: 'NONE', ttl: 0 },
  ];

  it('the signature first: NOTAUTH for a zone that is not ours too', () => {
    for (const signer of [wrongKey, unknownKey]) {
      expect(send({ zone: other, updates }, signer)).toEqual(sent('NOTAUTH', false));
      expect(send({ updates }, signer)).toEqual(sent('NOTAUTH', false));
    }
    isUntouched();
  });

  it('then the zone section (RFC 2136 section 3.1.1): FORMERR, for no key too', () => {
    for (const signer of [key, 'unsigned'] as const) {
      expect(send({ zone: undefined }, signer).rcode).toBe('FORMERR');
      expect(send({ zone: { ...other, type: 'A' } }, signer).rcode).toBe('FORMERR');
    }
  });

  it.each(['example.net.', 'www.example.com.', 'com.', '.'])(
    'then whether the zone is ours (RFC 2136 section 3.1.2): NOTAUTH for %s, signed',
    (name) => {
      expect(send({ zone: { ...other, name } })).toEqual(sent('NOTAUTH'));
      expect(send({ zone: { ...other, name } }, 'unsigned').rcode).toBe('NOTAUTH');
    },
  );

  it('another class is not ours: NOTAUTH', () => {
    expect(send({ zone: { name: 'example.com.', type: 'SOA', class: 'CH' } })).toEqual(
      sent('NOTAUTH'),
    );
  });

  it('then who may: without a key REFUSED, and no prerequisite is looked at', () => {
    expect(send({ prerequisites: failing, updates }, 'unsigned')).toEqual(sent('REFUSED', false));
    isUntouched();
  });

  it('then whether the zone is frozen: REFUSED, signed, before prerequisites', () => {
    answerer.freeze('example.com');
    expect(send({ prerequisites: failing, updates })).toEqual(sent('REFUSED'));
    expect(send({ updates })).toEqual(sent('REFUSED'));
    isUntouched();
    answerer.thaw('example.com');
    expect(send({ prerequisites: failing, updates })).toEqual(sent('YXDOMAIN'));
    expect(send({ updates })).toEqual(sent('NOERROR'));
  });
});

describe('without any key', () => {
  it('nothing is changed, signed or not', () => {
    answerer = createAnswerer({ zones: [zone] });
    expect(send({ updates }, 'unsigned')).toEqual(sent('REFUSED', false));
    expect(send({ updates })).toEqual(sent('NOTAUTH', false));
    isUntouched();
  });
});

describe('an update that fails in the middle', () => {
  it('changes nothing (RFC 2136 section 3.7)', () => {
    const outside = createRecord({ name: 'x.example.net.', type: 'A', ttl: 1, data: '192.0.2.1' });
    expect(send({ updates: [addition(), outside] })).toEqual(sent('NOTZONE'));
    isUntouched();
  });
});

describe('a zone of several', () => {
  it('is frozen by itself', () => {
    const text = '@ 60 SOA ns hostmaster 1 3600 600 86400 60';
    answerer = createAnswerer({ zones: [zone, Zone.parse('example.net', text)], keys: [key] });
    answerer.freeze('example.net');
    expect(send({ updates })).toEqual(sent('NOERROR'));
    const netZone = { name: 'example.net.', type: 'SOA', class: 'IN' } as const;
    const netRecord = createRecord({
      name: 'a.example.net.',
      type: 'A',
      ttl: 1,
      data: '192.0.2.1',
    });
    expect(send({ zone: netZone, updates: [netRecord] })).toEqual(sent('REFUSED'));
  });
});
