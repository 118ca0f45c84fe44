/**
 * What changed in a zone since a serial (RFC 1995), as an async iterable: see
 * {@link DnsClient.changes}. Where a server has no differences it gives the whole zone in their place,
 * and one that knows no IXFR is asked for the whole zone.
 */

import {
  type DnsError,
  FormErrError,
  InvalidOptionError,
  NotImpError,
  type ResourceRecord,
} from '@zonewright/wire';
import { AxfrReader, IxfrReader, TransferFault, type ZoneChanges } from '@zonewright/zone';
import type { Call } from '../exchange/call.ts';
import { ServerClocks } from '../exchange/server-clocks.ts';
import { ask } from '../reading/ask.ts';
import type { Source } from '../reading/source.ts';
import { iterate } from './iterate.ts';
import { readTransfer } from './read-transfer.ts';
import { checkTransfer, type TransferOptions, type TransferSettings } from './transfer-options.ts';
import { fullTransfer, incrementalTransfer, type TransferRequest } from './transfer-request.ts';

/** Asks anew each time that it is iterated over. */
export function changes(
  source: Source,
  zone: string,
  serial: number,
  options: TransferOptions = {},
): AsyncIterable<ZoneChanges> {
  source.calls.refuseWhenClosed();
  const settings = checkTransfer(zone, options);
  if (!Number.isInteger(serial) || serial < 0 || serial > 0xffff_ffff) {
    throw new InvalidOptionError('serial', serial, 'an integer from 0 to 4294967295 is needed');
  }
  return {
    [Symbol.asyncIterator]: () =>
      iterate(source, settings.signal, (call) => readChanges(source, settings, serial, call)),
  };
}

/** What changed, in batches, as part of a call. */
export async function* readChanges(
  source: Source,
  settings: TransferSettings,
  serial: number,
  call: Call,
): AsyncGenerator<readonly ZoneChanges[], undefined> {
  const request = incrementalTransfer(settings.zone, settings.class, serial);
  const reader = new IxfrReader(settings.zone, settings.class, serial);
  const overUdp = await changesOverUdp(source, settings, serial, request, call);
  if (overUdp !== undefined) {
    yield overUdp;
    return undefined;
  }
  try {
    return yield* readTransfer(request, reader, source, settings, call, knowsNoIxfr);
  } catch (error) {
    if (!knowsNoIxfr(error)) throw error;
  }
  return yield* readWhole(source, settings, call);
}

/** The whole zone in the place of what changed, as part of a call. */
export async function* readWhole(
  source: Source,
  settings: TransferSettings,
  call: Call,
): AsyncGenerator<readonly ZoneChanges[], undefined> {
  const records: ResourceRecord[] = [];
  const whole = fullTransfer(settings.zone, settings.class);
  const axfr = new AxfrReader(settings.zone, settings.class);
  for await (const batch of readTransfer(whole, axfr, source, settings, call)) {
    for (const record of batch) records.push(record);
  }
  yield [{ full: records }];
  return undefined;
}

/** How servers answer a type of query that they do not know. */
function knowsNoIxfr(error: unknown): error is DnsError {
  return error instanceof NotImpError || error instanceof FormErrError;
}

/**
 * A client that talks over UDP asks by it first (RFC 1995 section 2).
 *
 * @returns undefined where TCP is to be used: the answer is no more than the SOA of another version, or
 *   cut, or none that can be gone by
 */
async function changesOverUdp(
  { settings, servers, calls }: Source,
  transfer: TransferSettings,
  serial: number,
  { question, authorities }: TransferRequest,
  call: Call,
): Promise<readonly ZoneChanges[] | undefined> {
  if (settings.transport !== 'udp') return undefined;
  const clocks = new ServerClocks(settings);
  const { key, timeoutMs, deadlineMs } = settings;
  const reading = await calls.during(deadlineMs, call.signal, async (asking) => {
    const [connector] = await servers.of(transfer.zone, asking);
    const clock = clocks.clockOf(connector);
    const ways = { connector, key, clock, timeoutMs };
    return await ask(question, asking, { ...ways, authorities, staysOnUdp: true });
  });
  if (reading.status !== 'answered' || reading.message.flags.tc) return undefined;
  const { answers } = reading.message;
  const [only, ...more] = answers;
  if (only?.type === 'SOA' && more.length === 0 && only.data.serial !== serial) return undefined;
  const reader = new IxfrReader(transfer.zone, transfer.class, serial);
  try {
    const items = reader.take(answers);
    return reader.isDone ? items : undefined;
  } catch (error) {
    if (error instanceof TransferFault) return undefined;
    throw error;
  }
}
