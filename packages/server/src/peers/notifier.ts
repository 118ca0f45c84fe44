/**
 * Tells other servers that a zone has changed (NOTIFY, RFC 1996): each of them once for all changes of
 * a moment, again where no answer comes, and never so that an answer of ours would wait for it.
 */

import { randomInt } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import {
  canonicalName,
  decodeMessage,
  encodeMessage,
  type TsigKey,
  WireError,
} from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import type { PeerAddress } from './peer-address.ts';
import { NotifyError } from './peer-errors.ts';

/** Changes that come within so long are told together. */
const gatherMs = 50;

/** The wait for an answer, twice as long each time (RFC 1996 section 3.6 has five tries, too). */
const firstWaitMs = 1_000;
const mostTries = 5;

export interface NotifierOptions {
  readonly peers: readonly PeerAddress[];
  /** Signs what is sent. */
  readonly key: TsigKey | undefined;
  /** Unix seconds. */
  readonly clock: () => number;
  /** The address that it is sent from, so that it comes from where the zone is asked for. */
  readonly localAddress: string;
  readonly report: (error: unknown) => void;
}

/** One zone, and one server that is to know of it. */
interface Telling {
  readonly zone: Zone;
  readonly peer: PeerAddress;
  /** What waits: to gather changes, or for an answer. */
  timer: NodeJS.Timeout | undefined;
  /** The id of the message that waits for its answer. */
  id: number | undefined;
  tries: number;
  /** Why the last message did not leave; undefined where it did. */
  unsent: unknown;
  /** The zone has changed again since the message was made. */
  isStale: boolean;
}

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #tellings = new Map<string, Telling>();
  readonly #asked = new Map<number, Telling>();
  readonly #sockets = new Map<'udp4' | 'udp6', Socket>();
  #isClosed = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Tells all servers of a zone; returns at once. */
  changed(zone: Zone): void {
    if (this.#isClosed) return;
    for (const peer of this.#options.peers) {
      const name = `${canonicalName(zone.name)} ${peer.label}`;
      const telling = this.#tellings.get(name) ?? {
        ...{
          zone,
          peer,
          timer: undefined,
          id: undefined,
          tries: 0,
          unsent: undefined,
          isStale: false,
        },
      };
      this.#tellings.set(name, telling);
      if (telling.id !== undefined) telling.isStale = true;
      else telling.timer ??= setTimeout(() => this.#begin(telling), gatherMs);
    }
  }

  #begin(telling: Telling): void {
    telling.isStale = false;
    telling.tries = 0;
    do telling.id = randomInt(0x1_0000);
    while (this.#asked.has(telling.id));
    this.#asked.set(telling.id, telling);
    this.#send(telling, telling.id);
  }

  #send(telling: Telling, id: number): void {
    const { zone, peer } = telling;
    if (telling.tries === mostTries) {
      const { unsent } = telling;
      const left =
        unsent === undefined ? '' : `, the last of which could not be sent${codeOf(unsent)}`;
      this.#end(telling, `no answer to ${mostTries} messages${left}`, unsent);
      return;
    }
    let bytes: Uint8Array;
    try {
      bytes = this.#message(zone, id);
    } catch (error) {
      // The clock is the caller's.
      this.#end(telling, 'the message could not be signed', error);
      return;
    }
    telling.timer = setTimeout(() => this.#send(telling, id), firstWaitMs * 2 ** telling.tries);
    telling.tries++;
    // What cannot be sent is as if it were lost.
    this.#socket(peer).send(bytes, peer.port, peer.host, (error) => {
      telling.unsent = error ?? undefined;
    });
  }

  /** The SOA goes with it, as a hint to who already has this version (RFC 1996 section 3.7). */
  #message(zone: Zone, id: number): Uint8Array {
    const { key, clock } = this.#options;
    const bytes = encodeMessage({
      id,
      opcode: 'NOTIFY',
      flags: { aa: true },
      questions: [{ name: zone.name, type: 'SOA', class: zone.class }],
      answers: [zone.soa],
    });
    return key === undefined ? bytes : key.sign(bytes, { now: Math.floor(clock()) }).bytes;
  }

  #socket({ host }: PeerAddress): Socket {
    const family = isIP(host) === 6 ? 'udp6' : 'udp4';
    const open = this.#sockets.get(family);
    if (open !== undefined) return open;
    const { localAddress, report } = this.#options;
    const socket = createSocket(family);
    this.#sockets.set(family, socket);
    socket.on('error', report);
    socket.on('message', (reply, sender) => this.#take(reply, sender));
    const isOfFamily = isIP(localAddress) === (family === 'udp6' ? 6 : 4);
    socket.bind(isOfFamily ? { address: localAddress } : {});
    return socket;
  }

  /**
   * An answer ends the telling, and changes nothing else here. It is not asked who signed it: what is
   * forged, and has guessed the id, delays the secondary until its refresh.
   */
  #take(bytes: Uint8Array, sender: RemoteInfo): void {
    const reply = decoded(bytes);
    if (reply?.opcode !== 'NOTIFY' || !reply.flags.qr) return;
    const telling = this.#asked.get(reply.id);
    if (telling === undefined || sender.port !== telling.peer.port) return;
    this.#end(telling, reply.rcode === 'NOERROR' ? undefined : `it answers ${reply.rcode}`);
  }

  #end(telling: Telling, failure: string | undefined, cause?: unknown): void {
    clearTimeout(telling.timer);
    telling.timer = undefined;
    if (telling.id !== undefined) this.#asked.delete(telling.id);
    telling.id = undefined;
    const { zone, peer, tries } = telling;
    if (telling.isStale) this.changed(zone);
    if (failure === undefined) return;
    const context = { attempts: tries, ...(cause === undefined ? {} : { cause }) };
    this.#options.report(new NotifyError(canonicalName(zone.name), peer.label, failure, context));
  }

  /** Tells nobody any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { timer } of this.#tellings.values()) clearTimeout(timer);
    this.#tellings.clear();
    this.#asked.clear();
    const sockets = [...this.#sockets.values()];
    this.#sockets.clear();
    await Promise.all(
      sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))),
    );
  }
}

/** The system's word for what went wrong, in brackets. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
}

function decoded(bytes: Uint8Array): ReturnType<typeof decodeMessage> | undefined {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
