/** Requests as octets. */

import {
  createRecord,
  encodeMessage,
  type MessageInput,
  type RRType,
  type UpdateRecord,
} from '@zonewright/wire';

/** The parts of an update. */
export type UpdateInput = Extract<MessageInput, { readonly opcode: 'UPDATE' }>;

const flags = { rd: false };

export function query(
  name: string,
  type: RRType,
  more: Partial<Exclude<MessageInput, UpdateInput>> = {},
): Uint8Array {
  const questions = [{ name, type, class: 'IN' }] as const;
  return encodeMessage({ id: 0x1234, flags, questions, ...more, opcode: 'QUERY' });
}

export function update(more: Partial<UpdateInput> = {}): Uint8Array {
  const zone = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
  return encodeMessage({ id: 0x1234, flags, zone, ...more, opcode: 'UPDATE' });
}

/** An update that adds one address to `new.example.com`. */
export function addition(data = '192.0.2.99'): UpdateRecord {
  return createRecord({ name: 'new.example.com.', type: 'A', ttl: 60, data });
}
