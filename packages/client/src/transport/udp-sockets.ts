/** The UDP sockets of one server: each is for one request, and none outlives the client. */

import type { ServerAddress } from '../options/server-address.ts';
import type { FamilyOptions } from './address-family.ts';
import type { ConnectOptions } from './connect-socket.ts';
import { connectUdp, type UdpOutcome } from './connect-udp.ts';

export class UdpSockets {
  readonly #server: ServerAddress;
  readonly #family: FamilyOptions;
  /** What ends those that are open or being opened. */
  readonly #ends = new Set<() => void>();
  #isClosed = false;

  constructor(server: ServerAddress, family: FamilyOptions) {
    this.#server = server;
    this.#family = family;
  }

  async open({
    timeoutMs,
    signal,
  }: Pick<ConnectOptions, 'timeoutMs' | 'signal'>): Promise<UdpOutcome> {
    if (signal.aborted || this.#isClosed) return { status: 'aborted' };
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#ends.add(abort);
    const { localAddress, family } = this.#family;
    const options = { localAddress, family, timeoutMs, signal: controller.signal };
    const outcome = await connectUdp(this.#server, options);
    signal.removeEventListener('abort', abort);
    this.#ends.delete(abort);
    if (outcome.status !== 'connected') return outcome;
    const { channel } = outcome;
    if (this.#isClosed) {
      channel.close();
      return { status: 'aborted' };
    }
    const close = (): void => channel.close();
    this.#ends.add(close);
    channel.onFree = () => this.#ends.delete(close);
    return outcome;
  }

  /** Closes all; what is in flight on them ends as lost. */
  close(): void {
    this.#isClosed = true;
    for (const end of [...this.#ends]) end();
  }
}
