/**
 * Chooses the way to the server: a kept TCP connection, UDP, or first the one and then the other.
 * Falling back from TCP to UDP is safe, since nothing was sent where no connection was made.
 */

import type { ClientSettings } from '../options/client-options.ts';
import type { ConnectOutcome } from './channel.ts';
import { connectTcp } from './connect-tcp.ts';
import { connectUdp } from './connect-udp.ts';
import type { TcpChannel } from './tcp-channel.ts';

/** What one attempt allows. */
export interface OpenOptions {
  /** Octets of the signed message. */
  readonly messageBytes: number;
  /** Demands TCP, after an answer over UDP was cut. */
  readonly needsTcp: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

type ConnectorSettings = Pick<
  ClientSettings,
  'server' | 'transport' | 'maxUdpBytes' | 'localAddress' | 'family'
>;

export class Connector {
  readonly #settings: ConnectorSettings;
  #kept: TcpChannel | undefined;
  /** The making of the kept connection: requests that come meanwhile wait for the same one. */
  #connecting: Promise<ConnectOutcome> | undefined;
  readonly #closing = new AbortController();

  constructor(settings: ConnectorSettings) {
    this.#settings = settings;
  }

  /** A way on which one request can be sent. */
  async open(options: OpenOptions): Promise<ConnectOutcome> {
    const { transport, maxUdpBytes } = this.#settings;
    const fits = options.messageBytes <= maxUdpBytes && !options.needsTcp;
    if (transport === 'udp' && fits) return await this.#openUdp(options);
    const tcp = await this.#openTcp(options);
    if (tcp.status !== 'failed' || transport !== 'auto' || !fits) return tcp;
    const udp = await this.#openUdp(options);
    return udp.status === 'failed' ? tcp : udp;
  }

  /** Closes the kept connection; what is in flight on it ends as lost. */
  close(): void {
    this.#closing.abort();
    this.#kept?.close();
  }

  #openUdp({ timeoutMs, signal }: OpenOptions): Promise<ConnectOutcome> {
    const { server, localAddress, family } = this.#settings;
    return connectUdp(server, { localAddress, family, timeoutMs, signal });
  }

  async #openTcp({ timeoutMs, signal }: OpenOptions): Promise<ConnectOutcome> {
    if (this.#kept?.isUsable === true) return { status: 'connected', channel: this.#kept };
    this.#connecting ??= this.#connectKept(timeoutMs);
    return await unlessAborted(this.#connecting, signal);
  }

  async #connectKept(timeoutMs: number): Promise<ConnectOutcome> {
    const { server, localAddress, family } = this.#settings;
    const { signal } = this.#closing;
    try {
      const outcome = await connectTcp(server, { localAddress, family, timeoutMs, signal });
      if (outcome.status === 'connected') this.#kept = outcome.channel as TcpChannel;
      return outcome;
    } finally {
      this.#connecting = undefined;
    }
  }
}

/** The outcome, or `aborted` where the signal comes first; others may go on waiting for it. */
function unlessAborted(
  outcome: Promise<ConnectOutcome>,
  signal: AbortSignal,
): Promise<ConnectOutcome> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve({ status: 'aborted' });
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
