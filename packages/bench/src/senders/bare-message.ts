/**
 * An UPDATE of A records, signed, and the check of its reply, with as little as it takes: no checks of
 * what goes in, one key, one zone, one kind of record, replies of one form. It is no library. It shows
 * what Node itself needs for the work, so that what a library adds can be seen.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';

const macSize = 32;
const algorithm = wireName('hmac-sha256');

function wireName(name: string): Uint8Array {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label, 'latin1')])),
    Buffer.alloc(1),
  ]);
}

export class BareMessages {
  readonly #zone: Uint8Array;
  readonly #keyName: Uint8Array;
  readonly #secret: Buffer;
  /** TSIG variables (RFC 8945 section 4.3.3), the time in them to be set. */
  readonly #variables: Buffer;
  readonly #timeAt: number;

  constructor(zone: string, key: { readonly name: string; readonly secret: string }) {
    this.#zone = wireName(zone);
    this.#keyName = wireName(key.name);
    this.#secret = Buffer.from(key.secret, 'base64');
    const classAndTtl = Buffer.from([0, 255, 0, 0, 0, 0]);
    // Time, fudge, error and the length of other data.
    const rest = Buffer.alloc(12);
    this.#variables = Buffer.concat([this.#keyName, classAndTtl, algorithm, rest]);
    this.#timeAt = this.#variables.length - rest.length;
  }

  /** Octets that a message of so many records has at most. */
  sizeOf(records: number): number {
    return 12 + this.#zone.length + 4 + records * 25 + this.#tsigSize;
  }

  get #tsigSize(): number {
    return this.#keyName.length + 10 + algorithm.length + 10 + macSize + 6;
  }

  /** Writes the message that adds records `from` to `from + count - 1`, and returns its size. */
  write(to: Buffer, id: number, from: number, count: number): number {
    to.writeUInt16BE(id, 0);
    to.writeUInt16BE(5 << 11, 2);
    to.writeUInt32BE(1 << 16, 4);
    to.writeUInt32BE(count << 16, 8);
    to.set(this.#zone, 12);
    let at = 12 + this.#zone.length;
    to.writeUInt32BE((6 << 16) | 1, at);
    at += 4;
    for (let number = from; number < from + count; number++) {
      to[at] = 8;
      to[at + 1] = 0x68;
      for (let digit = 7, rest = number; digit > 0; digit--, rest = Math.trunc(rest / 10)) {
        to[at + 1 + digit] = 0x30 + (rest % 10);
      }
      to.writeUInt16BE(0xc00c, at + 9);
      to.writeUInt32BE((1 << 16) | 1, at + 11);
      to.writeUInt32BE(300, at + 15);
      to.writeUInt16BE(4, at + 19);
      to.writeUInt32BE(0x0a000000 + (number & 0xffffff), at + 21);
      at += 25;
    }
    return this.#sign(to, at);
  }

  #sign(to: Buffer, size: number): number {
    const variables = this.#variables;
    variables.writeUIntBE(Math.floor(Date.now() / 1000), this.#timeAt, 6);
    variables.writeUInt16BE(300, this.#timeAt + 6);
    const digest = createHmac('sha256', this.#secret);
    const mac = digest.update(to.subarray(0, size)).update(variables).digest();
    to.set(this.#keyName, size);
    let at = size + this.#keyName.length;
    to.writeUInt32BE((250 << 16) | 255, at);
    to.writeUInt32BE(0, at + 4);
    to.writeUInt16BE(algorithm.length + 10 + macSize + 6, at + 8);
    to.set(algorithm, at + 10);
    at += 10 + algorithm.length;
    variables.copy(to, at, this.#timeAt, this.#timeAt + 8);
    to.writeUInt16BE(macSize, at + 8);
    to.set(mac, at + 10);
    at += 10 + macSize;
    to.copyWithin(at, 0, 2);
    to.writeUInt32BE(0, at + 2);
    to.writeUInt16BE(1, 10);
    return at + 6;
  }

  /** Where the MAC of a message that `write` made begins. */
  macAt(size: number): number {
    return size - 6 - macSize;
  }

  /** Whether a reply is NOERROR and signed over the request's MAC; its TSIG is all that follows the zone. */
  isGood(reply: Buffer, requestMac: Buffer): boolean {
    const size = reply.length - this.#tsigSize;
    if (size < 12 || ((reply[3] ?? 0) & 15) !== 0) return false;
    const fieldsAt = size + this.#keyName.length + 10 + algorithm.length;
    const head = Buffer.allocUnsafe(2 + macSize + size);
    head.writeUInt16BE(macSize, 0);
    requestMac.copy(head, 2);
    reply.copy(head, 2 + macSize, 0, size);
    head.writeUInt16BE(0, 2 + macSize + 10);
    const variables = this.#variables;
    reply.copy(variables, this.#timeAt, fieldsAt, fieldsAt + 8);
    const mac = createHmac('sha256', this.#secret).update(head).update(variables).digest();
    return timingSafeEqual(mac, reply.subarray(fieldsAt + 10, fieldsAt + 10 + macSize));
  }
}
