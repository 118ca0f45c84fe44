/**
 * A server in the same process, without sockets: as a connection to it would be, with requests in
 * any number at once. Octets are copied both ways, so that neither side can change the other's.
 */

import { randomInt } from 'node:crypto';
import { isDnsError } from '@zonewright/wire';
import type { Responder } from '../options/responder.ts';
import type { Channel, ChannelRequest, ExchangeOutcome } from './channel.ts';
import { PendingExchange } from './pending-exchange.ts';

export class MemoryChannel implements Channel {
  readonly transport = 'memory';
  readonly peer = undefined;
  readonly #responder: Responder;
  readonly #pending = new Set<PendingExchange<unknown>>();
  readonly #ids = new Set<number>();
  #isClosed = false;

  constructor(responder: Responder) {
    this.#responder = responder;
  }

  newId(): number {
    // Answers do not need ids to find their requests here: with very many, two may be alike.
    for (;;) {
      const id = randomInt(65_536);
      if (!this.#ids.has(id) || this.#ids.size > 32_768) return id;
    }
  }

  exchange<Answer>(request: ChannelRequest<Answer>): Promise<ExchangeOutcome<Answer>> {
    if (request.signal.aborted) return Promise.resolve({ status: 'aborted', sent: false });
    if (this.#isClosed) {
      return Promise.resolve({ status: 'unsent', cause: new Error('it was closed') });
    }
    const pending = new PendingExchange<Answer>(request, () => {
      this.#pending.delete(anyPending);
      this.#ids.delete(request.id);
    });
    // What it is asked to do does not depend on the type of the answer.
    const anyPending = pending as PendingExchange<unknown>;
    this.#pending.add(anyPending);
    this.#ids.add(request.id);
    pending.copies = 1;
    this.#answer(Uint8Array.from(request.bytes)).then(
      (reply) => {
        if (reply !== undefined) pending.take(reply, true);
      },
      (error: unknown) => {
        const cause = error instanceof Error ? error : new Error(String(error));
        // One that was closed before it was asked is as a port that is closed.
        if (isDnsError(error) && error.code === 'SERVER_CLOSED') pending.refuse(cause);
        else pending.lose(cause);
      },
    );
    return pending.outcome;
  }

  /** It is for other requests too, and stays. */
  release(): void {}

  close(): void {
    this.#isClosed = true;
    for (const pending of [...this.#pending]) {
      pending.lose(new Error('it was closed by us'));
    }
  }

  async #answer(request: Uint8Array): Promise<Uint8Array | undefined> {
    // Policies that tell connections from datagrams take it for the former.
    const reply = await this.#responder.answer(request, { transport: 'tcp' });
    if (reply === undefined) return undefined;
    if (reply instanceof Uint8Array) return Uint8Array.from(reply);
    throw new TypeError('the server in memory answered with what are no octets');
  }
}
