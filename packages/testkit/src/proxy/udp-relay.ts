/**
 * The proxy over UDP. Each datagram of a client's goes on from a socket of its own, so that what
 * comes back is known to be for it.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { HostPort } from '../host-port.ts';
import { Delays } from './delays.ts';
import type { Direction, Forgeries, Plan } from './plan.ts';

export interface UdpDecider {
  /** Called once for each datagram of a client's. What it throws drops the datagram. */
  readonly plan: (datagram: Uint8Array) => {
    readonly plan: Plan;
    readonly came: (direction: Direction, octets: Uint8Array) => void;
  };
  readonly failed: (error: unknown) => void;
}

/** Replies are awaited for so many datagrams, the newest. */
const maxUpstreams = 256;

const family = (address: string) => (address.includes(':') ? 'udp6' : 'udp4');

/** Resolves when the kernel has it. To a socket without a peer, `to` is where it goes. */
function send(socket: Socket, octets: Uint8Array, to?: HostPort): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null) => (error === null ? resolve() : reject(error));
    if (to === undefined) socket.send(octets, done);
    else socket.send(octets, to.port, to.address, done);
  });
}

/** A server that is not there: the client waits in vain, as it does for any lost datagram. */
function unlessRefused(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ECONNREFUSED') throw error;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(resolve));
}

/** The copies that go on of one datagram; none where it is dropped, or cut to nothing. */
function copies(plan: Plan, direction: Direction, datagram: Uint8Array): Uint8Array[] {
  const request = direction === 'request';
  if ((request ? plan.dropRequest : plan.dropReply) === true) return [];
  const mutate = request ? plan.mutateRequest : plan.mutateReply;
  const cut = request ? plan.cutRequestAfter : plan.cutReplyAfter;
  const further = request ? plan.duplicateRequest : plan.duplicateReply;
  const octets = (mutate?.(datagram.slice()) ?? datagram).subarray(0, cut);
  if (octets.length === 0 && cut !== undefined) return [];
  return Array.from({ length: 1 + (further ?? 0) }, () => octets);
}

export class UdpRelay {
  readonly #socket: Socket;
  readonly #target: HostPort;
  readonly #decider: UdpDecider;
  readonly #delays = new Delays();
  readonly #upstreams = new Set<Socket>();
  readonly #atWork = new Set<Promise<void>>();
  #over = false;

  constructor(address: string, target: HostPort, decider: UdpDecider) {
    this.#socket = createSocket(family(address));
    this.#target = target;
    this.#decider = decider;
    this.#socket.on('message', (datagram, client) => {
      this.#work(() => this.#request(Uint8Array.from(datagram), client));
    });
  }

  /** @throws Error where the port is taken. */
  async listen({ address, port }: HostPort): Promise<void> {
    this.#socket.bind({ address, port, exclusive: true });
    await once(this.#socket, 'listening');
    this.#socket.on('error', this.#decider.failed);
  }

  async close(): Promise<void> {
    this.#over = true;
    this.#delays.endAll();
    // What is at work uses the sockets until it notices.
    await Promise.all(this.#atWork);
    const sockets = [this.#socket, ...this.#upstreams];
    this.#upstreams.clear();
    await Promise.all(sockets.map(closed));
  }

  #work(task: () => Promise<void>) {
    if (this.#over) return;
    const work = task().catch(this.#decider.failed);
    this.#atWork.add(work);
    void work.then(() => this.#atWork.delete(work));
  }

  async #request(datagram: Uint8Array, client: RemoteInfo) {
    const { plan, came } = this.#decider.plan(datagram);
    came('request', datagram);
    await this.#forge(plan, client, (forgeries) =>
      typeof forgeries === 'function' ? [] : forgeries,
    );
    const passed = copies(plan, 'request', datagram);
    if (passed.length === 0) return;
    await this.#delays.wait(plan.delayRequestMs ?? 0);
    if (this.#over) return;
    const upstream = await this.#upstream();
    upstream.on('message', (reply) => {
      const octets = Uint8Array.from(reply);
      came('reply', octets);
      this.#work(() => this.#reply(plan, octets, client));
    });
    for (const octets of passed) await send(upstream, octets).catch(unlessRefused);
  }

  async #reply(plan: Plan, reply: Uint8Array, client: RemoteInfo) {
    await this.#delays.wait(plan.delayReplyMs ?? 0);
    await this.#forge(plan, client, (forgeries) =>
      typeof forgeries === 'function' ? forgeries(reply.slice()) : [],
    );
    for (const octets of copies(plan, 'reply', reply)) {
      if (!this.#over) await send(this.#socket, octets, client);
    }
  }

  async #forge(
    { injectBefore, fromOtherPort }: Plan,
    client: RemoteInfo,
    made: (forgeries: Forgeries) => readonly Uint8Array[],
  ) {
    const strange = made(fromOtherPort ?? []);
    if (strange.length > 0 && !this.#over) {
      const { address } = this.#socket.address();
      const other = createSocket(family(address)).bind({ address, port: 0 });
      await once(other, 'listening');
      try {
        for (const octets of strange) await send(other, octets, client);
      } finally {
        await closed(other);
      }
    }
    for (const octets of made(injectBefore ?? [])) {
      if (!this.#over) await send(this.#socket, octets, client);
    }
  }

  /** A socket that hears the server alone. Takes the place of the oldest where there are many. */
  async #upstream(): Promise<Socket> {
    const { address, port } = this.#target;
    const upstream = createSocket(family(address));
    this.#upstreams.add(upstream);
    upstream.connect(port, address);
    await once(upstream, 'connect');
    const [oldest] = this.#upstreams;
    if (this.#upstreams.size > maxUpstreams && oldest !== undefined) {
      this.#upstreams.delete(oldest);
      oldest.close();
    }
    upstream.on('error', (error) => {
      this.#work(async () => unlessRefused(error));
    });
    return upstream;
  }
}
