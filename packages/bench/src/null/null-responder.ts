/**
 * The null responder as a process: it answers at once and does nothing, so that what is measured is the
 * client, and it has counted what it was asked, so that it can be checked that the work was done.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PeerProcess } from '../peers.ts';
import { keyName, secret } from '../workload.ts';

/** What it has answered since it was started. */
export interface Counted {
  readonly udp: number;
  readonly tcp: number;
  readonly connections: number;
  /** In the update sections of what it accepted. */
  readonly records: number;
  /** Requests whose signature was wrong. */
  readonly refused: number;
}

export interface NullResponderOptions {
  /** The compiled program. */
  readonly program: string;
  /** Where the file of the key is written. */
  readonly folder: string;
  /** Signs its answers, and with `verifies` checks the requests. @default the benchmark's */
  readonly key?: { readonly name: string; readonly secret: string } | undefined;
  readonly isSigned?: boolean;
  readonly verifies?: boolean;
  /** Listens on all of 127.0.0.0/8. @default false */
  readonly any?: boolean;
  /** What it is started by, such as `taskset -c 0`. */
  readonly prefix?: readonly string[];
}

export class NullResponder implements Disposable {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly #process: PeerProcess;

  private constructor(process: PeerProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  static async start(options: NullResponderOptions): Promise<NullResponder> {
    const { program, folder, isSigned = true, verifies = true, any = false, prefix = [] } = options;
    const key = options.key ?? { name: keyName, secret };
    const keyFile = join(folder, 'null-responder.key');
    writeFileSync(keyFile, `${key.name}\n${key.secret}\n`, { mode: 0o600 });
    const process = new PeerProcess([
      ...prefix,
      program,
      ...(any ? ['--any'] : []),
      ...(isSigned ? ['--key', keyFile] : []),
      ...(isSigned && verifies ? ['--verify'] : []),
    ]);
    // Without being asked it says where it listens, and what it was asked is answered behind that.
    const { port } = (await process.next()) as { readonly port: number };
    return new NullResponder(process, port);
  }

  /** `host:port`. */
  get server(): string {
    return `${this.host}:${this.port}`;
  }

  async counted(): Promise<Counted> {
    return (await this.#process.ask({})) as Counted;
  }

  [Symbol.dispose](): void {
    this.#process.end();
  }
}

/** @throws where it was not asked for all of this since `before`, or a signature was wrong */
export function checkCounted(before: Counted, after: Counted, records: number, who: string): void {
  const seen = after.records - before.records;
  const refused = after.refused - before.refused;
  // What was repeated over UDP is counted again.
  if (seen >= records && refused === 0) return;
  throw new Error(
    `${who} told of ${records} records, and the responder had ${seen} of them and refused ${refused}`,
  );
}
