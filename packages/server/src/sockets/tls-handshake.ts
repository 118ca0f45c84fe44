/**
 * A connection whose TLS handshake is not over: it takes a place like any other, and has only so much
 * time.
 */

import type { Socket } from 'node:net';

export class TlsHandshake {
  readonly #socket: Socket;
  readonly #late: NodeJS.Timeout;

  /** @param socket the TCP connection below */
  constructor(socket: Socket, { timeoutMs }: { readonly timeoutMs: number }) {
    this.#socket = socket;
    this.#late = setTimeout(() => this.destroy(), timeoutMs);
    socket.once('close', () => clearTimeout(this.#late));
  }

  /** It is over: the connection goes on without this. */
  finish(): void {
    clearTimeout(this.#late);
  }

  /** Closes it; there is nothing on its way. */
  close(): void {
    this.destroy();
  }

  /** Closes it at once. */
  destroy(): void {
    this.#socket.destroy();
  }
}
