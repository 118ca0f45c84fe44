/**
 * A change of a zone as octets, for a journal: the two serials, how many records went, and all of its
 * records as the answers of DNS messages, one behind the other as in a TCP stream.
 */

import {
  decodeMessage,
  encodeMessage,
  FrameReader,
  frame,
  type ResourceRecord,
} from '@zonewright/wire';
import type { ZoneChange } from '@zonewright/zone';
import { recordBatches } from '../answer/transfer-reply.ts';

/** From, to, records that went. */
const headBytes = 12;

/** @throws {MessageTooLargeError} for a record that fits in no message */
export function encodeChange({ from, to, removed, added }: ZoneChange): Uint8Array {
  const head = new DataView(new ArrayBuffer(headBytes));
  head.setUint32(0, from);
  head.setUint32(4, to);
  head.setUint32(8, removed.length);
  const parts: Uint8Array[] = [new Uint8Array(head.buffer)];
  for (const answers of recordBatches([...removed, ...added])) {
    parts.push(frame(encodeMessage({ opcode: 'QUERY', answers })));
  }
  return Buffer.concat(parts);
}

/** @throws {WireError | Error} for octets that {@link encodeChange} did not give */
export function decodeChange(octets: Uint8Array): ZoneChange {
  const head = new DataView(octets.buffer, octets.byteOffset, headBytes);
  const frames = new FrameReader();
  frames.push(octets.subarray(headBytes));
  const records: ResourceRecord[] = [];
  for (let next = frames.next(); next instanceof Uint8Array; next = frames.next()) {
    const message = decodeMessage(next);
    if (message.opcode !== 'UPDATE') for (const record of message.answers) records.push(record);
  }
  const went = head.getUint32(8);
  if (frames.isInsideFrame || records.length < went) throw new Error('records are missing');
  return {
    from: head.getUint32(0),
    to: head.getUint32(4),
    removed: records.slice(0, went),
    added: records.slice(went),
  };
}
