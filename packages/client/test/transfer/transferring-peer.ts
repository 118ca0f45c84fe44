/** A peer that transfers a zone as no well-made server does, its MACs made by Node's own HMAC. */

import { createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  createRecord,
  decodeMessage,
  encodeMessage,
  FrameReader,
  frame,
  type MessageInput,
  type QueryMessage,
  type ResourceRecord,
} from '@zonewright/wire';
import { serveTcp, type TcpPeer } from '../transport/scripted-peer.ts';

export const zone = 'example.com.';

export const secret: Uint8Array = Buffer.from('c2VjcmV0', 'base64');

export const soa: ResourceRecord = createRecord({
  name: zone,
  ttl: 300,
  type: 'SOA',
  data: 'ns1.example.com. hostmaster.example.com. 7 3600 600 86400 300',
});

export const host = (index: number): ResourceRecord =>
  createRecord({ name: `h${index}.${zone}`, ttl: 300, type: 'A', data: `192.0.2.${index % 256}` });

/** One message of an answer. */
export interface Part {
  readonly answers: readonly ResourceRecord[];
  /** @default as the request */
  readonly isSigned?: boolean;
  readonly id?: number;
  readonly rcode?: 'NOERROR' | 'SERVFAIL' | 'REFUSED' | 'NOTIMP' | 'FORMERR';
}

export interface Conversation {
  readonly socket: Socket;
  readonly request: QueryMessage;
  /** Sends a message of the answer, signed where the request was. */
  send(part: Part): void;
}

/** A peer that answers each request as a script says. */
export function serveTransfer(script: (conversation: Conversation) => void): Promise<TcpPeer> {
  return serveTcp((socket) => {
    const frames = new FrameReader();
    socket.on('data', (chunk) => {
      frames.push(chunk);
      for (let bytes = frames.next(); bytes instanceof Uint8Array; bytes = frames.next()) {
        const request = decodeMessage(bytes) as QueryMessage;
        const signer = new StreamSigner(request);
        const send = (part: Part): void => {
          socket.write(frame(signer.message(part)));
        };
        script({ socket, request, send });
      }
    });
  });
}

const u16 = (value: number): Buffer => Buffer.from([value >>> 8, value & 0xff]);
const name = (labels: readonly string[]): Buffer =>
  Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);

const keyName = name(['ddns-key']);
const algorithm = name(['hmac-sha256']);

/** RFC 8945 sections 4.3 and 5.3.1, with hmac-sha256. */
class StreamSigner {
  readonly #request: QueryMessage;
  #prior: Uint8Array;
  #isFirst = true;
  #unsigned: Buffer[] = [];

  constructor(request: QueryMessage) {
    this.#request = request;
    this.#prior = request.tsig?.mac ?? new Uint8Array(0);
  }

  message({ answers, isSigned = this.#request.tsig !== undefined, id, rcode }: Part): Uint8Array {
    const input: MessageInput = {
      id: this.#request.id,
      opcode: 'QUERY',
      flags: { qr: true, aa: true },
      rcode: rcode ?? 'NOERROR',
      questions: this.#request.questions,
      answers,
    };
    const bytes = Buffer.from(encodeMessage(input));
    if (id !== undefined) bytes.writeUInt16BE(id, 0);
    if (!isSigned) {
      this.#unsigned.push(bytes);
      return bytes;
    }
    const time = Buffer.alloc(8);
    time.writeUIntBE(Math.floor(Date.now() / 1_000), 0, 6);
    time.writeUInt16BE(300, 6);
    const [errorAndOther, anyClassAndTtl] = [Buffer.alloc(4), Buffer.from([0, 255, 0, 0, 0, 0])];
    const variables = this.#isFirst
      ? Buffer.concat([keyName, anyClassAndTtl, algorithm, time, errorAndOther])
      : time;
    const prior = Buffer.concat([u16(this.#prior.length), this.#prior]);
    const mac = createHmac('sha256', secret)
      .update(Buffer.concat([prior, ...this.#unsigned, bytes, variables]))
      .digest();
    this.#prior = mac;
    this.#isFirst = false;
    this.#unsigned = [];
    const originalId = bytes.subarray(0, 2);
    const rdata = Buffer.concat([algorithm, time, u16(mac.length), mac, originalId, errorAndOther]);
    const head = Buffer.concat([keyName, u16(250), anyClassAndTtl, u16(rdata.length)]);
    const signed = Buffer.concat([bytes, head, rdata]);
    signed.writeUInt16BE(1, 10);
    return signed;
  }
}
