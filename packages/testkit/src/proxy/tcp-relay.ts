/** The proxy over TCP: every connection of a client's has one of its own to the server. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { HostPort } from '../host-port.ts';
import { Delays } from './delays.ts';
import { OneWay, rulesOf } from './one-way.ts';
import type { Direction, Plan } from './plan.ts';

export interface TcpDecider {
  /** Called once for each connection. What it throws ends the connection. */
  readonly plan: () => {
    readonly plan: Plan;
    readonly came: (direction: Direction, octets: Uint8Array) => void;
  };
  readonly failed: (error: unknown) => void;
}

/** Not by `once`, which rejects where the socket says why it closes. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve));
}

/** A client's connection and ours to the server. */
class Link {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #delays = new Delays();
  readonly #ways: readonly OneWay[];
  readonly #reset: boolean;
  readonly #resetting = new Set<Socket>();
  #stopped = false;
  /** Resolves when both sockets are. */
  readonly gone: Promise<unknown>;

  constructor(client: Socket, target: HostPort, { plan, failed }: TcpDecider) {
    const { plan: chosen, came } = plan();
    this.#client = client;
    this.#upstream = connect({
      host: target.address,
      port: target.port,
      allowHalfOpen: true,
      noDelay: true,
    });
    const upstream = this.#upstream;
    this.#reset = chosen.reset ?? false;
    const both = {
      delays: this.#delays,
      cut: () => this.#cut(),
      failed: (error: unknown) => {
        failed(error);
        this.destroy();
      },
    };
    const request = { ...both, came: (octets: Uint8Array) => came('request', octets) };
    const reply = { ...both, came: (octets: Uint8Array) => came('reply', octets) };
    this.#ways = [
      new OneWay({ ...request, source: client, sink: upstream }, rulesOf(chosen, 'request')),
      new OneWay({ ...reply, source: upstream, sink: client }, rulesOf(chosen, 'reply')),
    ];
    const silent = chosen.dropReply ?? false;
    // A server that is not there or breaks off shows as a reset, unless nothing of it may show.
    upstream.on('error', () => silent || this.#stopped || this.#resetOne(client));
    client.on('error', () => this.#resetOne(upstream));
    // Of a server that is not to be heard the client gets no end; it gets one for its own.
    if (silent) client.on('end', () => client.end());
    this.gone = Promise.all([closed(client), closed(upstream)]);
    // What is delayed goes nowhere then.
    void this.gone.then(() => this.#delays.endAll());
  }

  destroy(): void {
    this.#stop();
    for (const socket of [this.#client, this.#upstream]) {
      // One that is being reset goes by itself; destroyed in between, it would never close.
      if (!this.#resetting.has(socket)) socket.destroy();
    }
  }

  #resetOne(socket: Socket) {
    if (socket.destroyed || this.#resetting.has(socket)) return;
    // Once its end is on its way, the kernel resets it no more.
    if (socket.writableEnded) {
      socket.destroy();
      return;
    }
    this.#resetting.add(socket);
    socket.resetAndDestroy();
  }

  #cut() {
    this.#stop();
    for (const socket of [this.#client, this.#upstream]) {
      if (this.#reset) this.#resetOne(socket);
      else socket.end();
    }
  }

  #stop() {
    this.#stopped = true;
    for (const way of this.#ways) way.stop();
  }
}

export class TcpRelay {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #failed: (error: unknown) => void;

  constructor(target: HostPort, decider: TcpDecider) {
    this.#failed = decider.failed;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      try {
        const link = new Link(client, target, decider);
        this.#links.add(link);
        void link.gone.then(() => this.#links.delete(link));
      } catch (error) {
        client.destroy();
        decider.failed(error);
      }
    });
  }

  /** @throws Error where the port is taken. */
  async listen({ address, port }: HostPort): Promise<void> {
    this.#server.listen({ host: address, port, exclusive: true });
    await once(this.#server, 'listening');
    this.#server.on('error', this.#failed);
  }

  get openConnections(): number {
    return this.#links.size;
  }

  async closeConnections(): Promise<void> {
    const links = [...this.#links];
    for (const link of links) link.destroy();
    await Promise.all(links.map(({ gone }) => gone));
  }

  async close(): Promise<void> {
    const serverClosed = new Promise((resolve) => this.#server.close(resolve));
    await this.closeConnections();
    await serverClosed;
  }
}
