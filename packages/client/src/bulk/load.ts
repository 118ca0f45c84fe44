/**
 * Loads records into a zone: reads them as fast as they are carried out, packs them into messages of
 * a size that is found while it runs, has several in flight, and tells what became of all. Each message
 * is carried out whole or not at all (RFC 2136 section 3.7); a load, which is many, is not.
 */

import { setImmediate } from 'node:timers';
import {
  canonicalName,
  type DnsError,
  InvalidOptionError,
  maxMessageBytes,
  type UpdateMessage,
} from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { ClientClosedError } from '../errors/client-closed.ts';
import { BatchSize } from './batch-size.ts';
import { Bisector, type Delivery } from './deliver.ts';
import { Halt } from './halt.ts';
import { InFlight } from './in-flight.ts';
import { type LoadError, loadError } from './load-error.ts';
import {
  checkLoadOptions,
  type LoadInput,
  type LoadOptions,
  type LoadProgress,
  type LoadResult,
  type LoadSettings,
} from './load-options.ts';
import { Packer } from './packer.ts';
import { type LoadedZone, ownersOf, readBatch } from './read-batch.ts';
import { Pieces } from './record-texts.ts';
import { Source } from './source.ts';
import { Tally } from './tally.ts';

/** Header, the rest of the zone section, and an OPT record with some options. */
const otherBytes = 12 + 4 + 256;

/** Some 170 A records. */
const floorBytes = 4_096;

/** Some 1,000 A records: what is tried first. */
const startBytes = 24_576;

/** Of large messages fewer are in flight: they keep a server at work as well, and wait less long. */
const mostBytesInFlight = 262_144;

/** What a load needs of its client. */
export interface LoadClient {
  /** Octets that signing adds. */
  readonly signatureBytes: number;
  /** How long one message may take. */
  readonly timeoutMs: number;
  send(
    message: UpdateMessage,
    options: { readonly verify: boolean; readonly signal: AbortSignal | undefined },
  ): Promise<unknown>;
}

/**
 * Loads records.
 *
 * @throws {LoadError} where not all was carried out
 * @throws {InvalidOptionError | InvalidUpdateError | InvalidNameError} before anything is read
 * @throws the signal's reason, where it aborted before anything was sent
 */
export async function load(
  zoneName: string,
  records: LoadInput,
  options: LoadOptions,
  client: LoadClient,
): Promise<LoadResult> {
  const settings = checkLoadOptions(options);
  const { zone, class: zoneClass } = new Update(zoneName, { class: settings.class });
  if (typeof records === 'object' && records !== null && 'then' in records) {
    throw new InvalidOptionError('records', records, 'a promise is to be awaited first');
  }
  const source = new Source<unknown>('records', typeof records === 'string' ? [records] : records);
  const halt = new Halt(settings.signal);
  try {
    return await new Load({ name: zone, class: zoneClass }, source, halt, settings, client).run();
  } finally {
    halt.free();
  }
}

class Load {
  readonly #zone: LoadedZone;
  readonly #source: Source<unknown>;
  readonly #halt: Halt;
  readonly #settings: LoadSettings;
  readonly #client: LoadClient;
  readonly #size: BatchSize;
  readonly #packer: Packer;
  readonly #bisector: Bisector;
  readonly #inFlight = new InFlight();
  readonly #tally = new Tally();
  readonly #startedAt = performance.now();
  /** Batches that were read, also those of which nothing is to be sent. */
  #read = 0;
  #sent = 0;
  #failure: { readonly error: unknown } | undefined;
  /** The input came to its end, and all of it is in the zone. */
  #isDone = false;

  constructor(
    zone: LoadedZone,
    source: Source<unknown>,
    halt: Halt,
    settings: LoadSettings,
    client: LoadClient,
  ) {
    this.#zone = zone;
    this.#source = source;
    this.#halt = halt;
    this.#settings = settings;
    this.#client = client;
    const room = maxMessageBytes - otherBytes - zone.name.length - client.signatureBytes;
    this.#packer = new Packer(new Pieces(source), halt, zone.name, room);
    this.#size = new BatchSize({
      floorBytes,
      startBytes,
      ceilingBytes: room,
      mostInFlight: settings.concurrency,
      mostBytesInFlight,
      patienceMs: client.timeoutMs / 4,
    });
    this.#bisector = new Bisector(settings.bisect);
  }

  async run(): Promise<LoadResult> {
    try {
      await this.#sendAll();
    } catch (error) {
      this.#stop(error);
    }
    try {
      await this.#source.end();
    } catch (error) {
      this.#stop(error);
    }
    await this.#inFlight.below(1);
    this.#tally.unsent(this.#packer.held);
    const { signal } = this.#halt;
    if (signal?.aborted === true && !this.#isDone) {
      if (this.#sent === 0) throw signal.reason;
      throw this.#error(signal.reason);
    }
    if (this.#failure !== undefined) throw this.#error(this.#failure.error);
    const durationMs = performance.now() - this.#startedAt;
    return { zone: canonicalName(this.#zone.name), ...this.#progress(), durationMs };
  }

  async #sendAll(): Promise<void> {
    while (!this.#halt.isHalted) {
      await this.#inFlight.below(this.#size.inFlight);
      // What was packed leaves, and answers come in, before the next keeps this thread busy.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#halt.isHalted) break;
      // The first is small, so that the server has something to do while the next is packed.
      const bytes = this.#sent === 0 ? floorBytes : this.#size.bytes;
      const items = await this.#halt.until(this.#packer.next(bytes));
      if (items === undefined) break;
      if (items.length === 0) {
        await this.#inFlight.below(1);
        this.#isDone = this.#failure === undefined && this.#tally.failureCount === 0;
        return;
      }
      await this.#sendBatch(items, bytes);
    }
  }

  /** Sends what was packed as soon as nothing of its owners is in flight. */
  async #sendBatch(items: readonly unknown[], bytes: number): Promise<void> {
    const { message, slips } = readBatch(this.#zone, items);
    const number = this.#read;
    this.#read += 1;
    for (const slip of slips) this.#failed([], slip);
    if (message === undefined) return;
    const { updates } = message;
    const touched = { writes: ownersOf(message), reads: [] };
    for (;;) {
      const conflict = this.#inFlight.conflict(touched);
      if (conflict === undefined) break;
      await conflict.ended();
    }
    if (this.#halt.isHalted) {
      this.#tally.unsent(updates.length);
      return;
    }
    this.#sent += 1;
    const flight = this.#inFlight.add(touched);
    const carried = this.#carry(message, { number, bytes, isWhole: slips.length === 0 });
    void carried.then(() => this.#inFlight.end(flight));
  }

  /** Never rejects. */
  async #carry(
    message: UpdateMessage,
    batch: { readonly number: number; readonly bytes: number; readonly isWhole: boolean },
  ): Promise<void> {
    const { updates } = message;
    const sentAtMs = performance.now();
    const { signal } = this.#halt;
    const { verify } = this.#settings;
    let left = updates.length;
    const delivery: Delivery = {
      send: (part) => this.#client.send(part, { verify, signal }),
      onApplied: (records) => {
        left -= records;
        this.#tally.applied(records);
      },
      onFailed: (records, error) => {
        left -= records.length;
        this.#failed(records, error);
      },
    };
    try {
      const wasAccepted = await this.#bisector.deliver(message, delivery);
      if (wasAccepted) {
        const { bytes, isWhole, number } = batch;
        this.#size.done({ bytes, records: updates.length, sentAtMs }, performance.now());
        if (isWhole) this.#tally.whole(number, updates.length);
      }
      this.#tally.messages += 1;
      this.#settings.onProgress?.(this.#progress());
    } catch (error) {
      this.#tally.unsent(left);
      this.#stop(error);
    }
  }

  #failed(records: UpdateMessage['updates'], error: DnsError): void {
    const failure = this.#tally.failed(records, error);
    this.#failure ??= { error };
    if (!this.#settings.goesOn || error instanceof ClientClosedError) this.#halt.halt();
    try {
      this.#settings.onFailure?.(failure);
    } catch (thrown) {
      this.#stop(thrown);
    }
  }

  #stop(error: unknown): void {
    this.#failure ??= { error };
    this.#halt.halt();
  }

  #progress(): LoadProgress {
    const { appliedRecords: records, messages } = this.#tally;
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    return { records, messages, recordsPerSecond: records / seconds };
  }

  #error(cause: unknown): LoadError {
    const { counts, failures } = this.#tally;
    const zone = canonicalName(this.#zone.name);
    return loadError(zone, counts, failures, { cause, attempts: this.#sent });
  }
}
