/** Replies to compare with: those of the answering core, and others put together by hand. */

import { createAnswerer } from '@zonewright/server/answer';
import {
  createRecord,
  decodeMessage,
  encodeMessage,
  type MessageFlags,
  type QueryMessage,
  type Rcode,
  type ResourceRecord,
  type RRClass,
  type RRType,
} from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { compareName, compareRRset } from '../../src/readback/compare.ts';
import type { RRsetComparison } from '../../src/readback/comparison.ts';
import type { NameExpectation, RRsetExpectation } from '../../src/readback/expectation.ts';
import { withoutSynthesized } from '../../src/readback/wildcard.ts';

/** What every zone of these tests has; the rest is a test's own. */
const start = `$TTL 300
@ SOA ns1 hostmaster 7 3600 600 86400 60
@ NS ns1
ns1 A 192.0.2.53
`;

export function zoneWith(text = ''): Zone {
  return Zone.parse('example.com', start + text);
}

/** The zone's answer to a query, over a connection. */
export function answerOf(
  zone: Zone | readonly Zone[],
  name: string,
  type: RRType,
  rrClass: RRClass = 'IN',
): QueryMessage {
  const answerer = createAnswerer({ zones: zone instanceof Zone ? [zone] : zone });
  const request = encodeMessage({
    id: 1,
    opcode: 'QUERY',
    questions: [{ name, type, class: rrClass }],
  });
  const answer = answerer.answer(request, { now: 0, transport: 'tcp' });
  if (answer === undefined) throw new Error('no answer');
  return asReply(answer);
}

/** What a reply by hand has; names are absolute, records are `name ttl type data`. */
export interface Parts {
  readonly rcode?: Rcode;
  readonly flags?: Partial<MessageFlags>;
  readonly answers?: readonly string[];
  readonly authorities?: readonly string[];
  readonly additionals?: readonly string[];
}

/** A reply, authoritative unless it says otherwise. */
export function reply({ rcode = 'NOERROR', flags = {}, ...sections }: Parts = {}): QueryMessage {
  const bytes = encodeMessage({
    id: 1,
    opcode: 'QUERY',
    flags: { qr: true, aa: true, ...flags },
    rcode,
    answers: sections.answers?.map(record),
    authorities: sections.authorities?.map(record),
    additionals: sections.additionals?.map(record),
  });
  return asReply(bytes);
}

export function record(line: string): ResourceRecord {
  const [name = '', ttl, type = '', ...data] = line.split(' ');
  const text = data.join(' ');
  // The exact strings, where text would be the value.
  const strings = Array.from(text.matchAll(/"([^"]*)"/g), ([, string]) => string ?? '');
  const given = strings.length > 0 && type === 'TXT' ? strings : text;
  return createRecord({ name, type, ttl: Number(ttl), data: given as never }) as ResourceRecord;
}

function asReply(bytes: Uint8Array): QueryMessage {
  const message = decodeMessage(bytes);
  if (message.opcode === 'UPDATE') throw new Error('an UPDATE in reply to a query');
  return message;
}

/** Reads back as a client does: the answer, and the wildcard's where that may be its source. */
export function readBack(
  zone: Zone | readonly Zone[],
  expected: RRsetExpectation | NameExpectation,
): RRsetComparison {
  const compare = (answer: QueryMessage): RRsetComparison =>
    expected.type === 'ANY' && 'remaining' in expected
      ? compareName(expected, answer)
      : compareRRset(expected as RRsetExpectation, answer);
  const answer = answerOf(zone, expected.name, expected.type, expected.class);
  const comparison = compare(answer);
  const [wildcard] = comparison.mayBeWildcard;
  if (wildcard === undefined) return comparison;
  const its = answerOf(zone, wildcard, expected.type, expected.class);
  return compare(withoutSynthesized(expected, answer, wildcard, its));
}
