/**
 * The messages in a TCP stream, each behind its length in two octets (RFC 1035 section 4.2.2), in
 * whatever pieces the stream comes (RFC 7766 section 8). What is held is what has arrived: an
 * announced length takes no memory by itself.
 */

const nothing = new Uint8Array(0);
const lengthBytes = 2;

/** Shortest message: its header (RFC 1035 section 4.1.1). */
const headerBytes = 12;

/** Cuts a stream into messages. */
export class FrameReader {
  /** The chunk that came last or, where a message is in several, a copy of what came of it. */
  #octets: Uint8Array = nothing;
  #start = 0;
  #end = 0;

  /** Takes octets of the stream. They are not to be changed afterwards: messages are views of them. */
  push(chunk: Uint8Array): void {
    const held = this.#end - this.#start;
    if (held === 0) {
      // Of a Buffer the views would be Buffers.
      const { buffer, byteOffset, length } = chunk;
      this.#octets = new Uint8Array(buffer, byteOffset, length);
      this.#start = 0;
      this.#end = length;
      return;
    }
    if (this.#end + chunk.length > this.#octets.length) {
      const larger = new Uint8Array(Math.max(held + chunk.length, 2 * held));
      larger.set(this.#octets.subarray(this.#start, this.#end));
      this.#octets = larger;
      this.#start = 0;
      this.#end = held;
    }
    this.#octets.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Whether octets of an unfinished message are held. */
  get isInsideFrame(): boolean {
    return this.#end > this.#start;
  }

  /**
   * The next message: `incomplete` where more of the stream is needed, `broken` where its length
   * is less than that of a header, and there is no telling where another message begins.
   */
  next(): Uint8Array | 'incomplete' | 'broken' {
    const start = this.#start + lengthBytes;
    if (this.#end < start) return 'incomplete';
    const octets = this.#octets;
    const length = ((octets[this.#start] as number) << 8) | (octets[this.#start + 1] as number);
    if (length < headerBytes) return 'broken';
    if (this.#end - start < length) return 'incomplete';
    const message = octets.subarray(start, start + length);
    this.#start = start + length;
    // A connection that waits for its next request holds no buffer.
    if (this.#start === this.#end) {
      this.#octets = nothing;
      this.#start = 0;
      this.#end = 0;
    }
    return message;
  }
}

/** A message behind its length, to be written at once (RFC 7766 section 8). */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(lengthBytes + message.length);
  framed[0] = message.length >>> 8;
  framed[1] = message.length;
  framed.set(message, lengthBytes);
  return framed;
}
