/**
 * Sends updates by Node's own sockets and hashes and nothing else: a floor, not a library. One socket
 * for each turn; over TCP all that is ready is written at once.
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { BareMessages } from './bare-message.ts';
import { type SendRequest, type SendRun, sendRunOf } from './send-turn.ts';

/** One turn: what is in flight, by the message's id. */
class BareTurn {
  readonly #messages: BareMessages;
  readonly #request: SendRequest;
  readonly #updates: number;
  readonly #macs = new Map<number, Buffer>();
  readonly #sentAt = new Map<number, number>();
  readonly latenciesUs: Float64Array;
  #next = 0;
  #done = 0;

  constructor(request: SendRequest) {
    this.#request = request;
    this.#messages = new BareMessages(request.zone, request.key);
    this.#updates = Math.ceil(request.records / request.perMessage);
    this.latenciesUs = new Float64Array(this.#updates);
  }

  get done(): number {
    return this.#done;
  }

  get isDone(): boolean {
    return this.#done === this.#updates;
  }

  /** The messages that may go now, each behind `gap` octets for its length. */
  ready(gap: number): Buffer[] {
    const { from, records, perMessage, inFlight } = this.#request;
    const now = performance.now();
    const ready: Buffer[] = [];
    while (this.#next < this.#updates && this.#next - this.#done < inFlight) {
      const index = this.#next++;
      const first = index * perMessage;
      const count = Math.min(perMessage, records - first);
      const frame = Buffer.allocUnsafe(gap + this.#messages.sizeOf(count));
      const message = frame.subarray(gap);
      const id = index & 0xffff;
      const size = this.#messages.write(message, id, from + first, count);
      if (gap > 0) frame.writeUInt16BE(size, 0);
      const macAt = this.#messages.macAt(size);
      this.#macs.set(id, message.subarray(macAt, macAt + 32));
      this.#sentAt.set(id, now);
      ready.push(frame.subarray(0, gap + size));
    }
    return ready;
  }

  take(reply: Buffer): void {
    const id = reply.readUInt16BE(0);
    const mac = this.#macs.get(id);
    if (mac === undefined || !this.#messages.isGood(reply, mac)) {
      throw new Error('a reply is not signed by NOERROR');
    }
    this.#macs.delete(id);
    this.latenciesUs[this.#done++] = (performance.now() - (this.#sentAt.get(id) ?? 0)) * 1000;
  }
}

async function overUdp(turn: BareTurn, { host, port }: SendRequest): Promise<void> {
  const socket = createSocket('udp4');
  socket.connect(port, host);
  await once(socket, 'connect');
  const go = (): void => {
    for (const message of turn.ready(0)) socket.send(message);
  };
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject).on('message', (reply) => {
      turn.take(reply);
      if (turn.isDone) resolve();
      else go();
    });
    go();
  });
  socket.close();
}

async function overTcp(turn: BareTurn, { host, port }: SendRequest): Promise<void> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, 'connect');
  const go = (): void => {
    const frames = turn.ready(2);
    const [first] = frames;
    if (first !== undefined) socket.write(frames.length === 1 ? first : Buffer.concat(frames));
  };
  let rest: Buffer = Buffer.alloc(0);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject).on('data', (chunk: Buffer) => {
      const octets = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      while (octets.length - at >= 2) {
        const end = at + 2 + octets.readUInt16BE(at);
        if (end > octets.length) break;
        turn.take(octets.subarray(at + 2, end));
        at = end;
      }
      rest = octets.subarray(at);
      if (turn.isDone) resolve();
      else go();
    });
    go();
  });
  socket.destroy();
}

/** How long nothing may come: what is lost is not sent again here. */
const silenceMs = 10_000;

/** Rejects when nothing has come for so long; while all is well it does not hold the process. */
function silence(turn: BareTurn): Promise<never> {
  return new Promise((_, reject) => {
    let seen = -1;
    const look = setInterval(() => {
      if (turn.isDone) clearInterval(look);
      else if (turn.done === seen) reject(new Error(`nothing came for ${silenceMs} ms`));
      seen = turn.done;
    }, silenceMs);
    look.unref();
  });
}

/** Sends all that is asked for. */
export async function sendBare(request: SendRequest): Promise<SendRun> {
  const turn = new BareTurn(request);
  const started = { wall: performance.now(), cpu: process.cpuUsage() };
  const sent = (request.transport === 'udp' ? overUdp : overTcp)(turn, request);
  await Promise.race([sent, silence(turn)]);
  return sendRunOf(request, started, turn.latenciesUs);
}
