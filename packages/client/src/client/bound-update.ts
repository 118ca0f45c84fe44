/** An update that is bound to a client, so that it can be sent where it was built. */

import { Update } from '@zonewright/zone';
import type { UpdateResult } from '../sending/update-result.ts';
import type { DnsClient, SendOutcome } from './dns-client.ts';
import type { SendOptions } from './send-options.ts';

/** An {@link Update} with `send()` and `trySend()`. */
export class BoundUpdate extends Update {
  readonly #client: DnsClient;

  constructor(
    client: DnsClient,
    zone: string,
    options: { readonly class?: string | undefined } = {},
  ) {
    super(zone, options);
    this.#client = client;
  }

  /** See {@link DnsClient.send}. The update can be built on and sent again. */
  send(options: SendOptions = {}): Promise<UpdateResult> {
    return this.#client.send(this, options);
  }

  /** See {@link DnsClient.trySend}. */
  trySend(options: SendOptions = {}): Promise<SendOutcome> {
    return this.#client.trySend(this, options);
  }
}
