/**
 * One request in flight: its timer, its abort signal, what was ignored, and the one way in which it
 * ends. Whatever ends it first frees the rest.
 */

import type { IgnoredReply } from '../errors/transport-error.ts';
import {
  type ChannelRequest,
  type ExchangeOutcome,
  type Judgement,
  maxIgnored,
} from './channel.ts';

export class PendingExchange<Answer> {
  readonly outcome: Promise<ExchangeOutcome<Answer>>;
  /** Whether the request was handed to the socket. */
  sent = false;
  readonly #request: ChannelRequest<Answer>;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #ignored: IgnoredReply[] = [];
  readonly #untrusted: Answer[] = [];
  #settle: (outcome: ExchangeOutcome<Answer>) => void = () => {};

  /**
   * @param request its signal has not aborted yet
   * @param onEnd called once, when the exchange has ended in whatever way
   */
  constructor(request: ChannelRequest<Answer>, onEnd: (outcome: ExchangeOutcome<Answer>) => void) {
    this.#request = request;
    let ended = false;
    const onAbort = (): void => {
      this.end({ status: 'aborted', sent: this.sent });
    };
    this.outcome = new Promise((resolve) => {
      this.#settle = (outcome) => {
        if (ended) return;
        ended = true;
        clearTimeout(this.#timer);
        request.signal.removeEventListener('abort', onAbort);
        onEnd(outcome);
        resolve(outcome);
      };
    });
    this.#timer = setTimeout(() => {
      this.end({ status: 'timeout', ignored: this.#ignored, untrusted: this.#untrusted });
    }, request.timeoutMs);
    request.signal.addEventListener('abort', onAbort, { once: true });
  }

  end(outcome: ExchangeOutcome<Answer>): void {
    this.#settle(outcome);
  }

  /**
   * Takes a reply.
   *
   * @param isConnection whether only the server can have sent it, so that it ends the wait even
   *   when it cannot be trusted
   */
  take(reply: Uint8Array, isConnection: boolean): void {
    let judgement: Judgement<Answer>;
    try {
      judgement = this.#request.judge(reply);
    } catch (error) {
      // Thrown on from the event of a socket it would end the process.
      this.end({
        status: 'lost',
        cause: error instanceof Error ? error : new Error(String(error)),
      });
      return;
    }
    if (judgement.kind === 'answer' || isConnection) {
      this.end({ status: 'answered', answer: judgement.answer });
    } else if (this.#ignored.length < maxIgnored) {
      this.#ignored.push(judgement.ignored);
      this.#untrusted.push(judgement.answer);
    }
  }
}
