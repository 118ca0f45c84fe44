/** The parts of a message as rows of a tree and as owners of octets: what the views draw. */

import type { MessagePart } from '@zonewright/wire';

/** A part with its place in the tree. */
export interface PartRow {
  readonly part: MessagePart;
  readonly index: number;
  /** 0 for the header and the sections. */
  readonly depth: number;
  /** 0 for the header, then the sections in their order; it gives the colour. */
  readonly section: number;
}

/** The first word of the header's and the sections' labels; those of one place share a colour. */
const sections: readonly (readonly string[])[] = [
  ['header'],
  ['zone', 'questions'],
  ['prerequisites', 'answers'],
  ['updates', 'authorities'],
  ['additional', 'additionals'],
];

/** All parts but the message itself, each before its own parts. */
export function partRows(message: MessagePart): readonly PartRow[] {
  const rows: PartRow[] = [];
  const add = (part: MessagePart, depth: number, section: number): void => {
    rows.push({ part, index: rows.length, depth, section });
    for (const inner of part.parts) add(inner, depth + 1, section);
  };
  for (const part of message.parts) {
    const word = part.label.split(' ')[0] ?? '';
    add(
      part,
      0,
      Math.max(
        0,
        sections.findIndex((words) => words.includes(word)),
      ),
    );
  }
  return rows;
}

/** For each octet the index of the row of the part that it is in and that is not divided further. */
export function rowOfOctets(rows: readonly PartRow[], length: number): readonly number[] {
  const owners = Array.from({ length }, () => -1);
  // Inner parts come behind the outer ones and take their octets over.
  for (const { part, index } of rows) owners.fill(index, part.start, part.end);
  return owners;
}
