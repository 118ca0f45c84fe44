/**
 * A zone that is another server's: transferred when the server starts, when NOTIFY says that it has
 * changed (RFC 1996), and when its SOA says that it is time (RFC 1035 section 3.3.13). What cannot be
 * refreshed for too long is not told any more.
 */

import type { TsigKey } from '@zonewright/wire';
import { InvalidZoneError, serialCompare } from '@zonewright/zone';
import type { ServedZone } from '../answer/served-zones.ts';
import type { PeerAddress } from './peer-address.ts';
import { TransferError } from './peer-errors.ts';
import { requestTransfer, type Transferred } from './request-transfer.ts';

/** No zone is asked for more often, whatever its SOA says. */
const leastMs = 1_000;

/** The longest wait for a zone of which there is no version yet. */
const mostFirstRetryMs = 60_000;

/** Longest that a timer can wait. */
const longestMs = 2 ** 31 - 1;

export interface SecondaryOptions {
  /** It is unavailable as long as nothing has been transferred. */
  readonly served: ServedZone;
  /** Asked in this order until one of them answers. */
  readonly primaries: readonly PeerAddress[];
  readonly key: TsigKey | undefined;
  /** Unix seconds. */
  readonly clock: () => number;
  readonly report: (error: unknown) => void;
}

export class Secondary {
  readonly #options: SecondaryOptions;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  /** Whether something happened that a refresh under way may have missed. */
  #isStale = false;
  #next: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  /** By the process's steady clock; undefined before anything was transferred. */
  #expiresAtMs: number | undefined;
  #failures = 0;

  constructor(options: SecondaryOptions) {
    this.#options = options;
  }

  /** Begins; what fails is reported, and tried again. */
  start(): void {
    if (!this.#options.served.isUnavailable) this.#succeeded();
    this.notified();
  }

  /** Refreshes soon: at once, or when what is under way has ended. */
  notified(): void {
    if (this.#closing.signal.aborted) return;
    if (this.#running !== undefined) this.#isStale = true;
    // A failure was reported.
    else this.refresh().catch(() => undefined);
  }

  /**
   * Asks the primaries now, or joins the refresh that is under way.
   *
   * @throws {TransferError} where none of them gives the zone
   */
  refresh(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (!this.#isStale) return;
      this.#isStale = false;
      this.notified();
    });
    return this.#running;
  }

  /** Ends it, and what is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#next);
    clearTimeout(this.#expiry);
    await this.#running?.catch(() => undefined);
  }

  async #run(): Promise<void> {
    clearTimeout(this.#next);
    let failure: unknown;
    for (const primary of this.#options.primaries) {
      try {
        await this.#ask(primary);
        if (!this.#closing.signal.aborted) this.#succeeded();
        return;
      } catch (error) {
        failure = this.#asTransferError(error, primary);
      }
    }
    if (!this.#closing.signal.aborted) this.#failed(failure);
    throw failure;
  }

  async #ask(primary: PeerAddress): Promise<void> {
    const { served, key, clock } = this.#options;
    const common = { zone: served.zone, primary, key, clock, signal: this.#closing.signal };
    // An expired zone too is a version to start from; a zone never transferred is none.
    if (this.#expiresAtMs !== undefined) {
      try {
        this.#take(await requestTransfer({ ...common, isIncremental: true }));
        return;
      } catch (error) {
        // Whatever else is wrong with changes, the whole zone may be right (RFC 1995 section 4).
        if (this.#closing.signal.aborted || isUnreached(error)) throw error;
      }
    }
    this.#take(await requestTransfer({ ...common, isIncremental: false }));
  }

  #take(transferred: Transferred): void {
    const { zone } = this.#options.served;
    if (transferred.kind === 'changes') {
      for (const change of transferred.changes) zone.apply(change);
    } else {
      const [soa] = transferred.records;
      const isOlder = soa?.type === 'SOA' && serialCompare(soa.data.serial, zone.serial) === -1;
      if (this.#expiresAtMs === undefined || !isOlder) zone.replace(transferred.records);
    }
  }

  #succeeded(): void {
    const { served } = this.#options;
    const { refresh, expire } = served.zone.soa.data;
    served.isUnavailable = false;
    this.#failures = 0;
    this.#again(refresh * 1_000);
    this.#expiresAtMs = performance.now() + Math.max(expire * 1_000, leastMs);
    this.#watchExpiry();
  }

  #failed(failure: unknown): void {
    const { served, report } = this.#options;
    const waitMs =
      this.#expiresAtMs === undefined
        ? Math.min(leastMs * 2 ** Math.min(this.#failures, 6), mostFirstRetryMs)
        : served.zone.soa.data.retry * 1_000;
    this.#failures++;
    this.#again(waitMs);
    report(failure);
  }

  #again(waitMs: number): void {
    const boundedMs = Math.min(Math.max(waitMs, leastMs), longestMs);
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.notified(), boundedMs);
  }

  #watchExpiry(): void {
    clearTimeout(this.#expiry);
    const leftMs = (this.#expiresAtMs ?? 0) - performance.now();
    if (leftMs > 0) {
      this.#expiry = setTimeout(() => this.#watchExpiry(), Math.min(leftMs, longestMs));
      return;
    }
    const { served, report, primaries } = this.#options;
    served.isUnavailable = true;
    const from = primaries.map(({ label }) => label).join(', ');
    report(new TransferError(served.name, from, 'the zone has expired, and is not told any more'));
  }

  #asTransferError(error: unknown, { label }: PeerAddress): unknown {
    if (!(error instanceof InvalidZoneError)) return error;
    const { name } = this.#options.served;
    return new TransferError(name, label, 'what it sent is no zone', { cause: error });
  }
}

/** Whether there is no connection, so that another request to the same server has none either. */
function isUnreached(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && 'syscall' in error.cause;
}
