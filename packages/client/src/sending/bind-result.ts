/**
 * Binds what is known of an update that succeeded to its client, so that it can be waited for where it
 * was sent: see {@link UpdateResult.propagated}.
 */

import type { UpdateMessage } from '@zonewright/wire';
import type { RRsetState } from '../errors/outcome-error.ts';
import { checkNames } from '../options/option-check.ts';
import type { PropagatedOptions } from '../propagation/propagation-options.ts';
import { type PropagationResult, waitForPropagation } from '../propagation/wait-for-propagation.ts';
import { type Expectation, expectationOf } from '../readback/expectation.ts';
import type { Source } from '../reading/source.ts';
import type { Transport } from '../transport/channel.ts';
import type { ServerOutcome, UnboundResult, UpdateResult } from './update-result.ts';

/** The same result, with `propagated`. */
export function bindResult(
  source: Source,
  message: UpdateMessage,
  result: UnboundResult,
): UpdateResult {
  return new BoundResult(source, message, result);
}

/** Its method is the class's, so that no copy of the result has it, nor JSON. */
class BoundResult implements UpdateResult {
  readonly rcode: 'NOERROR';
  readonly zone: string;
  readonly server: string;
  readonly transport: Transport;
  readonly id: number;
  readonly attempts: number;
  readonly durationMs: number;
  readonly authenticated: boolean;
  readonly settledBy: 'response' | 'read-back';
  declare readonly skewSeconds?: number;
  readonly rrsets: readonly RRsetState[];
  declare readonly servers?: readonly ServerOutcome[];
  readonly #source: Source;
  readonly #message: UpdateMessage;

  constructor(source: Source, message: UpdateMessage, result: UnboundResult) {
    this.#source = source;
    this.#message = message;
    this.rcode = result.rcode;
    this.zone = result.zone;
    this.server = result.server;
    this.transport = result.transport;
    this.id = result.id;
    this.attempts = result.attempts;
    this.durationMs = result.durationMs;
    this.authenticated = result.authenticated;
    this.settledBy = result.settledBy;
    // Where there is none, there is no such property.
    if (result.skewSeconds !== undefined) this.skewSeconds = result.skewSeconds;
    this.rrsets = result.rrsets;
    if (result.servers !== undefined) this.servers = result.servers;
  }

  propagated(options: PropagatedOptions = {}): Promise<PropagationResult> {
    return propagated(this.#source, this.#message, this, options);
  }
}

const optionNames: readonly (keyof PropagatedOptions)[] = [
  'signal',
  'servers',
  'exclude',
  'quorum',
  'timeoutMs',
  'onProgress',
];

async function propagated(
  source: Source,
  message: UpdateMessage,
  result: UnboundResult,
  options: PropagatedOptions,
): Promise<PropagationResult> {
  checkNames(options, optionNames);
  const { zone, server, servers: outcomes = [] } = result;
  const accepting = outcomes.map((outcome) => outcome.server);
  const update = { expectation: awaitedOf(message, result), server };
  const all = {
    ...options,
    class: message.zone?.class,
    // A server in this process has no address.
    servers: [...accepting.filter((label) => label !== 'memory'), ...(options.servers ?? [])],
  };
  return await waitForPropagation(source, zone, all, update);
}

/** Other data that was there where the update was accepted may be at the others too. */
function awaitedOf(message: UpdateMessage, { rrsets: seen }: UnboundResult): Expectation {
  const { rrsets, names } = expectationOf(message);
  const beside = new Set(
    seen.filter(({ state }) => state === 'diverged').map(({ name, type }) => `${type} ${name}`),
  );
  return {
    names,
    rrsets: rrsets.map((rrset) =>
      beside.has(`${rrset.type} ${rrset.name}`) ? { ...rrset, isWhole: false } : rrset,
    ),
  };
}
