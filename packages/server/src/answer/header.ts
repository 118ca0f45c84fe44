/** The header of a request (RFC 1035 section 4.1.1), which can be read when nothing else can. */

import { type Rcode, rcodes } from '@zonewright/wire';

/** Octets of a header: whatever is shorter is no message, and has nobody to answer to. */
const headerBytes = 12;

/** What the header of a request says. */
export interface Header {
  readonly isResponse: boolean;
  readonly opcode: number;
}

/** Reads a header; undefined where there are fewer octets than one has. */
export function readHeader(bytes: Uint8Array): Header | undefined {
  if (bytes.length < headerBytes) return undefined;
  const flags = bytes[2] as number;
  return { isResponse: (flags & 0x80) !== 0, opcode: (flags >>> 3) & 15 };
}

/** The bits of a header's third octet that come back: the opcode, and with QUERY the RD bit. */
function keptBits({ opcode }: Header): number {
  return opcode === 0 ? 0x79 : 0x78;
}

/**
 * A reply of a header alone, to a request that is not looked into: id and opcode of the request, and
 * the RCODE. It is unsigned, since nothing is known of a key.
 */
export function headerReply(request: Uint8Array, header: Header, rcode: Rcode): Uint8Array {
  const reply = new Uint8Array(headerBytes);
  reply.set(request.subarray(0, 2));
  reply[2] = 0x80 | ((request[2] as number) & keptBits(header));
  reply[3] = rcodes.number(rcode) as number;
  return reply;
}

/**
 * The reply to a request that cannot be decoded: as {@link headerReply}, and with the first question
 * or the zone, where so much can be read, so that whoever asked can tell what it is about.
 */
export function formErrReply(request: Uint8Array, header: Header): Uint8Array {
  const reply = headerReply(request, header, 'FORMERR');
  const question = firstQuestion(request);
  if (question === undefined) return reply;
  const longer = new Uint8Array(headerBytes + question.length);
  longer.set(reply);
  longer[5] = 1;
  longer.set(question, headerBytes);
  return longer;
}

/** The octets of the first question. There is nothing before it that a pointer could lead to. */
function firstQuestion(request: Uint8Array): Uint8Array | undefined {
  if (request[4] === 0 && request[5] === 0) return undefined;
  let end = headerBytes;
  let length: number | undefined;
  do {
    length = request[end];
    if (length === undefined || length > 63) return undefined;
    end += length + 1;
  } while (length > 0);
  const typeAndClass = 4;
  if (end - headerBytes > 255 || end + typeAndClass > request.length) return undefined;
  return request.slice(headerBytes, end + typeAndClass);
}
