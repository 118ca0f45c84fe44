/** Random zones to be asked about, and the questions: every name that there can be, and some beside. */

import { createAnswerer } from '@zonewright/server/answer';
import {
  decodeMessage,
  encodeMessage,
  type QueryMessage,
  type ResourceRecord,
} from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import type fc from 'fast-check';
import { type Item, owners, rdataByType, zoneItemsOf } from './arbitrary-update.ts';
import { absolute, linesOf } from './contents.ts';

/** Aliases of all kinds: of data, of an alias, of a wildcard's name, below a cut, below a DNAME, outside. */
const aliases = ['a', 'c', 'e', 'q', 'q.a', 'x.y.e', 'y.e', 'x.d', 'd', 'y.n', 'x.n'];

export const askedZones: fc.Arbitrary<readonly Item[]> = zoneItemsOf(
  {
    A: rdataByType['A'] ?? [],
    TXT: rdataByType['TXT'] ?? [],
    MX: ['10 mail.example.net.'],
    NS: ['ns.example.net.', 'ns.d.Z', 'a.Z'],
    DS: rdataByType['DS'] ?? [],
    CNAME: [...aliases.map((name) => `${name}.Z`), 'www.example.net.'],
    DNAME: ['a.Z', 'e.Z', 'd.Z', 'target.example.net.'],
    TYPE65280: rdataByType['TYPE65280'] ?? [],
  },
  20,
);

const names = [...owners, 'A', 'q', 'q.a', 'q.b.a', 'y.e', 'z.y.e', 'y.d', 'y.n', 'z.y.n', 'q.c'];
const types = ['A', 'TXT', 'CNAME', 'NS', 'SOA', 'DS', 'DNAME', 'MX', 'ANY'] as const;

export type AskedType = (typeof types)[number];

export const questions: readonly { readonly name: string; readonly type: AskedType }[] =
  names.flatMap((name) => types.map((type) => ({ name, type })));

/** What is compared of an answer: sections as sets, names in lower case. */
export interface Answered {
  readonly rcode: string;
  readonly aa: boolean;
  readonly answers: readonly string[];
  readonly authorities: readonly string[];
}

export function queryFor(name: string, type: AskedType, zone: string): QueryMessage {
  const message = encodeMessage({
    id: 1,
    opcode: 'QUERY',
    questions: [{ name: absolute(name, zone), type, class: 'IN' }],
  });
  // What was encoded as a query is decoded as one.
  return decodeMessage(message) as QueryMessage;
}

/**
 * What an answer says. The addresses in the additional section are each server's own choice (RFC 1034
 * section 4.3.2 step 6), and so is whether NS stand beside an answer ("minimal responses").
 */
export function answeredBy(reply: QueryMessage, zone: string, serial: number): Answered {
  const { rcode, flags, answers, authorities } = reply;
  const isReferral = !flags.aa || answers.some(({ type }) => type === 'CNAME');
  const own = (record: ResourceRecord) =>
    record.type === 'NS' && !isReferral ? false : !isApexNs(record, zone);
  return {
    rcode,
    aa: flags.aa,
    answers: linesOf(answers, zone, serial),
    authorities: linesOf(authorities.filter(own), zone, serial),
  };
}

const isApexNs = ({ type, name }: ResourceRecord, zone: string) =>
  type === 'NS' && name.toLowerCase() === zone;

export function embeddedAnswer(zone: Zone, query: QueryMessage): QueryMessage {
  const answerer = createAnswerer({ zones: [zone] });
  const reply = answerer.answer(encodeMessage(query), { now: 0, transport: 'tcp' });
  if (reply === undefined) throw new Error('no answer');
  return decodeMessage(reply) as QueryMessage;
}
