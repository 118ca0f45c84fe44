/**
 * Listens for NOTIFY of one zone (RFC 1996) and answers it, on behalf of a watch. It is believed from
 * the zone's servers alone, signed or not: all that comes of it is a question, and one at a time.
 */

import type { RemoteInfo, Socket } from 'node:dgram';
import { type BlockList, isIP, isIPv6 } from 'node:net';
import process from 'node:process';
import {
  decodeWithLayout,
  encodeMessage,
  InvalidOptionError,
  judgeRequest,
  type Message,
  type RRClass,
  sameName,
  WireError,
} from '@zonewright/wire';
import { ListenError } from '../errors/listen-error.ts';
import type { Call } from '../exchange/call.ts';
import { isTsigKey } from '../keys/is-tsig-key.ts';
import { lookUp } from '../names/look-up.ts';
import type { ClientSettings } from '../options/client-options.ts';
import { checkInteger, checkNames } from '../options/option-check.ts';
import { parseServer } from '../options/server-address.ts';
import type { Connectors } from '../reading/servers.ts';
import { inTime } from '../transport/in-time.ts';
import type { StopSignal } from '../transport/stop-signal.ts';

/** Where a watch listens for NOTIFY. */
export interface NotifyListenOptions {
  /** The UDP port that the servers were told to notify. */
  readonly port: number;
  /** The address to listen on. @default '127.0.0.1' */
  readonly address?: string | undefined;
}

/** Checked options, with defaults. */
export interface NotifyListenSettings {
  readonly port: number;
  readonly address: string;
}

/** @throws {InvalidOptionError} */
export function checkNotifyListen(given: NotifyListenOptions): NotifyListenSettings {
  if (typeof given !== 'object' || given === null) {
    throw new InvalidOptionError('notify', given, 'an object with port is needed');
  }
  checkNames(given, ['port', 'address']);
  const { port, address = '127.0.0.1' } = given;
  if (isIP(address) === 0) {
    throw new InvalidOptionError('notify.address', address, 'it is no IP address');
  }
  return { port: checkInteger('notify.port', port, 1, 65_535), address };
}

/** The zone that is watched, and the client's key and clock. */
interface Watched extends Pick<ClientSettings, 'key' | 'clock' | 'family' | 'timeoutMs'> {
  readonly zone: string;
  readonly class: RRClass;
}

export class NotifyListener {
  readonly #socket: Socket;
  readonly #watched: Watched;
  #servers = nobody();
  /** Whether one came since the last wait. */
  #isTold = false;
  #wake = (): void => {};

  /** @throws {ListenError} */
  static open({ port, address }: NotifyListenSettings, watched: Watched): Promise<NotifyListener> {
    const type = isIPv6(address) ? 'udp6' : 'udp4';
    const { createSocket } = process.getBuiltinModule('node:dgram');
    const socket = createSocket({ type, ipv6Only: type === 'udp6' });
    return new Promise((resolve, reject) => {
      socket.once('error', (cause) => {
        socket.close();
        const { zone } = watched;
        const where = type === 'udp6' ? `[${address}]:${port}` : `${address}:${port}`;
        const what = `Cannot listen for NOTIFY of ${zone} on UDP ${where}`;
        reject(new ListenError(`${what}: ${cause.message}.`, { zone, cause }));
      });
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        resolve(new NotifyListener(socket, watched));
      });
    });
  }

  private constructor(socket: Socket, watched: Watched) {
    this.#socket = socket;
    this.#watched = watched;
    // What cannot be received or sent is as if it were lost; the zone is asked for all the same.
    socket.on('error', () => {});
    socket.on('message', (datagram, sender) => this.#take(datagram, sender));
  }

  /** Believes these from now on; names are looked up, and who is not found is passed over. */
  async believe(connectors: Connectors, { signal }: Call): Promise<void> {
    const servers = nobody();
    await Promise.all(
      connectors.map(async ({ label }) => {
        if (label === 'memory') return;
        const { host } = parseServer(label, 53);
        const { family, timeoutMs } = this.#watched;
        const found = await inTime(lookUp(host, family), timeoutMs, signal).catch(() => []);
        for (const { address } of found ?? []) servers.addAddress(address, familyOf(address));
      }),
    );
    this.#servers = servers;
  }

  /** Resolves to true when the time is over or a NOTIFY came since the last wait, else to false. */
  wait(timeoutMs: number, signal: StopSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isOver: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        this.#wake = () => {};
        if (isOver) this.#isTold = false;
        resolve(isOver);
      };
      const abort = (): void => end(false);
      const timer = setTimeout(() => end(true), timeoutMs);
      this.#wake = () => end(true);
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      else if (this.#isTold) this.#wake();
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #take(datagram: Uint8Array, { address, port }: RemoteInfo): void {
    // Of others it is ignored (RFC 1996 section 3.10); nothing can be sent to port 0.
    if (port === 0 || !this.#servers.check(address, familyOf(address))) return;
    const reply = this.#answer(datagram);
    if (reply !== undefined) this.#socket.send(reply, port, address, () => undefined);
  }

  /** Never throws: from the event of a socket that would end the process. */
  #answer(datagram: Uint8Array): Uint8Array | undefined {
    const { key, clock } = this.#watched;
    const keys = isTsigKey(key) ? [key] : [];
    try {
      const decoded = decodeWithLayout(datagram);
      const { message } = decoded;
      // To answer an answer would go on for ever.
      if (message.flags.qr) return undefined;
      // The clock is for signatures: nobody has looked at one that is not needed.
      const now = keys.length === 0 ? Math.floor(Date.now() / 1_000) : clock();
      const verdict = judgeRequest(datagram, decoded, keys, { now });
      const rcode = verdict.status === 'rejected' ? verdict.rcode : this.#judge(message);
      if (rcode === 'NOERROR') this.#tell();
      const header = { id: message.id, flags: { qr: true, aa: rcode === 'NOERROR' }, rcode };
      const reply =
        message.opcode === 'UPDATE'
          ? encodeMessage({ ...header, opcode: 'UPDATE', zone: message.zone })
          : encodeMessage({ ...header, opcode: message.opcode, questions: message.questions });
      return verdict.status === 'unsigned' ? reply : verdict.sign(reply, { now });
    } catch (error) {
      // A clock that throws does so again for the question, and then it is told to who watches.
      if (!(error instanceof WireError)) this.#tell();
      return undefined;
    }
  }

  #tell(): void {
    this.#isTold = true;
    this.#wake();
  }

  #judge(message: Message): 'NOERROR' | 'NOTIMP' | 'FORMERR' | 'NOTAUTH' {
    if (message.opcode !== 'NOTIFY') return 'NOTIMP';
    const [question, ...others] = message.questions;
    if (question?.type !== 'SOA' || others.length > 0) return 'FORMERR';
    const isOurs =
      sameName(question.name, this.#watched.zone) && question.class === this.#watched.class;
    return isOurs ? 'NOERROR' : 'NOTAUTH';
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

function nobody(): BlockList {
  // Loaded with the rest it would take every program's time: few listen.
  const { BlockList } = process.getBuiltinModule('node:net');
  return new BlockList();
}
