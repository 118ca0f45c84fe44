/**
 * The client: holds the connection, makes updates that are bound to it, and sends them, trying again
 * only what cannot have been applied.
 */

import { DnsError, InvalidOptionError, InvalidValueError } from '@zonewright/wire';
import { InvalidUpdateError, ignoredByAll, type Update } from '@zonewright/zone';
import { ClientClosedError } from '../errors/client-closed.ts';
import { Call } from '../exchange/call.ts';
import { sendUpdate } from '../exchange/send-update.ts';
import type { UpdateResult } from '../exchange/update-result.ts';
import {
  type ClientSettings,
  checkOptions,
  type DnsClientOptions,
} from '../options/client-options.ts';
import { Connector } from '../transport/connector.ts';
import { BoundUpdate } from './bound-update.ts';

/** Options of one send. */
export interface SendOptions {
  /** Ends the call: rejected with its reason before anything is sent, unknown after. */
  readonly signal?: AbortSignal | undefined;
  /** Sends what all servers are known to skip silently. @default false */
  readonly allowSilent?: boolean | undefined;
  /** Reading back what was changed is not there yet; `false` is what is done. */
  readonly verify?: false | undefined;
}

/** What {@link DnsClient.trySend} resolves to. */
export type SendOutcome =
  | { readonly ok: true; readonly result: UpdateResult }
  | { readonly ok: false; readonly error: DnsError };

/**
 * Sends updates to a server.
 *
 * @example
 * ```ts
 * import { DnsClient, TsigKey } from 'zonewright';
 *
 * const dns = new DnsClient({
 *   server: 'ns1.example.com',
 *   key: TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0'),
 * });
 * const result = await dns
 *   .update('example.com')
 *   .nameNotUsed('docs')
 *   .insert('docs', 300, 'A', '192.0.2.1')
 *   .send();
 * result.authenticated; // => true
 * await dns.close();
 * ```
 */
export class DnsClient implements AsyncDisposable {
  readonly #settings: ClientSettings;
  readonly #connector: Connector;
  readonly #calls = new Set<Call>();
  #isClosed = false;

  /** @throws {InvalidOptionError} */
  constructor(options: DnsClientOptions) {
    this.#settings = checkOptions(options);
    this.#connector = new Connector({ ...this.#settings, maxConnections: 16, tls: undefined });
  }

  /**
   * A new update of a zone, with `send()` and `trySend()`.
   *
   * @throws {InvalidNameError | InvalidUpdateError}
   */
  update(zone: string, options: { readonly class?: string } = {}): BoundUpdate {
    return new BoundUpdate(this, zone, options);
  }

  /**
   * Sends an update and resolves when the server has accepted it.
   *
   * @throws {DnsError} the class says what happened, `applied` whether the zone may have changed
   */
  async send(update: Update, options: SendOptions = {}): Promise<UpdateResult> {
    const outcome = await this.trySend(update, options);
    if (outcome.ok) return outcome.result;
    throw outcome.error;
  }

  /**
   * As {@link DnsClient.send}, with what the server or the network said as a value. Slips in the use
   * of the library are thrown all the same, and an abort before sending rejects with its reason.
   *
   * @throws {InvalidUpdateError} for an update without operations, or one that all servers would
   *   skip silently, with `lint`
   * @throws {InvalidOptionError | ClientClosedError}
   */
  async trySend(update: Update, options: SendOptions = {}): Promise<SendOutcome> {
    if (this.#isClosed) throw new ClientClosedError();
    checkSendOptions(options);
    if (options.allowSilent !== true) refuseSilent(update);
    const message = update.toMessage();
    const call = new Call(this.#settings.deadlineMs, options.signal);
    this.#calls.add(call);
    try {
      const result = await sendUpdate(message, call, this.#connector, this.#settings);
      return { ok: true, result };
    } catch (error) {
      if (!(error instanceof DnsError)) throw error;
      if (error instanceof InvalidValueError || error instanceof ClientClosedError) throw error;
      return { ok: false, error };
    } finally {
      call.end();
      this.#calls.delete(call);
    }
  }

  /** Ends what is in flight as unknown, and frees all sockets. */
  close(): Promise<void> {
    this.#isClosed = true;
    for (const call of this.#calls) call.interrupt({ kind: 'closed' });
    this.#connector.close();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const sendOptionNames: ReadonlySet<string> = new Set<keyof SendOptions>([
  'signal',
  'allowSilent',
  'verify',
]);

/** @throws {InvalidOptionError} */
function checkSendOptions(options: SendOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', options, 'an object is needed');
  }
  const stray = Object.keys(options).find((name) => !sendOptionNames.has(name));
  if (stray !== undefined) {
    throw new InvalidOptionError(
      stray,
      undefined,
      `no such option; there are ${[...sendOptionNames].join(', ')}`,
    );
  }
  const { signal, verify = false } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new InvalidOptionError('signal', signal, 'an AbortSignal is needed');
  }
  if (verify !== false) throw new InvalidOptionError('verify', verify, 'it is one of false');
}

/** What all servers answer NOERROR to and none carries out is refused before it is sent. */
function refuseSilent(update: Update): void {
  const silent = ignoredByAll(update.lint());
  const [first] = silent;
  if (first === undefined) return;
  const { operation, name, type, reason } = first;
  const rule = `all servers say NOERROR to ${operation}(${name} ${type}) and skip it: ${reason.replace(/\.$/, '')}; allowSilent sends it all the same`;
  throw new InvalidUpdateError('update', update.zone, rule, { lint: silent }).during('send');
}
