/**
 * What stands in for dns-packet in a browser, where that package cannot be loaded: it asks for the
 * Buffer of Node. Which of the two `#packet-rdata` is stands in `imports` of package.json.
 */

import type { Reader } from '../octets/reader.ts';
import type { PacketType } from './dns-packet.ts';

/** Decodes the rest of what a reader reads, which is known to be well formed rdata. */
export function readPacketRdata(reader: Reader, _type: PacketType): unknown {
  return reader.octets(reader.remaining).join('.');
}
