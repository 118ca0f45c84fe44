/**
 * Reads from one server what an update touches, all at once, and holds it against what the zone should
 * hold: one look, as a value.
 */

import { type QueryMessage, type Question, RcodeError, TsigError } from '@zonewright/wire';
import type { ReadBackState } from '../errors/outcome-error.ts';
import { ConnectionLostError } from '../errors/transport-error.ts';
import type { Call } from '../exchange/call.ts';
import { compareName, compareRRset, listsAll } from '../readback/compare.ts';
import { found, type RRsetComparison } from '../readback/comparison.ts';
import type { Expectation, NameExpectation, RRsetExpectation } from '../readback/expectation.ts';
import { describeMissing, rrsetState } from '../readback/rrset-state.ts';
import { withoutSynthesized } from '../readback/wildcard.ts';
import { type AskOptions, ask, type Reading } from './ask.ts';

/** What one look brought. */
export interface Finding {
  /**
   * `holds`: all of it; `diverged`: all of it, beside other data; `missing`: the zone does not hold
   * some of it; `refused`: the server does not tell some of it; `untrusted`, `failed`, `unanswered`:
   * another look may bring more.
   */
  readonly kind:
    | 'holds'
    | 'diverged'
    | 'missing'
    | 'refused'
    | 'untrusted'
    | 'failed'
    | 'unanswered';
  readonly rrsets: readonly ReadBackState[];
  /** Whether the zone holds something that was inserted. */
  readonly showsSome: boolean;
  /** One clause: what was found of the first of it that does not hold. */
  readonly finding: string;
  /** Whether every reply was signed and its signature verified. */
  readonly authenticated: boolean;
}

type Expected = RRsetExpectation | NameExpectation;

/** One RRset or name, and what was read of it. */
interface Look {
  readonly kind: Finding['kind'];
  readonly expected: Expected;
  readonly comparison: RRsetComparison;
  readonly authenticated: boolean;
  /** Whether the connection ended before the answer came. */
  readonly isLost?: boolean;
}

/** Most questions in flight at once. */
const maxInFlight = 64;

/** Looks after which a server whose replies cannot be believed is not asked any more. */
export const maxUntrustedLooks = 3;

/**
 * What several questions at once take longer on a connection than one: servers leave Nagle's algorithm
 * on (RFC 9293 section 3.7.4), so that their second answer waits until our kernel has acknowledged
 * the first, which it puts off.
 */
const delayedAckMs = 40;

export interface ReadBackOptions extends AskOptions {
  /** About what one question takes on the connection; undefined where it is not known. */
  readonly roundTripMs?: number | undefined;
}

/** Looks once at all that the update touches. */
export async function readBack(
  { rrsets, names }: Expectation,
  call: Call,
  options: ReadBackOptions,
): Promise<Finding> {
  const all: readonly Expected[] = names.length === 0 ? rrsets : [...rrsets, ...names];
  const { roundTripMs = Number.POSITIVE_INFINITY } = options;
  const looks: Look[] = [];
  const startedAt = performance.now();
  // Near by it is sooner to ask one after the other, for as long as that takes no longer.
  if (all.length === 1 || (all.length - 1) * roundTripMs < delayedAckMs) {
    for (const expected of all) {
      if (performance.now() - startedAt > delayedAckMs) break;
      looks.push(await lookAt(expected, call, options));
    }
  }
  if (looks.length < all.length) {
    const others = await eachOf(all.slice(looks.length), maxInFlight, (expected) =>
      lookAt(expected, call, options),
    );
    looks.push(...others);
  }
  await askLostAgain(looks, call, options);
  const worst = worstOf(looks);
  return {
    kind: worst?.kind ?? 'holds',
    rrsets: looks.map(rrsetState),
    showsSome: looks.some(({ kind, expected }) => kind === 'holds' && isInserted(expected)),
    finding: describeMissing(looks) ?? worst?.comparison.reason ?? 'it was not read',
    authenticated: looks.every(({ authenticated }) => authenticated),
  };
}

/** A server may end a connection after so many answers: what was lost with it is asked again. */
async function askLostAgain(looks: Look[], call: Call, options: AskOptions): Promise<void> {
  let before = looks.length;
  for (;;) {
    const lost = [...looks.keys()].filter((index) => looks[index]?.isLost === true);
    if (lost.length === 0 || lost.length === before) return;
    before = lost.length;
    await eachOf(lost, maxInFlight, async (index) => {
      looks[index] = await lookAt((looks[index] as Look).expected, call, options);
    });
  }
}

/** The look that says most, and of equals the first; undefined where nothing was looked at. */
function worstOf(looks: readonly Look[]): Look | undefined {
  let worst: Look | undefined;
  let rank = severity.length;
  for (const look of looks) {
    const its = severity.indexOf(look.kind);
    if (its >= rank) continue;
    worst = look;
    rank = its;
  }
  return worst;
}

/** What removes can hold without having been carried out. */
function isInserted(expected: Expected): boolean {
  return 'present' in expected && expected.present.size > 0;
}

/** What says most about the whole first. */
const severity: readonly Finding['kind'][] = [
  'missing',
  'unanswered',
  'failed',
  'untrusted',
  'diverged',
  'refused',
  'holds',
];

async function lookAt(expected: Expected, call: Call, options: AskOptions): Promise<Look> {
  const { name, type } = expected;
  const reading = await ask({ name, type, class: expected.class }, call, options);
  if (reading.status !== 'answered') return unread(expected, reading);
  const { message, authenticated } = reading;
  let comparison = compare(expected, message);
  const [wildcard] = comparison.mayBeWildcard;
  if (wildcard !== undefined) {
    const question: Question = { name: wildcard, type, class: expected.class };
    const above = await ask(question, call, options);
    if (above.status === 'answered') {
      comparison = compare(
        expected,
        withoutSynthesized(expected, message, wildcard, above.message),
      );
    }
  }
  if (comparison.holdsIfListed && (await isListed(expected, call, options))) {
    comparison = found('applied', comparison.seen);
  }
  return { kind: kinds[comparison.state], expected, comparison, authenticated };
}

/** Whether the server lists all that a name has, as it does or does not at the apex. */
async function isListed({ zone, class: rrClass }: Expected, call: Call, options: AskOptions) {
  const apex = { zone, name: zone, type: 'ANY', class: rrClass } as const;
  // Where it lists less over UDP than over a connection, the apex would mislead by being larger.
  const reading = await ask(apex, call, { ...options, staysOnUdp: true });
  return reading.status === 'answered' && listsAll(apex, reading.message);
}

const kinds = {
  applied: 'holds',
  diverged: 'diverged',
  missing: 'missing',
  unverified: 'refused',
} as const;

function compare(expected: Expected, reply: QueryMessage): RRsetComparison {
  return 'remaining' in expected ? compareName(expected, reply) : compareRRset(expected, reply);
}

/** What could not be read. */
function unread(
  expected: Expected,
  reading: Exclude<Reading, { readonly status: 'answered' }>,
): Look {
  return {
    kind: reading.status === 'interrupted' ? 'unanswered' : reading.status,
    expected,
    comparison: found('unverified', [], unreadReason(expected, reading)),
    authenticated: false,
    isLost: reading.status === 'unanswered' && reading.error instanceof ConnectionLostError,
  };
}

function unreadReason(
  { name, type }: Expected,
  reading: Exclude<Reading, { readonly status: 'answered' }>,
): string {
  if (reading.status === 'interrupted') return 'the call ended before it was read';
  const { error } = reading;
  if (!(error instanceof RcodeError) || error instanceof TsigError) {
    return error.message.replace(/\.$/, '');
  }
  // What an RCODE means to an update, as the error's own sentence has it, leads astray here.
  const said = `${error.server} answered the query for ${name} ${type} with ${error.rcode}`;
  return reading.status === 'refused'
    ? `${said}: the key, or the address, may not be allowed to read the zone`
    : `${said}: look into its log`;
}

/** Maps in the order of the items, some of them at a time. */
async function eachOf<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await map(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}
