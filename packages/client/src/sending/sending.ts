/**
 * One update on its way, at one server or several: what is sent, and what has become known of it so
 * far. What may be tried again, and what an error says of the zone, is decided by that.
 */

import {
  canonicalName,
  type DnsError,
  type EdnsInput,
  type Question,
  type UpdateMessage,
} from '@zonewright/wire';
import { describePrerequisites, type LintFinding } from '@zonewright/zone';
import { type AttemptOutcome, attempt, type SentAttempt } from '../exchange/attempt.ts';
import type { Call } from '../exchange/call.ts';
import { ServerClocks } from '../exchange/server-clocks.ts';
import type { AttemptContext } from '../exchange/settle.ts';
import type { ClientSettings } from '../options/client-options.ts';
import type { Connectors } from '../reading/servers.ts';
import type { Channel } from '../transport/channel.ts';
import type { Connector } from '../transport/connector.ts';

/** A copy of the update that went out. */
export interface SentCopy {
  readonly connector: Connector;
  readonly outcome: SentAttempt;
}

/** What a send needs of its options. */
export interface SendSettings {
  readonly verify: boolean;
  readonly edns: EdnsInput | undefined;
  readonly signal: AbortSignal | undefined;
  /** What lint says of the update. @default nothing */
  readonly lint?: readonly LintFinding[];
}

/** How one copy is to be sent. */
export interface CopyOptions {
  readonly withoutEdns?: boolean;
}

export class Sending {
  readonly message: UpdateMessage;
  readonly question: Question;
  /** Absolute, in lower case. */
  readonly zone: string;
  readonly call: Call;
  /** In the order in which they are tried. */
  readonly connectors: Connectors;
  readonly settings: ClientSettings;
  /** What was foreseen to be skipped by some servers. */
  readonly lint: readonly LintFinding[];
  readonly #edns: EdnsInput | undefined;
  readonly clocks: ServerClocks;
  /** Servers that cut their answers over UDP. */
  #needTcp: Set<Connector> | undefined;
  /** A copy went out of which it is not known whether it was carried out. */
  mayHaveChanged = false;
  /** Of those copies one was not answered, or by nothing that can be believed. */
  isUnanswered = false;
  /** Why another try was needed: of several reasons the one that says most. */
  reason: DnsError | undefined;
  /** The last copy that went out. */
  sent: SentCopy | undefined;

  constructor(
    message: UpdateMessage,
    call: Call,
    connectors: Connectors,
    settings: ClientSettings,
    { edns, lint = [] }: SendSettings,
  ) {
    this.message = message;
    // A message to send always has its zone section.
    this.question = message.zone as Question;
    this.zone = canonicalName(this.question.name);
    this.call = call;
    this.connectors = connectors;
    this.settings = settings;
    this.lint = lint;
    this.#edns = edns;
    this.clocks = new ServerClocks(settings);
  }

  /** A copy that finds its prerequisites failed may have been preceded by one that met them. */
  get isSafeToRepeat(): boolean {
    return this.message.prerequisites.length === 0 || this.message.updates.length === 0;
  }

  /** Whether it is to be found out what became of a copy that was not answered. */
  get settlesUnknown(): boolean {
    return this.settings.onUnknown === 'read-back';
  }

  get hasEdns(): boolean {
    return this.#edns !== undefined;
  }

  /** Unix seconds by a server's clock, as far as it is known. */
  clockOf(connector: Connector): () => number {
    return this.clocks.clockOf(connector);
  }

  /** The channel of the last copy, where that went to this server. */
  channelOf(connector: Connector): Channel | undefined {
    return this.sent?.connector === connector ? this.sent.outcome.channel : undefined;
  }

  /** From now on copies go to this server over a connection. */
  demandTcp(connector: Connector): void {
    this.#needTcp ??= new Set();
    this.#needTcp.add(connector);
  }

  /** Sends one copy. */
  sendCopy(connector: Connector, options: CopyOptions = {}): Promise<AttemptOutcome> {
    const { call, settings, message, question } = this;
    if (call.signal.aborted) return Promise.resolve({ status: 'interrupted' });
    call.attempts += 1;
    const edns = options.withoutEdns === true ? undefined : this.#edns;
    const request = { message: edns === undefined ? message : { ...message, edns }, question };
    return attempt(request, call, {
      connector,
      key: settings.key,
      clock: this.clockOf(connector),
      timeoutMs: settings.timeoutMs,
      needsTcp: this.#needTcp?.has(connector) === true,
      // What a second copy did could not be found out.
      retransmits: this.settlesUnknown,
    });
  }

  contextOf(connector: Connector): AttemptContext {
    return {
      zone: this.zone,
      server: connector.label,
      attempts: this.call.attempts,
      subject: `the update of ${this.zone}`,
      advice: 'read the zone back before you send it again',
      prerequisites: describePrerequisites(this.message),
      before: this.#before(),
    };
  }

  #before(): AttemptContext['before'] {
    if (this.message.updates.length === 0) return 'unaffected';
    return this.mayHaveChanged ? 'may-have-changed' : 'unchanged';
  }
}
