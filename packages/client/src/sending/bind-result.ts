/**
 * Binds what is known of an update that succeeded to its client, so that it can be waited for where it
 * was sent: see {@link UpdateResult.propagated}.
 */

import type { UpdateMessage } from '@zonewright/wire';
import { checkNames } from '../options/option-check.ts';
import type { PropagatedOptions } from '../propagation/propagation-options.ts';
import { type PropagationResult, waitForPropagation } from '../propagation/wait-for-propagation.ts';
import { type Expectation, expectationOf } from '../readback/expectation.ts';
import type { Source } from '../reading/source.ts';
import type { UnboundResult, UpdateResult } from './update-result.ts';

/** The same result, with `propagated`. */
export function bindResult(
  source: Source,
  message: UpdateMessage,
  result: UnboundResult,
): UpdateResult {
  return Object.assign(new BoundResult(source, message), result);
}

/** Its method is the class's, so that no copy of the result has it, nor JSON. */
class BoundResult {
  readonly #source: Source;
  readonly #message: UpdateMessage;

  constructor(source: Source, message: UpdateMessage) {
    this.#source = source;
    this.#message = message;
  }

  propagated(
    this: BoundResult & UnboundResult,
    options: PropagatedOptions = {},
  ): Promise<PropagationResult> {
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
