/** A server in the same process, asked for what may be many messages: it gives one for a request. */

import type { Responder } from '../options/responder.ts';
import type { MessageStream, StreamEvent, StreamLimits } from './message-stream.ts';

export class MemoryStream implements MessageStream {
  readonly transport = 'memory';
  readonly #responder: Responder;
  #reply: Promise<StreamEvent> = Promise.resolve(ended('nothing was asked'));

  constructor(responder: Responder) {
    this.#responder = responder;
  }

  send(bytes: Uint8Array): void {
    this.#reply = this.#answer(Uint8Array.from(bytes));
  }

  async next({ progressMs, messageMs, signal }: StreamLimits): Promise<StreamEvent> {
    if (signal.aborted) return { kind: 'aborted' };
    const reply = this.#reply;
    this.#reply = Promise.resolve(ended('the server in memory gave no further message'));
    const limitMs = Math.min(progressMs, messageMs);
    let onAbort = (): void => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<StreamEvent>((resolve) => {
      onAbort = () => resolve({ kind: 'aborted' });
      signal.addEventListener('abort', onAbort, { once: true });
      const cause = new Error(`nothing came for ${limitMs} ms`);
      timer = setTimeout(() => resolve({ kind: 'timeout', cause }), limitMs);
    });
    const event = await Promise.race([reply, limit]);
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    return event;
  }

  close(): void {
    this.#reply = Promise.resolve(ended('it was closed by us'));
  }

  async #answer(request: Uint8Array): Promise<StreamEvent> {
    try {
      const reply = await this.#responder.answer(request, { transport: 'tcp' });
      if (reply === undefined) return ended('the server in memory gave no answer');
      return { kind: 'message', bytes: Uint8Array.from(reply) };
    } catch (error) {
      return { kind: 'ended', cause: error instanceof Error ? error : new Error(String(error)) };
    }
  }
}

function ended(what: string): StreamEvent {
  return { kind: 'ended', cause: new Error(what) };
}
