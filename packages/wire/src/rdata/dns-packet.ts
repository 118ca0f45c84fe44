/**
 * The only importer of dns-packet. It hands the codecs of that package checked values and checks
 * what comes back; what they get wrong is not asked of them: AAAA loses a group where `::` stands
 * for one, CAA loses octets that are not UTF-8, and names lose their escapes. TXT is not asked of
 * them either: they make a Buffer of each string, and one record can hold 65,000.
 *
 * Those codecs read and write rdata behind its 16-bit length, in a Buffer. In a message that length
 * stands where they want it, so they work there, without a copy.
 */

import packet from 'dns-packet';
import type { Reader } from '../octets/reader.ts';
import type { Writer } from '../octets/writer.ts';

/** The types whose rdata is dns-packet's to encode and decode. */
export type PacketType = 'A';

/** Octets of the length in front of the rdata that dns-packet reads and writes. */
const lengthBytes = 2;

const codecs: Readonly<Record<PacketType, ReturnType<typeof packet.record>>> = {
  A: packet.record('A'),
};

/** dns-packet reads and writes by the methods of Buffer, which its own `encode` hands out. */
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

/** Encodes rdata of a known length. */
export function writePacketRdata(
  writer: Writer,
  type: PacketType,
  data: unknown,
  length: number,
): void {
  const at = writer.reserve(length);
  const { buffer } = writer;
  if (at < lengthBytes) {
    buffer.set(codecs[type].encode(data).subarray(lengthBytes), at);
    return;
  }
  const start = at - lengthBytes;
  const [high, low] = [buffer[start] as number, buffer[start + 1] as number];
  codecs[type].encode(data, packetView(buffer), start);
  const written = ((buffer[start] as number) << 8) | (buffer[start + 1] as number);
  if (written !== length) {
    throw new Error(`dns-packet wrote ${type} rdata of ${written} octets, not ${length}`);
  }
  buffer[start] = high;
  buffer[start + 1] = low;
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
