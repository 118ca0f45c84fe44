/**
 * What everyone is asked for who sends updates to a server, ours and the peers: so many A records, so
 * many of them in a message, so many messages in flight; and what they tell of it.
 */

import type { RowKind } from '../report/table.ts';

export interface SendRequest {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  /** With the final dot. */
  readonly zone: string;
  readonly key: { readonly name: string; readonly secret: string };
  /** The number of the first record, by which it is named: `hosts` of workload.ts. */
  readonly from: number;
  readonly records: number;
  readonly perMessage: number;
  /** Messages at once; of miekg/dns goroutines, each with a socket of its own. */
  readonly inFlight: number;
  /** By which method, of ours alone. `load` chooses the size of its messages itself. */
  readonly how?: 'send' | 'sendAll' | 'load';
}

/** What one turn came to. All was answered by NOERROR, and signed, or there is an error in its place. */
export interface SendRun {
  readonly updates: number;
  readonly records: number;
  readonly ms: number;
  /** CPU time of the sender's process. */
  readonly cpuMs?: number;
  /** Of the time from an update to its answer. */
  readonly p50Us?: number;
  readonly p99Us?: number;
}

export interface Sender {
  readonly who: string;
  readonly kind: RowKind;
  /** A process that lives on and gets faster as it is used, which is one of Node. */
  readonly warmsUp: boolean;
  send(request: SendRequest): Promise<SendRun>;
  /** Lets its process end, where there is one. */
  end(): void;
}

/** Owner and address of a record, as all senders make them. */
export function hostOf(number: number): readonly [owner: string, address: string] {
  const owner = `h${String(number).padStart(7, '0')}`;
  return [owner, `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`];
}

/** What a process tells of a turn that it began at these times. */
export function sendRunOf(
  request: SendRequest,
  started: { readonly wall: number; readonly cpu: NodeJS.CpuUsage },
  latenciesUs: Float64Array | undefined,
): SendRun {
  const ms = performance.now() - started.wall;
  const { user, system } = process.cpuUsage(started.cpu);
  const updates = Math.ceil(request.records / request.perMessage);
  const run = { updates, records: request.records, ms, cpuMs: (user + system) / 1000 };
  if (latenciesUs === undefined) return run;
  const sorted = latenciesUs.toSorted();
  const p50Us = sorted[sorted.length >> 1] ?? Number.NaN;
  const p99Us = sorted[Math.floor((sorted.length * 99) / 100)] ?? Number.NaN;
  return { ...run, p50Us, p99Us };
}
