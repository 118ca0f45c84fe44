import { createRecord, decodeMessage, encodeMessage, type QueryMessage } from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/reading/read-answer.ts';

const question = { name: 'www.sub.example.com.', type: 'A', class: 'IN' } as const;

const ns = createRecord({ name: 'sub.example.com.', ttl: 1, type: 'NS', data: 'ns.example.' });
const soa = createRecord({ name: 'example.com.', ttl: 1, type: 'SOA', data: 'a. b. 1 2 3 4 5' });
const beside = createRecord({ name: 'example.net.', ttl: 1, type: 'NS', data: 'ns.example.' });

function reply(aa: boolean, authorities: QueryMessage['authorities']): QueryMessage {
  const bytes = encodeMessage({
    opcode: 'QUERY',
    flags: { qr: true, aa },
    questions: [question],
    authorities,
  });
  return decodeMessage(bytes) as QueryMessage;
}

describe('an answer without records (RFC 2308 section 2.2)', () => {
  test.each([
    ['name servers below the zone, without authority', false, [ns], 'REFERRAL'],
    ['an SOA', true, [soa], 'NODATA'],
    ['an SOA that a resolver passes on', false, [ns, soa], 'NODATA'],
    ['the zone itself with its name servers', true, [ns], 'NODATA'],
    ['nothing', true, [], 'NODATA'],
    ['name servers of another name', false, [beside], 'NODATA'],
  ] as const)('with %s', (_what, aa, authorities, status) => {
    expect(readAnswer(question, reply(aa, authorities)).status).toBe(status);
  });
});
