/**
 * The only importer of dns-packet. It hands the codecs of that package octets that were checked;
 * what they get wrong is not asked of them: AAAA loses a group where `::` stands for one, CAA loses
 * octets that are not UTF-8, and names lose their escapes. TXT is not asked of them either: they make
 * a Buffer of each string, and one record can hold 65,000. Nor is writing an address, which takes
 * them longer than all else of its record.
 *
 * Those codecs read rdata behind its 16-bit length, in a Buffer. In a message that length stands
 * where they want it, so they work there, without a copy.
 */

import packet from 'dns-packet';
import type { Reader } from '../octets/reader.ts';

/** The types whose rdata is dns-packet's to decode. */
export type PacketType = 'A';

/** Octets of the length in front of the rdata that dns-packet reads. */
const lengthBytes = 2;

const codecs: Readonly<Record<PacketType, ReturnType<typeof packet.record>>> = {
  A: packet.record('A'),
};

/** dns-packet reads by the methods of Buffer, which its own `encode` hands out. */
const BufferOf: {
  from(memory: ArrayBufferLike, offset: number, length: number): Uint8Array;
} = codecs.A.encode('0.0.0.0').constructor as never;

/** The last octets that were seen as a Buffer, and that Buffer: a message has many records. */
let viewed: Uint8Array | undefined;
let view: Uint8Array | undefined;

/** The same octets as a Buffer, which is how dns-packet wants them. */
function packetView(octets: Uint8Array): Uint8Array {
  if (viewed !== octets || view === undefined) {
    view = BufferOf.from(octets.buffer, octets.byteOffset, octets.length);
    viewed = octets;
  }
  return view;
}

/** Decodes the rest of what a reader reads, which is known to be well formed rdata. */
export function readPacketRdata(reader: Reader, type: PacketType): unknown {
  const { message, offset, remaining } = reader;
  const start = offset - lengthBytes;
  reader.offset = reader.end;
  const isFramed =
    start >= 0 &&
    (((message[start] as number) << 8) | (message[start + 1] as number)) === remaining;
  if (isFramed) return codecs[type].decode(packetView(message), start);
  const framed = new Uint8Array(lengthBytes + remaining);
  framed[0] = remaining >>> 8;
  framed[1] = remaining;
  framed.set(message.subarray(offset, offset + remaining), lengthBytes);
  return codecs[type].decode(packetView(framed), 0);
}
