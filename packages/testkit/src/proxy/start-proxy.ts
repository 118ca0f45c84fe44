/**
 * A byte-level proxy between a client under test and any server: what a network does to messages,
 * done on purpose. It knows no DNS. TCP and UDP have the same port number, as a server's have.
 */
import { formatHostPort, type HostPort, parseHostPort } from '../host-port.ts';
import { type PortReservation, reservePorts } from '../reserve-ports.ts';
import { checkPlan, type Direction, type Script } from './plan.ts';
import { type Seen, SeenRecord } from './seen.ts';
import { TcpRelay } from './tcp-relay.ts';
import { UdpRelay } from './udp-relay.ts';

export interface StartProxyOptions {
  /** The server, `host:port` on loopback, an IPv6 address in brackets. */
  readonly target: string;
  /** Listens on these alone, so that the other's port is closed. @default ['tcp', 'udp'] */
  readonly transports?: readonly ('tcp' | 'udp')[];
  /** Listens on `::1` in place of `127.0.0.1`. @default false */
  readonly ipv6?: boolean;
  /** The script at the start. @default every exchange is passed on as it is */
  readonly script?: Script;
}

export interface Proxy extends AsyncDisposable {
  readonly address: string;
  /** The same for UDP and TCP. */
  readonly port: number;
  /** `host:port`, for a client in place of the server's. */
  readonly server: string;
  /** Asked about each exchange when it begins. Setting it begins the exchanges' count at 0. */
  script: Script | undefined;
  /**
   * What came from either side, in order and before the script's plan was carried out: also what
   * was then dropped. The newest 10,000 entries and 16 MiB.
   */
  readonly seen: readonly Seen[];
  /**
   * The whole DNS messages of what was seen, in the order in which they were complete.
   * @throws Error where more came than `seen` holds.
   */
  messages(direction: Direction): Uint8Array[];
  /** Empties `seen`. A message of which a part had come is not seen whole any more. */
  forgetSeen(): void;
  /** TCP connections of clients, also those that wait for one side to end. */
  readonly openConnections: number;
  /** Ends all connections and resolves when they are gone. The proxy goes on. */
  closeConnections(): Promise<void>;
  /**
   * Resolves when all sockets are gone. Calling it again does nothing more.
   * @throws what a script, or a function of a plan, threw first; the exchange ended by that.
   */
  close(): Promise<void>;
}

const portAttempts = 5;

/**
 * Starts a proxy on loopback in front of a server that runs already or will.
 *
 * @throws Error where `target` is not on loopback, or no transport is named.
 *
 * @example
 * import { startProxy } from '@zonewright/testkit';
 *
 * await using proxy = await startProxy({ target: '127.0.0.1:53' });
 * // Of the first exchange the reply is lost; all that follow go through.
 * proxy.script = ({ index }) => (index === 0 ? { dropReply: true } : undefined);
 * proxy.messages('request'); // => []
 */
export async function startProxy(options: StartProxyOptions): Promise<Proxy> {
  const target = parseHostPort(options.target);
  const transports = options.transports ?? ['tcp', 'udp'];
  if (transports.length === 0) throw new Error('a proxy needs a transport to listen on');
  const address = options.ipv6 === true ? '::1' : '127.0.0.1';
  for (let attempt = 1; ; attempt++) {
    const ports = await reservePorts(address);
    const proxy = new RunningProxy({ address, port: ports.port }, target, transports, ports);
    proxy.script = options.script;
    try {
      await proxy.listen();
      return proxy;
    } catch (error) {
      await proxy.close();
      if (attempt === portAttempts) throw error;
    }
  }
}

class RunningProxy implements Proxy {
  readonly #at: HostPort;
  readonly #ports: PortReservation;
  readonly #seen = new SeenRecord();
  readonly #tcp: TcpRelay | undefined;
  readonly #udp: UdpRelay | undefined;
  readonly #thrown: unknown[] = [];
  #script: Script | undefined;
  #index = 0;
  #exchanges = 0;
  #closing: Promise<void> | undefined;

  constructor(
    at: HostPort,
    target: HostPort,
    transports: readonly ('tcp' | 'udp')[],
    ports: PortReservation,
  ) {
    this.#at = at;
    this.#ports = ports;
    const failed = (error: unknown) => void this.#thrown.push(error);
    if (transports.includes('tcp')) {
      this.#tcp = new TcpRelay(target, { plan: () => this.#begin(), failed });
    }
    if (transports.includes('udp')) {
      const plan = (datagram: Uint8Array) => this.#begin(datagram);
      this.#udp = new UdpRelay(at.address, target, { plan, failed });
    }
  }

  async listen(): Promise<void> {
    await this.#tcp?.listen(this.#at);
    await this.#udp?.listen(this.#at);
  }

  #begin(datagram?: Uint8Array) {
    const exchange = this.#exchanges++;
    const index = this.#index++;
    const transport = datagram === undefined ? 'tcp' : 'udp';
    const came = (direction: Direction, octets: Uint8Array) =>
      this.#seen.add({ transport, direction, exchange, octets });
    if (datagram === undefined) {
      return { came, plan: checkPlan(this.#script?.({ transport: 'tcp', index }) ?? {}, 'tcp') };
    }
    // A copy: what the script does to it must not go on.
    const told = { transport: 'udp', index, datagram: datagram.slice() } as const;
    return { came, plan: checkPlan(this.#script?.(told) ?? {}, 'udp') };
  }

  get address(): string {
    return this.#at.address;
  }

  get port(): number {
    return this.#at.port;
  }

  get server(): string {
    return formatHostPort(this.#at);
  }

  get script(): Script | undefined {
    return this.#script;
  }

  set script(script: Script | undefined) {
    this.#script = script;
    this.#index = 0;
  }

  get seen(): readonly Seen[] {
    return this.#seen.entries;
  }

  messages(direction: Direction): Uint8Array[] {
    return this.#seen.messages(direction);
  }

  forgetSeen(): void {
    this.#seen.clear();
  }

  get openConnections(): number {
    return this.#tcp?.openConnections ?? 0;
  }

  async closeConnections(): Promise<void> {
    await this.#tcp?.closeConnections();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close() {
    await Promise.all([this.#tcp?.close(), this.#udp?.close()]);
    await this.#ports.release();
    if (this.#thrown.length > 0) throw this.#thrown[0];
  }
}
