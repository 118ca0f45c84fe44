/**
 * The only importer of dns-packet. It hands the codecs of that package checked values and checks
 * what comes back; what they get wrong is not asked of them: AAAA loses a group where `::` stands
 * for one, CAA loses octets that are not UTF-8, and names lose their escapes.
 */

import packet from 'dns-packet';
import { equalOctets } from '../octets/compare.ts';

/** The types whose rdata is dns-packet's to encode and decode. */
export type PacketType = 'A' | 'TXT';

/** Octets of the length in front of the rdata that dns-packet reads and writes. */
const lengthBytes = 2;

/** dns-packet reads and writes by the methods of Buffer, which its own `encode` hands out. */
const BufferOf: { from(octets: Uint8Array): Uint8Array } = packet.record('A').encode('0.0.0.0')
  .constructor as never;

/** Encodes rdata, without its length. */
export function encodePacketRdata(type: PacketType, data: unknown): Uint8Array {
  const framed = packet.record(type).encode(data);
  const length = ((framed[0] as number) << 8) | (framed[1] as number);
  if (length !== framed.length - lengthBytes) {
    throw new Error(
      `dns-packet framed ${type} rdata of ${framed.length - lengthBytes} as ${length}`,
    );
  }
  return Uint8Array.from(framed.subarray(lengthBytes));
}

/** Decodes rdata that is known to be well formed, and makes sure that nothing was lost. */
export function decodePacketRdata(type: PacketType, rdata: Uint8Array): unknown {
  const framed = new Uint8Array(lengthBytes + rdata.length);
  framed[0] = rdata.length >>> 8;
  framed[1] = rdata.length;
  framed.set(rdata, lengthBytes);
  const data = packet.record(type).decode(BufferOf.from(framed), 0);
  if (!equalOctets(encodePacketRdata(type, data), rdata)) {
    throw new Error(`dns-packet did not read ${type} rdata back to the same octets`);
  }
  return data;
}

/** Octets as dns-packet wants them. */
export function packetOctets(octets: Uint8Array): Uint8Array {
  return BufferOf.from(octets);
}
