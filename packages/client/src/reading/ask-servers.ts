/**
 * One question over several servers in their order, and over them again after a pause. A question
 * changes nothing and is safe to repeat: no connection, no answer, an answer that cannot be believed,
 * SERVFAIL and NOTIMP lead on; every other verdict is final (RFC 2136 section 4 has it so for updates).
 */

import {
  DnsError,
  NotImpError,
  type QueryMessage,
  type Question,
  RcodeError,
  ServFailError,
  type Signer,
} from '@zonewright/wire';
import { ConnectError } from '../errors/transport-error.ts';
import type { Call } from '../exchange/call.ts';
import { isChokedByEdns } from '../exchange/edns-choke.ts';
import { Interrupted, retried, TryAgain } from '../exchange/retried.ts';
import { ServerClocks } from '../exchange/server-clocks.ts';
import type { ClientSettings } from '../options/client-options.ts';
import type { EdnsSettings } from '../options/edns-options.ts';
import type { Connector } from '../transport/connector.ts';
import { ask } from './ask.ts';
import { interruptedReading } from './interrupted.ts';

/** Who is asked, and how. */
export interface AskServersOptions {
  readonly connectors: readonly Connector[];
  readonly settings: ClientSettings;
  readonly key: Signer | undefined;
  readonly edns: EdnsSettings | undefined;
  readonly recursionDesired: boolean;
}

/** NOERROR or NXDOMAIN, by a reply that can be believed. */
export interface ServerAnswer {
  readonly message: QueryMessage;
  readonly authenticated: boolean;
  /** Who answered. */
  readonly connector: Connector;
}

/** @throws {DnsError} or, where the caller aborted, the signal's reason */
export async function askServers(
  question: Question,
  call: Call,
  options: AskServersOptions,
): Promise<ServerAnswer> {
  const { connectors, settings } = options;
  const clocks = new ServerClocks(settings);
  let reason: DnsError | undefined;
  let asked: Connector | undefined;
  const tryAll = async (): Promise<ServerAnswer> => {
    for (const connector of connectors) {
      asked = connector;
      const answer = await askServer(question, call, connector, clocks, options);
      if (!(answer instanceof DnsError)) return answer;
      // That a server is not there says less than what another one said.
      const isWorse = answer instanceof ConnectError && !(reason instanceof ConnectError);
      if (reason === undefined || !isWorse) reason = answer;
    }
    throw new TryAgain(reason as DnsError);
  };
  try {
    return await retried(tryAll, call, settings.retry);
  } catch (error) {
    if (error instanceof TryAgain) throw error.reason;
    if (!(error instanceof Interrupted)) throw error;
    throw interruptedReading(call, {
      subject: `the query for ${question.name} ${question.type}`,
      zone: question.name,
      server: asked?.label,
      deadlineMs: settings.deadlineMs,
      reason,
    });
  }
}

/**
 * Asks one server, as often as it takes to get by what can be corrected.
 *
 * @returns its answer, or why the next one may be asked
 * @throws {DnsError} for a verdict that ends the call
 */
async function askServer(
  question: Question,
  call: Call,
  connector: Connector,
  clocks: ServerClocks,
  options: AskServersOptions,
): Promise<ServerAnswer | DnsError> {
  call.attempts += 1;
  const { key, edns, recursionDesired, settings } = options;
  const reading = await ask(question, call, {
    connector,
    key,
    clock: clocks.clockOf(connector),
    timeoutMs: settings.timeoutMs,
    edns,
    recursionDesired,
    attempts: call.attempts,
  });
  if (reading.status === 'interrupted') throw new Interrupted();
  if (reading.status === 'answered') {
    return { message: reading.message, authenticated: reading.authenticated, connector };
  }
  const { error } = reading;
  if (clocks.correct(connector, error)) {
    return await askServer(question, call, connector, clocks, options);
  }
  if (edns !== undefined && isChokedByEdns(error)) {
    return await askServer(question, call, connector, clocks, { ...options, edns: undefined });
  }
  if (leadsOn(error)) return error;
  throw error;
}

/** Whether another server, or another try, may bring an answer. */
export function leadsOn(error: DnsError): boolean {
  return (
    !(error instanceof RcodeError) || error instanceof ServFailError || error instanceof NotImpError
  );
}
