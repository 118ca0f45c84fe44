/** Senders that are processes, told by a line what to do: ours, the bare one, and two peers. */

import { fileURLToPath } from 'node:url';
import { us } from '../in-process.ts';
import { type Peer, PeerProcess } from '../peers.ts';
import type { RowKind } from '../report/table.ts';
import type { Sender, SendRequest, SendRun } from './send-turn.ts';

/** Compiled: from the sources too, where the tests come from. */
const compiled = (file: string): string =>
  fileURLToPath(new URL(`../../dist/senders/${file}`, import.meta.url));

/** What Node allows: no checks, and nothing else that a library is for. */
export const bare = 'Node bare';

export interface LineSenderOptions {
  /** What the command is started by, such as `taskset -c 0`. */
  readonly prefix?: readonly string[];
  /** How many threads a Go program may compute with. */
  readonly threads?: number;
}

export class LineSender implements Sender {
  readonly who: string;
  readonly kind: RowKind;
  readonly warmsUp: boolean;
  readonly #process: PeerProcess;

  constructor(
    who: string,
    kind: RowKind,
    command: readonly string[],
    { prefix = [], threads = 1 }: LineSenderOptions = {},
  ) {
    this.who = who;
    this.kind = kind;
    this.warmsUp = command[0] === process.execPath;
    this.#process = new PeerProcess([...prefix, ...command], { threads });
  }

  async send(request: SendRequest): Promise<SendRun> {
    // What the programs of this folder and of peers/ answer.
    return (await this.#process.ask({ send: request })) as SendRun;
  }

  end(): void {
    this.#process.end();
  }
}

export function ourSender(options?: LineSenderOptions): LineSender {
  return new LineSender(us, 'ours', [process.execPath, compiled('ours-run.js')], options);
}

export function bareSender(options?: LineSenderOptions): LineSender {
  return new LineSender(bare, 'floor', [process.execPath, compiled('bare-run.js')], options);
}

/** miekg/dns and dnspython, where they are there. */
export function peerSender(peer: Peer, options?: LineSenderOptions): LineSender | undefined {
  if (peer.command === undefined) return undefined;
  return new LineSender(peer.name, 'peer', peer.command, options);
}
