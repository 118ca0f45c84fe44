/** `describePrerequisites` on messages that came over the wire (RFC 2136 section 2.4). */

import { decodeMessage, rrTypes, type UpdateMessage } from '@zonewright/wire';
import { describePrerequisites, Update } from '@zonewright/zone';
import { expect, test } from 'vitest';
import { octets } from './support/hex.ts';
import { corpus } from './support/vectors.ts';

const methods: Readonly<Record<string, string>> = {
  'rrset-exists': 'rrsetUsed',
  'rrset-exists-value': 'used',
  'rrset-absent': 'rrsetNotUsed',
  'name-in-use': 'nameUsed',
  'name-not-in-use': 'nameNotUsed',
};

test('gives the list that the builder gives', () => {
  const update = new Update('example.com')
    .used('A', 'A', '192.0.2.1')
    .nameUsed('b')
    .nameNotUsed('c')
    .rrsetUsed('d', 'MX')
    .rrsetNotUsed('e', 'TYPE65280')
    .used('a', 'A', '192.0.2.2')
    .used('a', 'TXT', 'x');
  const message = decodeMessage(update.toWire()) as UpdateMessage;
  expect(describePrerequisites(message)).toEqual(update.prerequisites);
  expect(describePrerequisites(update.toMessage())).toEqual(update.prerequisites);
});

test('tells the forms of the corpus by the methods that make them', () => {
  const vectors = corpus.vectors.filter(({ message }) => message.prerequisites.length > 0);
  expect(vectors.length).toBeGreaterThan(20);
  for (const { message, wire_uncompressed } of vectors) {
    const described = describePrerequisites(
      decodeMessage(octets(wire_uncompressed)) as UpdateMessage,
    );
    expect(
      described.map(({ method, name, type, data }) => [method, name, type, data?.length]),
    ).toEqual(
      message.prerequisites.map(({ form = '', name, type, rdata }) => [
        methods[form],
        name.toLowerCase(),
        type && rrTypes.normalise(type),
        rdata?.length,
      ]),
    );
  }
});

test('a message without prerequisites has none', () => {
  expect(describePrerequisites({ prerequisites: [] })).toEqual([]);
});
