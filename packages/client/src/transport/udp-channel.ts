/**
 * One request over UDP, on a socket of its own: connected, so that only the server's datagrams
 * arrive, from a random port, with a random id (RFC 5452 section 9). What is not the answer is
 * ignored, and waiting goes on.
 */

import { randomInt } from 'node:crypto';
import type { Socket } from 'node:dgram';
import type { Channel, ChannelRequest, ExchangeOutcome } from './channel.ts';
import { PendingExchange } from './pending-exchange.ts';

export class UdpChannel implements Channel {
  readonly transport = 'udp';
  readonly #socket: Socket;
  #end: ((outcome: ExchangeOutcome<never>) => void) | undefined;
  #isClosed = false;

  /** @param socket connected to the server */
  constructor(socket: Socket) {
    this.#socket = socket;
    // A socket without this listener would end the process for an unreachable port.
    socket.on('error', (cause) => this.#end?.({ status: 'unsent', cause }));
  }

  newId(): number {
    return randomInt(65_536);
  }

  async exchange<Answer>(request: ChannelRequest<Answer>): Promise<ExchangeOutcome<Answer>> {
    if (request.signal.aborted) {
      this.close();
      return { status: 'aborted', sent: false };
    }
    const pending = new PendingExchange<Answer>(request, () => this.close());
    this.#end = (outcome) => pending.end(outcome);
    this.#socket.on('message', (reply: Uint8Array) => pending.take(Uint8Array.from(reply), false));
    pending.sent = true;
    this.#socket.send(request.bytes, (cause) => {
      if (cause !== null) pending.end({ status: 'unsent', cause });
    });
    return pending.outcome;
  }

  release(): void {
    this.close();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#end?.({ status: 'lost', cause: new Error('the socket was closed by us') });
    this.#socket.close();
  }
}
