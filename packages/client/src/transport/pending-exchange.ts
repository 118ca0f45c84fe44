/**
 * One request in flight: its timer, its abort signal, how often it went out, what was ignored, and
 * the one way in which it ends. Whatever ends it first frees the rest.
 */

import type { IgnoredReply } from '../errors/transport-error.ts';
import { alarms, type Late } from './alarms.ts';
import {
  type ChannelRequest,
  type ExchangeOutcome,
  type Judgement,
  maxIgnored,
} from './channel.ts';

export class PendingExchange<Answer> implements Late {
  readonly outcome: Promise<ExchangeOutcome<Answer>>;
  /** How often the request was handed to the socket. */
  copies = 0;
  readonly #request: ChannelRequest<Answer>;
  readonly #onEnd: (outcome: ExchangeOutcome<Answer>) => void;
  readonly #alarm: number;
  #resolve: (outcome: ExchangeOutcome<Answer>) => void = () => {};
  #ignored: IgnoredReply[] | undefined;
  #untrusted: Answer[] | undefined;
  #hasEnded = false;

  /**
   * @param request its signal has not aborted yet
   * @param onEnd called once, when the exchange has ended in whatever way
   */
  constructor(request: ChannelRequest<Answer>, onEnd: (outcome: ExchangeOutcome<Answer>) => void) {
    this.#request = request;
    this.#onEnd = onEnd;
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#alarm = alarms.set(this, request.timeoutMs);
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Ends it without an answer that can be trusted. */
  late(): void {
    this.#end({
      status: 'timeout',
      ignored: this.#ignored ?? [],
      untrusted: this.#untrusted ?? [],
      copies: this.copies,
    });
  }

  /** Ends it as one of which nothing arrived at the server. */
  refuse(cause: Error): void {
    this.#settle({ status: 'unsent', cause });
  }

  /** Ends it without an answer: lost, or not sent at all where that is so. */
  lose(cause: Error): void {
    const { copies } = this;
    this.#settle(copies === 0 ? { status: 'unsent', cause } : { status: 'lost', cause, copies });
  }

  /**
   * Takes a reply.
   *
   * @param isConnection whether only the server can have sent it, so that it ends the wait even
   *   when it cannot be trusted
   */
  take(reply: Uint8Array, isConnection: boolean): void {
    if (this.#hasEnded) return;
    const { copies } = this;
    let judgement: Judgement<Answer>;
    try {
      judgement = this.#request.judge(reply);
    } catch (error) {
      // Thrown on from the event of a socket it would end the process.
      const cause = error instanceof Error ? error : new Error(String(error));
      this.#settle({ status: 'lost', cause, copies });
      return;
    }
    if (judgement.kind === 'answer' || isConnection) {
      this.#settle({ status: 'answered', answer: judgement.answer, copies });
      return;
    }
    this.#ignored ??= [];
    this.#untrusted ??= [];
    if (this.#ignored.length >= maxIgnored) return;
    this.#ignored.push(judgement.ignored);
    this.#untrusted.push(judgement.answer);
  }

  readonly #onAbort = (): void => {
    const { copies } = this;
    this.#settle(
      copies === 0 ? { status: 'aborted', sent: false } : { status: 'aborted', sent: true, copies },
    );
  };

  #settle(outcome: ExchangeOutcome<Answer>): void {
    if (this.#hasEnded) return;
    alarms.clear(this.#alarm, this);
    this.#end(outcome);
  }

  #end(outcome: ExchangeOutcome<Answer>): void {
    this.#hasEnded = true;
    this.#request.signal.removeEventListener('abort', this.#onAbort);
    this.#onEnd(outcome);
    this.#resolve(outcome);
  }
}
