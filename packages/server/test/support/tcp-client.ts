/**
 * A TCP client, plain or under TLS, that writes exactly what it is told and reads frames by itself, so that the tests do
 * not measure the server's framing by its own.
 */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

/** A request of 12 octets and more: a header whose id is `n`, then `padding` octets. */
export function request(n: number, padding = 0): Uint8Array {
  const bytes = new Uint8Array(12 + padding);
  bytes[0] = n >>> 8;
  bytes[1] = n;
  return bytes;
}

/** Messages as they go over TCP, one behind the other. */
export function framed(...messages: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(
    messages.flatMap((message) => [message.length >>> 8, message.length & 0xff, ...message]),
  );
}

export class TcpClient {
  readonly socket: Socket;
  /** Resolves when the connection is gone, by whatever side and in whatever way. */
  readonly closed: Promise<void>;
  #received: Buffer = Buffer.alloc(0);
  #changed: (() => void) | undefined;
  #isClosed = false;

  static async connect(port: number, address = '127.0.0.1'): Promise<TcpClient> {
    const socket = connect({ host: address, port, noDelay: true, allowHalfOpen: true });
    await once(socket, 'connect');
    return new TcpClient(socket);
  }

  /** @throws Error where the handshake fails; not for a client certificate of TLS 1.3, which comes later */
  static async connectTls(port: number, options: ConnectionOptions): Promise<TcpClient> {
    const common = { host: '127.0.0.1', port, ALPNProtocols: ['dot'], allowHalfOpen: true };
    const socket = connectTls({ ...common, ...options });
    await once(socket, 'secureConnect');
    return new TcpClient(socket);
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#changed?.();
    });
    // The server has no more to say.
    socket.on('end', () => socket.end());
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true;
        this.#changed?.();
        resolve();
      });
    });
  }

  /** Writes, and waits until the kernel has it. */
  write(octets: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.socket.write(octets, () => resolve()));
  }

  /** The next message. @throws Error where the connection is gone before it is whole */
  async next(): Promise<Uint8Array> {
    for (;;) {
      const length = this.#received.length < 2 ? Infinity : this.#received.readUInt16BE(0);
      if (this.#received.length >= 2 + length) {
        const message = Uint8Array.from(this.#received.subarray(2, 2 + length));
        this.#received = this.#received.subarray(2 + length);
        return message;
      }
      if (this.#isClosed) throw new Error('the connection is closed');
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  /** All octets that came and are not taken, once the connection is gone. */
  async rest(): Promise<Uint8Array> {
    await this.closed;
    return Uint8Array.from(this.#received);
  }

  /** Writes one message and waits for one. */
  async ask(message: Uint8Array): Promise<Uint8Array> {
    await this.write(framed(message));
    return this.next();
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** The id in a message. */
export function idOf(message: Uint8Array): number {
  return ((message[0] as number) << 8) | (message[1] as number);
}
