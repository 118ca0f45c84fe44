/**
 * Builder code in, the update that it builds out, as values that can pass from a worker to its page.
 * It runs whatever it is given, so it runs in a worker that has no key and no network
 * (`builder-worker.ts`), under a limit of time (`run-builder.ts`).
 */

import { ignoredByAll, type LintFinding, type Prerequisite, Update } from '@zonewright/zone';
import { BuilderCodeError, packageScope, withoutImports } from './builder-scope.ts';

/** The id of the messages of the playground; a client takes a random one for each. */
export const messageId = 0x2136;

/** An update, and all that the page shows of it. */
export interface BuiltUpdate {
  readonly status: 'built';
  /** Absolute, with the final dot. */
  readonly zone: string;
  /** The message without a signature. */
  readonly octets: Uint8Array;
  /** The nsupdate script. */
  readonly script: string;
  readonly lint: readonly LintFinding[];
  /** Those findings for which `send` refuses the update. */
  readonly refused: readonly LintFinding[];
  readonly prerequisites: readonly Prerequisite[];
  /** What the code wrote to the console. */
  readonly output: readonly string[];
}

/** Code that built nothing. */
export interface BuilderFailure {
  readonly status: 'failed';
  /** The class of the error. */
  readonly name: string;
  readonly message: string;
  /** The line of the code that threw, from 1, where it is known. */
  readonly line?: number | undefined;
  readonly output: readonly string[];
}

export type BuilderOutcome = BuiltUpdate | BuilderFailure;

type AsyncFunction = (...values: unknown[]) => Promise<unknown>;

const AsyncFunctionConstructor = Object.getPrototypeOf(async () => undefined).constructor as new (
  ...parts: string[]
) => AsyncFunction;

/** Lines that the engine puts before the body of a function made of text. */
const linesBefore = 2;

/** How much of the console is kept. */
const maxLines = 100;
const maxLineLength = 500;

/**
 * Runs builder code: the body of an async function that returns an `Update`. Without a return the
 * update that was made last is taken.
 */
export async function evaluateBuilder(code: string): Promise<BuilderOutcome> {
  const output: string[] = [];
  try {
    const made: Update[] = [];
    const scope = { ...packageScope, Update: recording(made), console: consoleInto(output) };
    const body = `'use strict'; ${withoutImports(code)}\n`;
    const run = new AsyncFunctionConstructor(...Object.keys(scope), body);
    const returned = await run(...Object.values(scope));
    return built(returned ?? made.at(-1), output);
  } catch (error) {
    return failed(error, output);
  }
}

/** A failure that is told by an error; what was thrown may be anything. */
export function failed(error: unknown, output: readonly string[] = []): BuilderFailure {
  if (!(error instanceof Error)) {
    return { status: 'failed', name: 'Thrown', message: String(error), output };
  }
  const { name, message, stack = '' } = error;
  const at = /(?:<anonymous>|AsyncFunction):(\d+):\d+/.exec(stack)?.[1];
  const line = at === undefined ? undefined : Number(at) - linesBefore;
  return { status: 'failed', name, message, line, output };
}

function built(returned: unknown, output: readonly string[]): BuiltUpdate {
  if (!(returned instanceof Update)) {
    throw new BuilderCodeError(
      'The code builds no update: make one by new Update(zone), and return it where there are several.',
    );
  }
  const lint = returned.lint();
  return {
    status: 'built',
    zone: returned.zone,
    octets: returned.toWire({ id: messageId }),
    script: returned.toString(),
    lint,
    refused: ignoredByAll(lint),
    prerequisites: returned.prerequisites,
    output,
  };
}

/** `Update`, told of each that is made. */
function recording(made: Update[]): typeof Update {
  return class RecordedUpdate extends Update {
    constructor(...given: ConstructorParameters<typeof Update>) {
      super(...given);
      made.push(this);
    }

    static override parse(...given: Parameters<typeof Update.parse>): Update {
      const update = Update.parse(...given);
      made.push(update);
      return update;
    }
  };
}

function consoleInto(output: string[]): Readonly<Record<string, (...values: unknown[]) => void>> {
  const log = (...values: unknown[]): void => {
    if (output.length < maxLines) output.push(values.map(shown).join(' ').slice(0, maxLineLength));
  };
  return { log, info: log, warn: log, error: log, debug: log };
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof Update) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
