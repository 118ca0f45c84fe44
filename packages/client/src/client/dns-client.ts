/**
 * The client: holds the ways to its servers, makes updates that are bound to it, and sends them to a
 * result that can be believed or an error that says what is known.
 */

import {
  DnsError,
  InvalidOptionError,
  InvalidValueError,
  type PrerequisiteDescription,
  PrerequisiteError,
  type UpdateMessage,
} from '@zonewright/wire';
import { InvalidUpdateError, ignoredByAll, type LintFinding, type Update } from '@zonewright/zone';
import { ClientClosedError } from '../errors/client-closed.ts';
import { Call } from '../exchange/call.ts';
import {
  type ClientSettings,
  checkOptions,
  type DnsClientOptions,
} from '../options/client-options.ts';
import { checkEdns, type EdnsOptions, type EdnsSettings } from '../options/edns-options.ts';
import { explainPrerequisites } from '../sending/explain.ts';
import { sendToAll } from '../sending/send-to-all.ts';
import { sendUpdate } from '../sending/send-update.ts';
import { Sending } from '../sending/sending.ts';
import type { UpdateResult } from '../sending/update-result.ts';
import { Connector } from '../transport/connector.ts';
import { BoundUpdate } from './bound-update.ts';

/** Options of one send. */
export interface SendOptions {
  /** Ends the call: rejected with its reason before anything is sent, unknown after. */
  readonly signal?: AbortSignal | undefined;
  /** Sends what all servers are known to skip silently. @default false */
  readonly allowSilent?: boolean | undefined;
  /** Whether what the update touched is read back before it counts as done. @default the client's */
  readonly verify?: boolean | undefined;
  /** EDNS for this update, such as an UPDATE-LEASE option. @default the client's */
  readonly edns?: boolean | EdnsOptions | undefined;
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
  readonly #connectors: readonly [Connector, ...Connector[]];
  readonly #calls = new Set<Call>();
  #isClosed = false;

  /** @throws {InvalidOptionError} */
  constructor(options: DnsClientOptions) {
    this.#settings = checkOptions(options);
    const { servers, ...shared } = this.#settings;
    const [first, ...others] = servers;
    const connectorTo = (server: typeof first): Connector => new Connector({ ...shared, server });
    this.#connectors = [connectorTo(first), ...others.map(connectorTo)];
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
   * Sends an update, and resolves when the server has accepted it and, unless `verify` is false, the
   * zone shows what it asked for.
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
    const { verify, edns } = checkSendOptions(options, this.#settings);
    const lint = update.lint();
    if (options.allowSilent !== true) refuseSilent(update, lint);
    const message = update.toMessage();
    const { signal } = options;
    const sendTo = (connectors: readonly Connector[]): Promise<UpdateResult> =>
      this.#send(message, connectors, { verify, edns, signal, lint });
    try {
      const result =
        this.#settings.mode === 'all'
          ? await sendToAll(this.#connectors, message, (connector) => sendTo([connector]))
          : await sendTo(this.#connectors);
      return { ok: true, result };
    } catch (error) {
      if (!(error instanceof DnsError)) throw error;
      if (error instanceof InvalidValueError || error instanceof ClientClosedError) throw error;
      return { ok: false, error };
    }
  }

  /**
   * Which of an update's prerequisites failed: the RCODE of a {@link PrerequisiteError} names none.
   * Each that can have failed is asked for alone, in an update that changes nothing, so this tells how
   * it is now: empty where all of them hold by now.
   *
   * @throws {InvalidOptionError} for what is no `PrerequisiteError`
   * @throws {DnsError} where the server does not answer the question
   *
   * @example
   * ```ts
   * import { DnsClient, PrerequisiteError, TsigKey } from 'zonewright';
   *
   * const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
   * await using dns = new DnsClient({ server: 'ns1.example.com', key });
   * const outcome = await dns
   *   .update('example.com')
   *   .nameUsed('example.com')
   *   .nameUsed('nobody')
   *   .insert('www', 300, 'A', '192.0.2.1')
   *   .trySend();
   * if (!outcome.ok && outcome.error instanceof PrerequisiteError) {
   *   await dns.explain(outcome.error); // => [{ method: 'nameUsed', name: 'nobody.example.com.' }]
   * }
   * ```
   */
  async explain(
    error: PrerequisiteError,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly PrerequisiteDescription[]> {
    if (this.#isClosed) throw new ClientClosedError();
    if (!(error instanceof PrerequisiteError)) {
      throw new InvalidOptionError('error', undefined, 'a PrerequisiteError is needed');
    }
    const { signal } = checkSignal(options);
    const its = this.#connectors.filter(({ label }) => label === error.server);
    const connectors = its.length > 0 ? its : this.#connectors;
    return await explainPrerequisites(error, (message) =>
      this.#send(message, connectors, { verify: false, edns: this.#settings.edns, signal }),
    );
  }

  async #send(
    message: UpdateMessage,
    connectors: readonly Connector[],
    options: {
      readonly verify: boolean;
      readonly edns: EdnsSettings | undefined;
      readonly signal: AbortSignal | undefined;
      readonly lint?: readonly LintFinding[];
    },
  ): Promise<UpdateResult> {
    const { edns, verify, signal, lint } = options;
    const call = new Call(this.#settings.deadlineMs, signal);
    this.#calls.add(call);
    try {
      const sending = new Sending(message, call, connectors, this.#settings, { edns, lint });
      return await sendUpdate(sending, verify);
    } finally {
      call.end();
      this.#calls.delete(call);
    }
  }

  /** Ends what is in flight as unknown, and frees all sockets. */
  close(): Promise<void> {
    this.#isClosed = true;
    for (const call of this.#calls) call.interrupt({ kind: 'closed' });
    for (const connector of this.#connectors) connector.close();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const sendOptionNames: readonly (keyof SendOptions)[] = ['signal', 'allowSilent', 'verify', 'edns'];

/** @throws {InvalidOptionError} */
function checkSendOptions(
  options: SendOptions,
  settings: ClientSettings,
): { readonly verify: boolean; readonly edns: EdnsSettings | undefined } {
  checkSignal(options, sendOptionNames);
  const { verify = settings.verify, edns } = options;
  if (typeof verify !== 'boolean') {
    throw new InvalidOptionError('verify', verify, 'true or false is needed');
  }
  return { verify, edns: edns === undefined ? settings.edns : checkEdns(edns) };
}

/** @throws {InvalidOptionError} */
function checkSignal<Options extends { readonly signal?: AbortSignal | undefined }>(
  options: Options,
  names: readonly string[] = ['signal'],
): Options {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', options, 'an object is needed');
  }
  const stray = Object.keys(options).find((name) => !names.includes(name));
  if (stray !== undefined) {
    throw new InvalidOptionError(stray, undefined, `no such option; there are ${names.join(', ')}`);
  }
  const { signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new InvalidOptionError('signal', signal, 'an AbortSignal is needed');
  }
  return options;
}

/** What all servers answer NOERROR to and none carries out is refused before it is sent. */
function refuseSilent(update: Update, lint: readonly LintFinding[]): void {
  const silent = ignoredByAll(lint);
  const [first] = silent;
  if (first === undefined) return;
  const { operation, name, type, reason } = first;
  const rule = `all servers say NOERROR to ${operation}(${name} ${type}) and skip it: ${reason.replace(/\.$/, '')}; allowSilent sends it all the same`;
  throw new InvalidUpdateError('update', update.zone, rule, { lint: silent }).during('send');
}
