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
import type { Update } from '@zonewright/zone';
import { load } from '../bulk/load.ts';
import type { LoadInput, LoadOptions, LoadResult } from '../bulk/load-options.ts';
import { type SendAllOptions, SendingAll, sendAllOptionNames } from '../bulk/send-all.ts';
import type { BulkInput } from '../bulk/source.ts';
import { ClientClosedError } from '../errors/client-closed.ts';
import { Calls } from '../exchange/calls.ts';
import { promised } from '../exchange/promised.ts';
import {
  type ClientSettings,
  checkOptions,
  type DnsClientOptions,
} from '../options/client-options.ts';
import { checkNames, checkSignal } from '../options/option-check.ts';
import { FoundServers } from '../reading/found-servers.ts';
import { type Connectors, GivenServers, type Servers } from '../reading/servers.ts';
import type { Source } from '../reading/source.ts';
import { bindResult } from '../sending/bind-result.ts';
import { explainPrerequisites } from '../sending/explain.ts';
import { refuseSilent } from '../sending/refuse-silent.ts';
import { sendToAll } from '../sending/send-to-all.ts';
import { sendUpdate } from '../sending/send-update.ts';
import type { SendSettings } from '../sending/sending.ts';
import type { UpdateResult } from '../sending/update-result.ts';
import { Connector } from '../transport/connector.ts';
import { BoundUpdate } from './bound-update.ts';
import { ReadingClient } from './reading-client.ts';
import { type CheckedSendOptions, checkSendOptions, type SendOptions } from './send-options.ts';

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
export class DnsClient extends ReadingClient implements AsyncDisposable {
  readonly #source: Source;

  /** @throws {InvalidOptionError} */
  constructor(options: DnsClientOptions = {}) {
    const source = sourceOf(checkOptions(options));
    super(source);
    this.#source = source;
  }

  /**
   * A new update of a zone, with `send()` and `trySend()`.
   *
   * @throws {InvalidNameError | InvalidUpdateError}
   */
  update(zone: string, options: { readonly class?: string | undefined } = {}): BoundUpdate {
    return new BoundUpdate(this, zone, options);
  }

  /**
   * Sends an update, and resolves when the server has accepted it and, unless `verify` is false, the
   * zone shows what it asked for.
   *
   * @throws {DnsError} the class says what happened, `applied` whether the zone may have changed
   */
  send(update: Update, options: SendOptions = {}): Promise<UpdateResult> {
    return promised(() => {
      this.#source.calls.refuseWhenClosed();
      const settings = checkSendOptions(options, this.#source.settings);
      if (typeof update?.toMessage !== 'function') {
        throw new InvalidOptionError('update', update, 'an Update is needed, which has its zone');
      }
      return this.#sendUnlessSilent(update, update.toMessage(), settings);
    });
  }

  /** @throws {InvalidUpdateError} */
  #sendUnlessSilent(
    update: Update,
    message: UpdateMessage,
    { allowSilent, verify, edns, signal }: CheckedSendOptions,
  ): Promise<UpdateResult> {
    const lint = update.lint();
    if (!allowSilent) refuseSilent(update, lint, 'send');
    return this.#sendByMode(message, { verify, edns, signal, lint });
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
    try {
      return { ok: true, result: await this.send(update, options) };
    } catch (error) {
      if (!(error instanceof DnsError)) throw error;
      if (error instanceof InvalidValueError || error instanceof ClientClosedError) throw error;
      return { ok: false, error };
    }
  }

  /**
   * Sends many updates, up to `concurrency` at once, and gives their outcomes in the order of the
   * input. Nothing is read ahead of what is sent, and nothing sent ahead of what could be taken by more
   * than that. Updates that touch the same owner of a zone are not in flight together, so they take effect
   * in order. Nothing is verified, unless `verify` is true.
   *
   * The first error ends it: what is in flight is told, and then the error is thrown. With `onError:
   * 'continue'` all are sent, and none is thrown unless the client is closed. After a `break` see {@link SendingAll.rest}.
   *
   * @throws {InvalidOptionError | ClientClosedError}
   *
   * @example
   * ```ts
   * import { DnsClient, TsigKey } from 'zonewright';
   *
   * const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
   * await using dns = new DnsClient({ server: 'ns1.example.com', key });
   * const updates = ['a', 'b'].map((name) => dns.update('example.com').removeName(name));
   * for await (const { ok, update } of dns.sendAll(updates)) console.log(ok, update.operations);
   * ```
   */
  sendAll<Given extends Update>(
    updates: BulkInput<Given>,
    options: SendAllOptions = {},
  ): SendingAll<Given> {
    this.#source.calls.refuseWhenClosed();
    const checked = checkSendOptions(options, this.#source.settings, sendAllOptionNames);
    const settings = { ...checked, verify: options.verify ?? false };
    return new SendingAll(updates, options, (update, message) =>
      this.#sendUnlessSilent(update, message, settings),
    );
  }

  /**
   * Adds records to a zone in as many messages as it takes, several in flight, of a size that is found
   * while it runs. It is not atomic: each message is carried out whole or not at all, by itself.
   * Nothing is verified, unless `verify` is true: NOERROR is taken for done.
   *
   * @param records as `insert` takes them: an iterable or async iterable, such as a `Zone`, or text
   * @throws {LoadError} where not all was carried out, with what was, what was not and what is unknown
   * @throws {InvalidOptionError | InvalidUpdateError | InvalidNameError | ClientClosedError}
   *
   * @example
   * ```ts
   * import { DnsClient, TsigKey } from 'zonewright';
   *
   * const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
   * await using dns = new DnsClient({ server: 'ns1.example.com', key });
   * const hosts = Array.from({ length: 200 }, (_, i) => `host${i} 300 A 192.0.2.${i}`);
   * (await dns.load('example.com', hosts)).records; // => 200
   * ```
   */
  async load(zone: string, records: LoadInput, options: LoadOptions = {}): Promise<LoadResult> {
    this.#source.calls.refuseWhenClosed();
    const { edns, key, timeoutMs } = this.#source.settings;
    return await load(zone, records, options, {
      timeoutMs,
      signatureBytes: key?.overheadBytes ?? 0,
      send: (message, each) => this.#sendByMode(message, { ...each, edns }),
    });
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
    this.#source.calls.refuseWhenClosed();
    if (!(error instanceof PrerequisiteError)) {
      throw new InvalidOptionError('error', undefined, 'a PrerequisiteError is needed');
    }
    checkNames(options, ['signal']);
    const signal = checkSignal(options.signal);
    const { servers, settings } = this.#source;
    const its = servers.given?.filter(({ label }) => label === error.server) ?? [];
    const [first, ...others] = its;
    const connectors: Connectors | undefined = first && [first, ...others];
    return await explainPrerequisites(error, (message) =>
      sendUpdate(this.#source, message, { verify: false, edns: settings.edns, signal }, connectors),
    );
  }

  #sendByMode(message: UpdateMessage, send: SendSettings): Promise<UpdateResult> {
    const { settings, servers } = this.#source;
    if (settings.mode !== 'all' || servers.given === undefined) {
      return sendUpdate(this.#source, message, send);
    }
    return this.#sendToAll(servers.given, message, send);
  }

  async #sendToAll(
    given: Connectors,
    message: UpdateMessage,
    send: SendSettings,
  ): Promise<UpdateResult> {
    const toOne = (connector: Connector): Promise<UpdateResult> =>
      sendUpdate(this.#source, message, send, [connector]);
    const result = await sendToAll(given, message, toOne);
    return bindResult(this.#source, message, result);
  }

  /** Ends what is in flight as unknown, and frees all sockets. */
  close(): Promise<void> {
    this.#source.calls.close();
    this.#source.servers.close();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function sourceOf(settings: ClientSettings): Source {
  return { settings, servers: serversOf(settings), calls: new Calls() };
}

function serversOf(settings: ClientSettings): Servers {
  const { servers, ...shared } = settings;
  if (servers === undefined) return new FoundServers(settings);
  const [first, ...others] = servers;
  const connectorTo = (server: typeof first): Connector => new Connector({ ...shared, server });
  return new GivenServers([connectorTo(first), ...others.map(connectorTo)]);
}
