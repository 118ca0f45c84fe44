import { createAnswerer } from '@zonewright/server/answer';
import { decodeMessage } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recording } from '../support/bind-recording.ts';
import { octets } from '../support/octets.ts';
import { addition, query, update } from '../support/requests.ts';
import { key, now, zoneText } from '../support/zone.ts';

/** Requests of all kinds, to be damaged. */
const requests = [
  query('www.example.com.', 'A'),
  query('example.com.', 'ANY', {
    edns: {
      udpPayloadBytes: 512,
      version: 0,
      dnssecOk: true,
      options: [{ code: 3, data: octets('') }],
    },
  }),
  key.sign(update({ updates: [addition()] }), { now }).bytes,
  ...recording.scenarios.flatMap(({ exchanges }) => exchanges.map((one) => octets(one.request))),
].filter(({ length }) => length <= 4096);

const damaged = fc
  .record({
    request: fc.constantFrom(...requests),
    hits: fc.array(fc.tuple(fc.nat(4095), fc.nat(255)), { maxLength: 4 }),
    length: fc.option(fc.nat(4096), { nil: undefined }),
    tail: fc.uint8Array({ maxLength: 16 }),
  })
  .map(({ request, hits, length, tail }) => {
    const bytes = Uint8Array.from([...request.slice(0, length), ...tail]);
    for (const [at, octet] of hits) if (bytes.length > 0) bytes[at % bytes.length] = octet;
    return bytes;
  });

const transport = fc.constantFrom('udp' as const, 'tcp' as const);

/** What must hold of the reply to any octets. */
function holds(request: Uint8Array, over: 'udp' | 'tcp'): void {
  const answerer = createAnswerer({
    zones: [Zone.parse('example.com', zoneText)],
    keys: [key],
    onError: (error) => {
      throw error;
    },
  });
  const reply = answerer.answer(request, { now, transport: over });
  const isAnswered = request.length >= 12 && ((request[2] as number) & 0x80) === 0;
  expect(reply !== undefined).toBe(isAnswered);
  if (reply === undefined) return;
  const message = decodeMessage(reply);
  expect(message.flags.qr).toBe(true);
  expect(reply.slice(0, 2)).toEqual(request.slice(0, 2));
  expect((reply[2] as number) & 0x78).toBe((request[2] as number) & 0x78);
  const limit = over === 'udp' ? Math.max(1232, request.length) : 65_535;
  expect(reply.length).toBeLessThanOrEqual(limit);
}

describe('any octets give a reply that can be decoded, or none where none is due', () => {
  it('random octets', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), transport, holds), { numRuns: 2000 });
  });

  it('random octets behind a header that says something', () => {
    const header = fc.constantFrom('1234 0000', '1234 2800', '1234 0100').map((hex) => octets(hex));
    const request = fc
      .tuple(
        header,
        fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
        fc.uint8Array({ maxLength: 300 }),
      )
      .map(([start, counts, rest]) =>
        Uint8Array.from([...start, ...counts.flatMap((n) => [0, n]), ...rest]),
      );
    fc.assert(fc.property(request, transport, holds), { numRuns: 2000 });
  });

  it('real requests, damaged', () => {
    fc.assert(fc.property(damaged, transport, holds), { numRuns: 4000 });
  });

  it('65,535 octets of nothing, and one more', () => {
    const answerer = createAnswerer({ zones: [] });
    const reply = answerer.answer(new Uint8Array(65_535), { now, transport: 'tcp' });
    expect(decodeMessage(reply as Uint8Array).rcode).toBe('FORMERR');
    expect(answerer.answer(new Uint8Array(65_536), { now, transport: 'tcp' })).toBeUndefined();
  });
});
