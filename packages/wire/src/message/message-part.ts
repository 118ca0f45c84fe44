/** A part of a message for those who show it, and the gathering of parts while octets are read. */

import { printLabel } from '../name/label.ts';
import { readName } from '../name/name-wire.ts';
import type { Reader } from '../octets/reader.ts';

/** Some octets of a message: what they are, and what they say. */
export interface MessagePart {
  /** Offset of the first octet, from the start of the message. */
  readonly start: number;
  /** One past the last octet. */
  readonly end: number;
  /** What it is, in the words of the RFCs: `header`, `owner`, `TTL`. */
  readonly label: string;
  /** What it says, as text; empty where only its parts say something. */
  readonly value: string;
  /** Its own parts, which cover it without gap or overlap; none where it is not divided. */
  readonly parts: readonly MessagePart[];
}

/** Gathers the parts that stand one behind the other, while it reads them. */
export class PartList {
  readonly reader: Reader;
  readonly parts: MessagePart[] = [];

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** Adds what `read` moves the reader past; what takes no octets is no part. */
  add(label: string, read: (reader: Reader) => string): this {
    return this.nest((list) => ({ label, value: read(list.reader) }));
  }

  /** As `add`, for a part that has parts: `read` adds them to the list that it is given. */
  nest(read: (list: PartList) => Pick<MessagePart, 'label' | 'value'>): this {
    const { reader } = this;
    const start = reader.offset;
    const inner = new PartList(reader);
    const { label, value } = read(inner);
    const { offset: end } = reader;
    if (end > start) this.parts.push({ start, end, label, value, parts: inner.parts });
    return this;
  }

  /** Adds a domain name and gives it. */
  name(label: string, compressible = true): string {
    const { reader } = this;
    const start = reader.offset;
    const name = readName(reader, compressible);
    const { offset: end } = reader;
    const parts = partsOfName(reader.message, start, end, name);
    this.parts.push({ start, end, label, value: name, parts });
    return name;
  }
}

/** The labels of a name, and the pointer or the root that ends it; none where the root is all. */
export function partsOfName(
  message: Uint8Array,
  start: number,
  end: number,
  name: string,
): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  let rest = name;
  for (let at = start; at < end; ) {
    const length = message[at] as number;
    const next = length >= 0xc0 ? at + 2 : at + 1 + length;
    let [label, value] = ['root', '.'];
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | (message[at + 1] as number);
      [label, value] = ['compression pointer', `to octet ${target}: ${rest}`];
    } else if (length > 0) {
      [label, value] = ['label', printLabel(message, at + 1, next)];
      rest = rest.slice(value.length + 1) || '.';
    } else if (at === start) {
      break;
    }
    parts.push({ start: at, end: next, label, value, parts: [] });
    at = next;
  }
  return parts;
}
