import { createAnswerer } from '@zonewright/server/answer';
import {
  createRecord,
  decodeMessage,
  encodeMessage,
  type Message,
  type QueryMessage,
  type ResourceRecord,
  verifyStream,
} from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/answer/fault.ts';
import { query } from '../support/requests.ts';
import { key, now, zoneText } from '../support/zone.ts';

let zone: Zone;
let answerer: ReturnType<typeof createAnswerer>;

beforeEach(() => {
  zone = Zone.parse('example.com', zoneText);
  answerer = createAnswerer({ zones: [zone], keys: [key], keepChanges: 3 });
});

const soa = (serial: number, name = 'example.com') =>
  createRecord({ name, type: 'SOA', ttl: 0, data: `. . ${serial} 0 0 0 0` });
const ixfr = (serial: number) => query('example.com.', 'IXFR', { authorities: [soa(serial)] });
const axfr = () => query('example.com.', 'AXFR');

/** All messages of the reply to a signed request, each verified as it comes. */
function transfer(request: Uint8Array, transport: 'tcp' | 'udp' = 'tcp'): QueryMessage[] {
  const signed = key.sign(request, { now });
  const { reply, rest } = answerer.respond(signed.bytes, { now, transport });
  if (reply === undefined) throw new Error('no reply');
  const stream = verifyStream(key, { requestMac: signed.mac, now });
  const messages: Message[] = [stream.push(reply)];
  for (let next = rest?.next(); next?.done === false; next = rest?.next()) {
    messages.push(stream.push(next.value));
  }
  stream.end();
  return messages.filter((message) => message.opcode !== 'UPDATE');
}

const recordsOf = (messages: readonly QueryMessage[]) => messages.flatMap(({ answers }) => answers);
/** Records in few words: the serial of an SOA, else owner and data. */
const brief = (records: readonly ResourceRecord[]) =>
  records.map(({ name, type, data }) =>
    type === 'SOA' ? (data as { serial: number }).serial : `${name.split('.')[0]} ${String(data)}`,
  );

/** Adds one address, by IXFR's own form. */
function change(from: number, address: string): void {
  const old = zone.soa;
  const fresh = createRecord({ ...old, data: { ...old.data, serial: from + 1 } });
  const added = createRecord({ name: 'n.example.com', type: 'A', ttl: 5, data: address });
  zone.apply({ from, to: from + 1, removed: [old], added: [fresh, added] });
}

describe('AXFR (RFC 5936)', () => {
  it('is the SOA, every other record once, and the SOA (section 2.2)', () => {
    const [message, ...others] = transfer(axfr());
    expect(others).toEqual([]);
    expect(message).toMatchObject({ rcode: 'NOERROR', flags: { qr: true, aa: true, tc: false } });
    expect(message?.questions).toMatchObject([{ name: 'example.com.', type: 'AXFR' }]);
    expect(message?.answers.at(-1)).toEqual(message?.answers[0]);
    expect(new Zone('example.com', message?.answers.slice(0, -1) ?? []).toString()).toBe(
      zone.toString(),
    );
    expect(message?.answers.length).toBe(zone.size + 1);
  });

  it('of a large zone is many messages, 16 to 64 KiB each, the question in the first', () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}\n`);
    zone = Zone.parse('example.com', zoneText + lines.join(''));
    answerer = createAnswerer({ zones: [zone], keys: [key] });
    const signed = key.sign(axfr(), { now });
    const { reply, rest } = answerer.respond(signed.bytes, { now, transport: 'tcp' });
    const sizes = [reply?.length ?? 0];
    for (let next = rest?.next(); next?.done === false; next = rest?.next()) {
      sizes.push(next.value.length);
    }
    expect(sizes.length).toBeGreaterThan(3);
    for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThan(16_384);
    const messages = transfer(axfr());
    expect(messages.map(({ questions }) => questions.length)).toEqual(
      messages.map((_, at) => (at === 0 ? 1 : 0)),
    );
    expect(new Set(messages.map(({ id, flags }) => `${id} ${flags.aa}`)).size).toBe(1);
    const records = recordsOf(messages);
    expect(records.length).toBe(zone.size + 1);
    expect(new Zone('example.com', records.slice(0, -1)).toString()).toBe(zone.toString());
  });

  it('is of one version, whatever is changed while it is sent', () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}\n`);
    zone = Zone.parse('example.com', zoneText + lines.join(''));
    answerer = createAnswerer({ zones: [zone], keys: [key] });
    const before = zone.toString();
    const { bytes } = key.sign(axfr(), { now });
    const { reply, rest } = answerer.respond(bytes, { now, transport: 'tcp' });
    const records: ResourceRecord[] = [];
    let serial = zone.serial;
    for (let octets = reply; octets !== undefined; ) {
      const message = decodeMessage(octets);
      if (message.opcode === 'QUERY') records.push(...message.answers);
      change(serial, `192.0.2.${serial++}`);
      const next = rest?.next();
      octets = next?.done === false ? next.value : undefined;
    }
    expect(serial).toBeGreaterThan(8);
    expect(new Zone('example.com', records.slice(0, -1)).toString()).toBe(before);
  });

  it('later messages are signed at the time when they are made', () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}\n`);
    answerer = createAnswerer({
      zones: [Zone.parse('example.com', zoneText + lines.join(''))],
      keys: [key],
    });
    let time = now;
    const { bytes } = key.sign(axfr(), { now });
    const { reply, rest } = answerer.respond(bytes, { now, transport: 'tcp', clock: () => time });
    time = now + 1_000.5;
    const second = rest?.next().value;
    expect(decodeMessage(reply ?? bytes).tsig?.timeSigned).toBe(now);
    expect(decodeMessage(second ?? bytes).tsig?.timeSigned).toBe(now + 1_000);
  });

  it('has an OPT in its first message alone, where the request has one (section 2.2.5)', () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}\n`);
    answerer = createAnswerer({
      zones: [Zone.parse('example.com', zoneText + lines.join(''))],
      keys: [key],
    });
    const edns = { udpPayloadBytes: 1232, version: 0, dnssecOk: false, options: [] };
    const messages = transfer(query('example.com.', 'AXFR', { edns }));
    expect(messages.map((message) => message.edns !== undefined)).toEqual(
      messages.map((_, at) => at === 0),
    );
  });

  it.each<[string, () => Uint8Array, 'tcp' | 'udp', string]>([
    ['over UDP (section 4.2)', axfr, 'udp', 'FORMERR'],
    ['of a zone that is not served', () => query('example.net.', 'AXFR'), 'tcp', 'NOTAUTH'],
    ['of a name in the zone', () => query('www.example.com.', 'AXFR'), 'tcp', 'NOTAUTH'],
  ])('%s gets the RCODE that BIND gives', (_, request, transport, rcode) => {
    const [message] = transfer(request(), transport);
    expect(message).toMatchObject({ rcode, answers: [], flags: { aa: false } });
  });

  it.each(['AXFR', 'IXFR'] as const)('%s without a key is REFUSED', (type) => {
    const request = query('example.com.', type, { authorities: [soa(1)] });
    for (const transport of ['tcp', 'udp'] as const) {
      const reply = answerer.answer(request, { now, transport }) ?? request;
      expect(decodeMessage(reply)).toMatchObject({ rcode: 'REFUSED', answers: [] });
    }
  });
});

describe('IXFR (RFC 1995)', () => {
  it('is the new SOA, each change with its two SOAs, and the new SOA (section 4)', () => {
    change(7, '192.0.2.7');
    change(8, '192.0.2.8');
    const [message] = transfer(ixfr(7));
    expect(brief(message?.answers ?? [])).toEqual([
      ...[9, 7, 8, 'n 192.0.2.7'],
      ...[8, 9, 'n 192.0.2.8', 9],
    ]);
    expect(brief(recordsOf(transfer(ixfr(8))))).toEqual([9, 8, 9, 'n 192.0.2.8', 9]);
  });

  it.each([
    ['the same', 7],
    ['a newer', 8],
    ['a newer one by RFC 1982', 2_000_000_000],
    ['one of no order to ours', 7 + 2 ** 31],
  ])('of %s serial is the SOA alone (section 2)', (_, serial) => {
    for (const transport of ['tcp', 'udp'] as const) {
      expect(brief(recordsOf(transfer(ixfr(serial), transport)))).toEqual([7]);
    }
  });

  it('is the whole zone where the journal does not reach back (section 4)', () => {
    for (let serial = 7; serial < 11; serial++) change(serial, `192.0.2.${serial}`);
    const records = recordsOf(transfer(ixfr(7)));
    expect(records.length).toBe(zone.size + 1);
    expect(new Zone('example.com', records.slice(0, -1)).toString()).toBe(zone.toString());
    expect(brief(recordsOf(transfer(ixfr(8)))).slice(0, 3)).toEqual([11, 8, 9]);
  });

  it('over UDP is whole, or where it does not fit the SOA alone, without TC (section 2)', () => {
    change(7, '192.0.2.7');
    expect(brief(recordsOf(transfer(ixfr(7), 'udp')))).toEqual([8, 7, 8, 'n 192.0.2.7', 8]);
    expect(brief(recordsOf(transfer(ixfr(6), 'udp')))).toEqual([8]);
    const old = zone.soa;
    const fresh = createRecord({ ...old, data: { ...old.data, serial: 9 } });
    const added = Array.from({ length: 40 }, (_, i) =>
      createRecord({ name: `n${i}.example.com`, type: 'A', ttl: 5, data: '192.0.2.1' }),
    );
    zone.apply({ from: 8, to: 9, removed: [old], added: [fresh, ...added] });
    const [message] = transfer(ixfr(7), 'udp');
    expect(brief(message?.answers ?? [])).toEqual([9]);
    expect(message?.flags.tc).toBe(false);
    expect(recordsOf(transfer(ixfr(7))).length).toBe(47);
  });

  it('without the SOA that is held is FORMERR', () => {
    for (const authorities of [[], [soa(1, 'www.example.com')]]) {
      const [message] = transfer(query('example.com.', 'IXFR', { authorities }));
      expect(message).toMatchObject({ rcode: 'FORMERR', answers: [] });
    }
  });
});

describe('faults of a transfer', () => {
  const large = () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}\n`);
    return Zone.parse('example.com', zoneText + lines.join(''));
  };
  const respond = (fault: Fault) => {
    answerer = createAnswerer({ zones: [large()], keys: [key], faults: () => fault });
    const signed = key.sign(axfr(), { now });
    return { signed, ...answerer.respond(signed.bytes, { now, transport: 'tcp' }) };
  };

  it('mac and id are those of every message', () => {
    for (const fault of [{ mac: 'none' }, { id: 99 }] as const) {
      const { reply, rest } = respond(fault);
      for (const octets of [reply, rest?.next().value]) {
        const { id, tsig } = decodeMessage(octets ?? new Uint8Array(0));
        expect({ id, isSigned: tsig !== undefined }).toEqual(
          'id' in fault ? { id: 99, isSigned: true } : { id: 0x1234, isSigned: false },
        );
      }
    }
  });

  it('a reply that is lost or cut has nothing behind it', () => {
    expect(respond({ drop: 'reply' }).rest).toBeUndefined();
    expect(respond({ cut: 100 }).rest).toBeUndefined();
    const { reply, rest } = respond({ cut: 'tc' });
    expect(rest).toBeUndefined();
    expect(decodeMessage(reply ?? encodeMessage({ opcode: 'QUERY' }))).toMatchObject({
      answers: [],
      flags: { tc: true },
    });
  });
});

describe('NOTIFY (RFC 1996)', () => {
  const notify = (name: string, type: 'SOA' | 'A' = 'SOA') =>
    encodeMessage({ id: 3, opcode: 'NOTIFY', questions: [{ name, type, class: 'IN' }] });

  it('for a zone of another server is answered, and told (section 4.7)', () => {
    const told: string[] = [];
    const options = { secondaries: ['example.com.'], onNotify: (name: string) => told.push(name) };
    answerer = createAnswerer({ zones: [zone], ...options });
    const reply = answerer.answer(notify('Example.COM.'), { now, transport: 'udp' });
    expect(decodeMessage(reply ?? new Uint8Array(0))).toMatchObject({
      id: 3,
      opcode: 'NOTIFY',
      rcode: 'NOERROR',
      flags: { qr: true, aa: true },
      questions: [{ name: 'Example.COM.', type: 'SOA' }],
    });
    expect(told).toEqual(['example.com.']);
  });

  it.each([
    ['for a zone that is ours', notify('example.com.'), 'REFUSED'],
    ['for a zone that is not served', notify('example.net.'), 'NOTAUTH'],
    ['of another type', notify('example.com.', 'A'), 'FORMERR'],
    ['without a question', encodeMessage({ id: 3, opcode: 'NOTIFY' }), 'FORMERR'],
  ])('%s is not', (_, request, rcode) => {
    const reply = answerer.answer(request, { now, transport: 'udp' }) ?? request;
    expect(decodeMessage(reply)).toMatchObject({ rcode, flags: { aa: false } });
  });

  it('an update of a zone of another server is REFUSED, as BIND does', () => {
    answerer = createAnswerer({ zones: [zone], keys: [key], secondaries: ['example.com'] });
    const question = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
    const request = encodeMessage({ id: 3, opcode: 'UPDATE', zone: question });
    const reply = answerer.answer(key.sign(request, { now }).bytes, { now, transport: 'udp' });
    expect(decodeMessage(reply ?? request).rcode).toBe('REFUSED');
  });
});
