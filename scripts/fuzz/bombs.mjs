// Messages, data and texts of 64 KiB that are made to cost more than they weigh: names that thousands
// of pointers lead to, chains of pointers, records and options of next to no octets, lists of nothing.
import { rrTypes } from '@zonewright/wire';
import { maxInputBytes } from './mutate.mjs';

const u16 = (value) => [value >> 8, value & 255];

/** A message of `piece(i)` until it is full, counted in one section; `first` stands before them. */
function message(section, first, piece) {
  const body = [...first];
  let count = first.length > 0 ? 1 : 0;
  for (;;) {
    const next = piece(count, 12 + body.length);
    if (12 + body.length + next.length > maxInputBytes) break;
    body.push(...next);
    count += 1;
  }
  const counts = [0, 0, 0, 0];
  counts[section] = count;
  return Uint8Array.from([0, 1, 0x80, 0, ...counts.flatMap(u16), ...body]);
}

/** The longest name: 127 labels of one octet, each of which takes four characters in text. */
const longName = [...Array.from({ length: 126 }, () => [1, 0]).flat(), 1, 0, 0].slice(0, 255);
const record = (owner, type, data) => [
  ...owner,
  ...u16(type),
  ...[0, 1, 0, 0, 0, 0],
  ...u16(data.length),
  ...data,
];
const address = [192, 0, 2, 1];
const pointer = (offset) => u16(0xc000 | offset);

/** Messages that decode, or nearly. */
const messages = [
  // Every record has the longest name, or one that ends in it.
  message(1, record(longName, 1, address), () => record(pointer(12), 1, address)),
  message(1, record(longName, 1, address), (i) => record(pointer(12 + 2 * (i % 126)), 1, address)),
  message(1, record(longName, 1, address), (i) => record([1, i & 255, ...pointer(14)], 1, address)),
  message(1, record(longName, 1, address), (i) =>
    record([0], 6, [...pointer(12), 2, i & 255, i >> 8, ...pointer(16), ...Array(20).fill(0)]),
  ),
  message(0, [...longName, 0, 1, 0, 1], () => [...pointer(12), 0, 1, 0, 1]),
  // Each name points to the one before.
  message(1, record([1, 97, 0], 1, address), (_, at) =>
    record([1, 97, ...pointer(Math.min(at - 16, 0x3fff))], 1, address),
  ),
  message(3, [], (_, at) => record([0], 16, at > 20 ? [0] : Array(60_000).fill(0))),
  message(3, record([0], 41, Array(65_000).fill([255, 0, 0, 0]).flat().slice(0, 64_000)), () => [
    ...record([0], 10, []),
  ]),
  message(2, [], () => record([0], 10, [])),
  message(1, [], () => record([0], 2, [0])),
];

const fill = (octets) => {
  const filled = new Uint8Array(65_000);
  for (let i = 0; i < filled.length; i++) filled[i] = octets[i % octets.length];
  return filled;
};
const patterns = [[0], [1], [0, 1, 0, 0], [0, 0, 0, 1]].map(fill);

/** Octets of any type: its number, then nothing much, in great quantity. */
function rdata() {
  const numbers = [...Array.from({ length: 512 }, (_, number) => number), 32_768, 32_769];
  // All types without a name are read alike.
  const types = numbers.filter((number) => rrTypes.mnemonic(number) !== `TYPE${number}`);
  return [...types, 65_280].flatMap((type) =>
    patterns.map((octets) => Uint8Array.from([...u16(type), ...octets])),
  );
}

const long = (piece, prefix = '') => {
  const octets = Buffer.from(prefix + piece.repeat(Math.floor(60_000 / piece.length)));
  return new Uint8Array(octets.subarray(0, maxInputBytes));
};
const pieces = ['(', '"', '\\', ' ', '\n', 'a ', 'a.', '\\000', '"" ', ';\n', '1w', 'ü', '= ', '{'];

/** What is made to cost much, by the kinds of the seeds. */
export function makeBombs() {
  const of = (prefix) => pieces.map((piece) => long(piece, prefix));
  return {
    messages,
    rdata: rdata(),
    rdataTexts: ['TXT ', 'A ', 'SVCB 1 . ', 'NSEC a. '].flatMap(of),
    masterFiles: [
      ...of(''),
      ...of('a 1 TXT '),
      long('$TTL 1\n'),
      long('$ORIGIN a\n'),
      long('$INCLUDE f\n'),
      long('a 1 A 1.2.3.4\n'),
      long('a 1 TXT ""\n'),
    ],
    scripts: [...of(''), ...of('add a 1 TXT '), long('del a.example.com\n')],
    keys: [...of(''), ...of('key a '), long('key a {};'), long('a:b\n'), long('/*')],
  };
}
