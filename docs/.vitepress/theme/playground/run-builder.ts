/**
 * Runs builder code in a worker, and ends the worker where the code does not end by itself. A worker
 * is used once; the next one is started ahead, so that a run need not wait for it to load.
 */

import { type BuilderOutcome, failed } from './evaluate-builder.ts';

/** What is used of a `Worker`. */
export interface BuilderWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  postMessage(code: string): void;
  terminate(): void;
}

export interface RunnerOptions {
  /** How long code may run, in milliseconds; loading the worker does not count. @default 2000 */
  readonly limitMs?: number;
}

/** A worker, and whether it is ready to be given code. */
interface Spare {
  readonly worker: BuilderWorker;
  readonly ready: Promise<void>;
}

/** Code that ran longer than it may. */
export class BuilderTimeoutError extends Error {
  override readonly name: string = 'BuilderTimeoutError';
}

export class BuilderRunner {
  readonly #createWorker: () => BuilderWorker;
  readonly #limitMs: number;
  #spare: Spare | undefined;
  #endCurrent: (() => void) | undefined;
  #isClosed = false;

  constructor(createWorker: () => BuilderWorker, { limitMs = 2_000 }: RunnerOptions = {}) {
    this.#createWorker = createWorker;
    this.#limitMs = limitMs;
    this.#spare = this.#start();
  }

  /** Runs code; undefined where a later call, or `close`, came before its end. */
  async run(code: string): Promise<BuilderOutcome | undefined> {
    this.#endCurrent?.();
    const { worker, ready } = this.#spare ?? this.#start();
    this.#spare = undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    try {
      return await new Promise<BuilderOutcome | undefined>((resolve, reject) => {
        this.#endCurrent = () => resolve(undefined);
        const begin = (): void => {
          if (isOver) return;
          worker.onmessage = ({ data }) => resolve(data as BuilderOutcome);
          worker.onerror = ({ message }) => reject(new Error(message ?? 'The worker failed.'));
          timer = setTimeout(() => reject(this.#timeout()), this.#limitMs);
          worker.postMessage(code);
        };
        ready.then(begin, reject);
      });
    } catch (error) {
      return failed(error);
    } finally {
      isOver = true;
      clearTimeout(timer);
      worker.terminate();
      if (!this.#isClosed) this.#spare ??= this.#start();
    }
  }

  /** Ends the workers. */
  close(): void {
    this.#isClosed = true;
    this.#endCurrent?.();
    this.#spare?.worker.terminate();
  }

  #start(): Spare {
    const worker = this.#createWorker();
    const ready = new Promise<void>((resolve, reject) => {
      worker.onmessage = () => resolve();
      worker.onerror = ({ message }) => reject(new Error(message ?? 'The worker did not start.'));
    });
    // Told to whoever runs code in it.
    ready.catch(() => undefined);
    return { worker, ready };
  }

  #timeout(): BuilderTimeoutError {
    return new BuilderTimeoutError(
      `The code ran for over ${this.#limitMs / 1000} s and was stopped: look for a loop or a promise without an end.`,
    );
  }
}
