/**
 * Messages out of a TCP stream: each behind its length of two octets (RFC 1035 section 4.2.2), in
 * any segmentation (RFC 7766 section 8). Nothing is reserved for a length that was only announced.
 */

/** Shortest message: its header. */
const headerBytes = 12;
const lengthBytes = 2;

/** Collects the octets of a stream and cuts messages from them. */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  /** Octets of the message that is awaited, or undefined before its length came. */
  #expected: number | undefined;

  /** Whether octets of an unfinished message are held. */
  get isInsideFrame(): boolean {
    return this.#buffered > 0 || this.#expected !== undefined;
  }

  /**
   * Takes a chunk and gives the messages that it completes.
   *
   * @throws {Error} when a length is shorter than a header: what follows cannot be read any more
   */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const messages: Uint8Array[] = [];
    for (;;) {
      if (this.#expected === undefined) {
        if (this.#buffered < lengthBytes) return messages;
        const [high, low] = this.#take(lengthBytes) as unknown as [number, number];
        this.#expected = (high << 8) | low;
        if (this.#expected < headerBytes) {
          throw new Error(`a message of ${this.#expected} octets was announced`);
        }
      }
      if (this.#buffered < this.#expected) return messages;
      messages.push(this.#take(this.#expected));
      this.#expected = undefined;
    }
  }

  /** The first octets of what is buffered, joined once. */
  #take(length: number): Uint8Array {
    const taken = new Uint8Array(length);
    let filled = 0;
    let used = 0;
    while (filled < length) {
      const chunk = this.#chunks[used] as Uint8Array;
      const part = chunk.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) this.#chunks[used] = chunk.subarray(part.length);
      else used += 1;
    }
    this.#chunks.splice(0, used);
    this.#buffered -= length;
    return taken;
  }
}

/** A message behind its length, in one piece, so that both leave in one write (RFC 7766 section 8). */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(lengthBytes + message.length);
  framed[0] = message.length >>> 8;
  framed[1] = message.length;
  framed.set(message, lengthBytes);
  return framed;
}
