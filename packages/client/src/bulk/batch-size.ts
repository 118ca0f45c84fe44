/**
 * How large the messages of a load are: found while it runs, from records per second, since no size
 * suits all servers. BIND is best at some hundred records, Knot takes as long for a small message as
 * for a large one, PowerDNS does not mind. Sizes are tried one after the other and judged by what was
 * carried out while all that was in flight had that size. Time is a parameter.
 */

/** Bounds of the size, in octets, and of what is in flight. */
export interface BatchSizeOptions {
  readonly floorBytes: number;
  readonly startBytes: number;
  readonly ceilingBytes: number;
  readonly mostInFlight: number;
  /** Two messages may be in flight whatever their size. */
  readonly mostBytesInFlight: number;
  /** What takes longer from sending to reply is too large, however many records a second that is. */
  readonly patienceMs: number;
}

/** A message that was carried out. */
export interface CarriedOut {
  /** The size it was cut by, as {@link BatchSize.bytes} gave it. */
  readonly bytes: number;
  readonly records: number;
  readonly sentAtMs: number;
}

/**
 * By so much another size must be better, as a part: what is noise must not move it about. A leap needs
 * more of a reason than a step.
 */
const gainOf = (ratio: number): number => 1 + 0.1 * Math.sqrt(ratio);

/** Sizes of which one is less than so many times the other are alike. */
const near = 1.3;

/** A window over less than this says little, however many messages it has. */
const shortestWindowMs = 20;

/** Messages after which other sizes are tried again; twice as many after each time in vain. */
const firstRestMessages = 64;
const longestRestMessages = 1_024;

/**
 * Messages in flight before the first is carried out; one more after each that is. Who is slow is not sent more than it
 * carries out in the time that a message has.
 */
const firstInFlight = 3;

/** The sizes to try, as multiples of the best one: the other way round BIND takes a seventh longer. */
const steps: readonly number[] = [0.5, 2];

/** Finds the size. */
export class BatchSize {
  readonly #options: BatchSizeOptions;
  #ceiling: number;
  #best: number;
  /** Of the best size, when it was last measured; undefined when it is to be measured anew. */
  #bestRate: number | undefined;
  #bytes: number;
  /** Sizes that were measured since the last rest. */
  readonly #measured = new Set<number>();
  /** Messages until other sizes are tried again; 0 while they are. */
  #restMessages = 0;
  #nextRest = firstRestMessages;
  #lastDoneMs: number | undefined;
  #answered = 0;
  #isWarm = false;
  #windowStartMs: number | undefined;
  #windowMessages = 0;
  #windowRecords = 0;

  constructor(options: BatchSizeOptions) {
    this.#options = options;
    this.#ceiling = options.ceilingBytes;
    this.#best = this.#within(options.startBytes);
    this.#bytes = this.#best;
  }

  /** Octets that the next message should have. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Messages that are to be in flight at once, and carried out at a size before it is judged: servers that
   * are far away, or carry out together what they have, answer so many of them at once.
   */
  get inFlight(): number {
    const { mostInFlight, mostBytesInFlight } = this.#options;
    const most = Math.max(2, Math.floor(mostBytesInFlight / this.#bytes));
    return Math.min(mostInFlight, most, firstInFlight + this.#answered);
  }

  /** Takes note of a message that the server carried out. */
  done({ bytes, records, sentAtMs }: CarriedOut, nowMs: number): void {
    const idleMs = this.#lastDoneMs === undefined ? 0 : sentAtMs - this.#lastDoneMs;
    this.#lastDoneMs = nowMs;
    this.#answered += 1;
    if (nowMs - sentAtMs > this.#options.patienceMs && bytes <= this.#ceiling) {
      this.#shrink(bytes);
      return;
    }
    if (this.#restMessages > 0) {
      this.#restMessages -= 1;
      if (this.#restMessages === 0) this.#tryAnew();
      return;
    }
    if (bytes !== this.#bytes || this.#windowStartMs === undefined) {
      // What was cut by another size was in flight until now.
      this.#startWindow(nowMs);
      return;
    }
    // Time in which nothing was in flight says something of the source of the records alone.
    if (idleMs > 0) this.#windowStartMs += idleMs;
    this.#windowMessages += 1;
    this.#windowRecords += records;
    const elapsedMs = nowMs - this.#windowStartMs;
    const isLong = elapsedMs >= shortestWindowMs;
    if (isLong && this.#windowMessages >= Math.max(2, this.inFlight)) {
      this.#judge(this.#windowRecords / elapsedMs);
      this.#windowStartMs = this.#bytes === bytes ? nowMs : undefined;
    }
  }

  #judge(rate: number): void {
    if (!this.#isWarm) {
      // The first messages are slow by what the runtime and the server have yet to get ready.
      this.#isWarm = true;
      this.#windowMessages = 0;
      this.#windowRecords = 0;
      return;
    }
    this.#measured.add(this.#bytes);
    const gain = gainOf(this.#bytes / this.#best);
    if (this.#bestRate === undefined || rate > this.#bestRate * gain) {
      if (this.#bytes !== this.#best) this.#nextRest = firstRestMessages;
      this.#best = this.#bytes;
      this.#bestRate = rate;
    }
    const next = steps
      .map((step) => this.#within(this.#best * step))
      .find((bytes) => this.#isWorthTrying(bytes));
    this.#bytes = next ?? this.#best;
    this.#windowMessages = 0;
    this.#windowRecords = 0;
    if (next === undefined) this.#restMessages = this.#nextRest;
  }

  /** Soon messages would not be answered in time, and be sent again on top of those that wait. */
  #shrink(bytes: number): void {
    this.#ceiling = Math.max(bytes / 2, this.#options.floorBytes);
    this.#best = this.#within(this.#best);
    this.#bytes = this.#best;
    this.#restMessages = 0;
    this.#measureAnew();
  }

  /** There is one best size, so that beyond one that was worse there are only others that are. */
  #isWorthTrying(bytes: number): boolean {
    const [from, to] = bytes > this.#best ? [this.#best, bytes * near] : [bytes / near, this.#best];
    if (bytes === this.#best) return false;
    return ![...this.#measured].some(
      (known) => known !== this.#best && known >= from && known <= to,
    );
  }

  /** A server's pace changes, with its zone and with what else it does. */
  #tryAnew(): void {
    this.#nextRest = Math.min(this.#nextRest * 2, longestRestMessages);
    this.#ceiling = Math.min(this.#ceiling * 2, this.#options.ceilingBytes);
    this.#measureAnew();
  }

  #measureAnew(): void {
    this.#measured.clear();
    this.#bestRate = undefined;
    this.#windowStartMs = undefined;
  }

  #startWindow(nowMs: number): void {
    this.#windowStartMs = nowMs;
    this.#windowMessages = 0;
    this.#windowRecords = 0;
  }

  #within(bytes: number): number {
    return Math.round(Math.min(Math.max(bytes, this.#options.floorBytes), this.#ceiling));
  }
}
