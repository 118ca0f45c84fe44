/**
 * The changes of a zone as they come, by asking for its SOA again and again (RFC 1034 section 4.3.5),
 * at once where a NOTIFY says so, and for what changed (RFC 1995): see {@link DnsClient.watch}. What
 * has been handed on is never asked for again, so that a failure costs time and no change.
 */

import {
  DnsError,
  InvalidOptionError,
  InvalidValueError,
  MalformedResponseError,
  RcodeError,
  type RecordOf,
  ResponseSignatureError,
  ServFailError,
  UnsignedResponseError,
} from '@zonewright/wire';
import { serialCompare, TransferFault, type ZoneChanges } from '@zonewright/zone';
import { ClientClosedError } from '../errors/client-closed.ts';
import { TransferError, ZoneNotFoundError } from '../errors/reading-error.ts';
import { TimeoutError } from '../errors/transport-error.ts';
import type { Call } from '../exchange/call.ts';
import { Pauses, pause } from '../exchange/pauses.ts';
import { checkInteger, checkObject } from '../options/option-check.ts';
import { interruptedReading } from '../reading/interrupted.ts';
import { readSoa, type SoaFields } from '../reading/soa.ts';
import type { Source } from '../reading/source.ts';
import { readChanges, readWhole } from './changes.ts';
import { iterate } from './iterate.ts';
import {
  checkNotifyListen,
  NotifyListener,
  type NotifyListenOptions,
  type NotifyListenSettings,
} from './notify-listener.ts';
import { TooManyRecords } from './read-transfer.ts';
import { checkTransfer, type TransferOptions, type TransferSettings } from './transfer-options.ts';

/** Options of {@link DnsClient.watch}. */
export interface WatchOptions extends TransferOptions {
  /** The version that is known: changes since come first. @default the zone's now */
  readonly serial?: number | undefined;
  /** How long the zone may have been changed before it is seen, in ms. @default its REFRESH, a second at least */
  readonly intervalMs?: number | undefined;
  /**
   * Listens for NOTIFY (RFC 1996), so that a change is asked for at once, and every `intervalMs`
   * besides. The zone's servers have to be told to notify this port; it is bound while the loop runs.
   *
   * @default it does not listen
   */
  readonly notify?: NotifyListenOptions | undefined;
}

/** A day: longer no zone is left unasked. */
const longestIntervalMs = 86_400_000;

/** Answers in a row that cannot be believed, after which a watch tells rather than to ask on for ever. */
const mostFaults = 5;

/** A REFRESH of 0 would have it asked without a pause. */
const shortestRefreshMs = 1_000;

/** Watches until the consumer leaves. */
export function watch(
  source: Source,
  zone: string,
  given: WatchOptions = {},
): AsyncIterable<ZoneChanges> {
  source.calls.refuseWhenClosed();
  checkObject('options', given);
  const { serial, intervalMs, notify, ...options } = given;
  const settings = checkTransfer(zone, options);
  const from = serial === undefined ? undefined : checkInteger('serial', serial, 0, 0xffff_ffff);
  const interval =
    intervalMs === undefined
      ? undefined
      : checkInteger('intervalMs', intervalMs, 1, longestIntervalMs);
  const listen = notify === undefined ? undefined : checkNotifyListen(notify);
  if (listen !== undefined && source.servers.given?.every(({ label }) => label === 'memory')) {
    throw new InvalidOptionError('notify', notify, 'a server in memory tells nobody');
  }
  const watching = { ...settings, from, intervalMs: interval };
  return {
    [Symbol.asyncIterator]: () =>
      iterate(source, settings.signal, (call) =>
        listen === undefined
          ? readAll(source, watching, call)
          : readListening(source, watching, listen, call),
      ),
  };
}

interface WatchSettings extends TransferSettings {
  readonly from: number | undefined;
  readonly intervalMs: number | undefined;
}

async function* readListening(
  source: Source,
  watching: WatchSettings,
  listen: NotifyListenSettings,
  call: Call,
): AsyncGenerator<readonly ZoneChanges[], undefined> {
  const { key, clock, family, timeoutMs } = source.settings;
  const { zone, class: rrClass } = watching;
  const listener = await NotifyListener.open(listen, {
    key,
    clock,
    family,
    timeoutMs,
    zone,
    class: rrClass,
  });
  try {
    return yield* readAll(source, watching, call, listener);
  } finally {
    await listener.close();
  }
}

async function* readAll(
  source: Source,
  { from, intervalMs, ...settings }: WatchSettings,
  call: Call,
  listener?: NotifyListener,
): AsyncGenerator<readonly ZoneChanges[], undefined> {
  let known = from;
  let pauses = new Pauses(call);
  /** Faults in a row, of which another one is not worth waiting for. */
  let faults = 0;
  let wantsWhole = false;
  for (;;) {
    let isTransfer = false;
    let waitMs: number | undefined;
    try {
      await listener?.believe(await source.servers.of(settings.zone, call), call);
      const newest = await readSoa(source, settings.zone, settings.class, call.signal);
      known ??= newest.serial;
      const order = serialCompare(newest.serial, known);
      // Where neither is the newer one (RFC 1982 section 3.2) it is the server that tells.
      if (order === 1 || order === undefined) {
        isTransfer = true;
        const batches = wantsWhole
          ? readWhole(source, settings, call)
          : readChanges(source, settings, known, call);
        for await (const batch of batches) {
          for (const change of batch) {
            known = serialAfter(change);
            yield [change];
          }
        }
      }
      waitMs = intervalMs ?? refreshMs(newest);
      pauses = new Pauses(call);
      faults = 0;
      wantsWhole = false;
    } catch (error) {
      if (call.signal.aborted) throw endOf(call, settings.zone);
      if (!isPassing(error)) throw error;
      if (isFault(error)) {
        faults += 1;
        if (faults === mostFaults) throw error;
        // What a server gets wrong of the differences it may have right of the whole.
        wantsWhole ||= isTransfer;
      }
    }
    // After a failure it is soon tried again, and ever later.
    const goesOn =
      waitMs === undefined
        ? await pauses.next(Number.POSITIVE_INFINITY)
        : await (listener?.wait(waitMs, call.signal) ?? pause(waitMs, call.signal));
    if (!goesOn) throw endOf(call, settings.zone);
  }
}

function refreshMs({ refresh }: SoaFields): number {
  return Math.min(Math.max(refresh * 1_000, shortestRefreshMs), longestIntervalMs);
}

/** Whether it may be over when it is tried again: no connection, no answer, a transfer broken off. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof DnsError) || error instanceof InvalidValueError) return false;
  if (error instanceof ClientClosedError || error instanceof ZoneNotFoundError) return false;
  if (error.cause instanceof TooManyRecords) return false;
  return !(error instanceof RcodeError) || error instanceof ServFailError;
}

/** Whether the server answers, and what it answers cannot be believed. */
function isFault(error: unknown): boolean {
  const reason = error instanceof TransferError ? error.cause : error;
  return (
    reason instanceof TransferFault ||
    reason instanceof MalformedResponseError ||
    reason instanceof UnsignedResponseError ||
    reason instanceof ResponseSignatureError ||
    (reason instanceof TimeoutError && reason.ignored.length > 0)
  );
}

function serialAfter(change: ZoneChanges): number {
  if ('to' in change) return change.to;
  const [first] = change.full;
  // The reader lets no zone through that does not begin with its SOA.
  return (first as RecordOf<'SOA'>).data.serial;
}

function endOf(call: Call, zone: string): unknown {
  const where = { subject: `the watch of ${zone}`, zone, server: undefined, deadlineMs: 0 };
  return interruptedReading(call, { ...where, reason: undefined });
}
