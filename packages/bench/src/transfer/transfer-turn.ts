/** One turn at a transfer: a process of its own in each, ours and the peers' told by lines. */

import { fileURLToPath } from 'node:url';
import { PeerProcess } from '../peers.ts';

/** What a process is asked for. */
export interface TransferRequest {
  readonly host: string;
  readonly port: number;
  /** With the final dot. */
  readonly zone: string;
  readonly key: { readonly name: string; readonly secret: string } | undefined;
  /** How many transfers, one after the other. */
  readonly times: number;
}

/** What one process tells of itself; the first of the times is that of a cold start. */
export interface TransferRun {
  /** Of one transfer; the closing SOA is not counted. */
  readonly records: number;
  readonly ms: readonly number[];
  /** CPU time of the same, all threads and the system's part included. */
  readonly cpuMs?: readonly number[];
  /** Memory in MiB before the first transfer; of a whole program there is no such thing. */
  readonly beforeMiB?: number;
  /** The most that there was. */
  readonly peakMiB: number;
  /** The most that the heap grew by, in MiB, with what was not yet collected. */
  readonly heapMiB?: number;
}

/** Compiled: from the sources too, where the tests come from. */
const runFile = fileURLToPath(new URL('../../dist/transfer/transfer-run.js', import.meta.url));

/** The command of our own process. */
export const ourCommand: readonly string[] = [process.execPath, runFile];

/** Lets a process that takes requests by lines transfer a zone. */
export async function transferBy(
  command: readonly string[],
  request: TransferRequest,
): Promise<TransferRun> {
  const peer = new PeerProcess(command);
  try {
    // What transfer-run.ts in this folder and the peers' programs answer.
    return (await peer.ask({ transfer: request })) as TransferRun;
  } finally {
    peer.end();
  }
}
