/** What the process that measures growth is asked for, and what it tells. */

import { fileURLToPath } from 'node:url';
import { PeerProcess } from '../peers.ts';

export type GrowthRequest = {
  readonly host: string;
  readonly port: number;
  readonly key: { readonly name: string; readonly secret: string };
} & (
  | {
      /** One load of so many records, again and again for about so long. */
      readonly what: 'records';
      readonly records: number;
      readonly ms: number;
    }
  | {
      /** So many records built into updates, encoded and signed, and not sent. */
      readonly what: 'build';
      readonly records: number;
      readonly ms: number;
    }
  | {
      /** So many updates by `sendAll`, spread over so many zones. */
      readonly what: 'zones';
      readonly zones: number;
      readonly updates: number;
    }
  | {
      /** So many updates, spread over so many servers from 127.0.0.1 on. */
      readonly what: 'servers';
      readonly servers: number;
      readonly inFlight: number;
      readonly updates: number;
    }
  | {
      /** A long `sendAll` or `load`, looked at so many times. */
      readonly what: 'memory';
      readonly how: 'sendAll' | 'load';
      readonly items: number;
      readonly looks: number;
    }
);

export interface GrowthRun {
  /** Records or updates that were sent, warming up included. */
  readonly done: number;
  /** Microseconds for one. */
  readonly us?: number;
  /** Of the process, above what it had before the work. */
  readonly memory?: readonly {
    readonly done: number;
    readonly rssMiB: number;
    readonly heapMiB: number;
  }[];
}

/** Compiled: from the sources too, where the tests come from. */
const runFile = fileURLToPath(new URL('../../dist/growth/growth-run.js', import.meta.url));

/** Each in a process of its own, so that nothing of the one before is in it. */
export async function growthOf(request: GrowthRequest): Promise<GrowthRun> {
  const child = new PeerProcess([process.execPath, '--expose-gc', runFile]);
  try {
    // What growth-run.ts answers.
    return (await child.ask({ growth: request })) as GrowthRun;
  } finally {
    child.end();
  }
}
