/**
 * Finds out what became of an update that was sent and not answered: reads back from its servers what
 * it touches. What the zone holds settles it; that the zone does not hold it yet may change as long
 * as a copy is on its way.
 */

import type { ReadBackState } from '../errors/outcome-error.ts';
import { Pauses } from '../exchange/pauses.ts';
import { Interrupted } from '../exchange/retried.ts';
import { expectationOf } from '../readback/expectation.ts';
import { type Finding, maxUntrustedLooks, readBack } from '../reading/read-back.ts';
import type { Connector } from '../transport/connector.ts';
import type { Sending } from './sending.ts';

/**
 * How long it is tried. `once`; `until-answered`: until a server says what the zone holds, whatever
 * that is; `until-it-shows`: the zone may take its time, as behind a secondary that forwards.
 */
export type Patience = 'once' | 'until-answered' | 'until-it-shows';

/** What reading back has settled. */
export type Settlement =
  /** The zone holds what was asked for. */
  | {
      readonly kind: 'holds';
      readonly connector: Connector;
      readonly authenticated: boolean;
      readonly rrsets: readonly ReadBackState[];
      readonly finding: string;
    }
  /** The zone was read and does not hold it; or it could not be read. */
  | {
      readonly kind: 'missing' | 'unreadable';
      readonly rrsets: readonly ReadBackState[];
      readonly finding: string;
    };

/** Reads back until it is settled, or the patience or the call ends. */
export async function settleByReading(sending: Sending, patience: Patience): Promise<Settlement> {
  const { call, settings } = sending;
  if (sending.message.updates.length === 0) {
    return { kind: 'unreadable', rrsets: [], finding: 'of prerequisites alone nothing stays' };
  }
  const expectation = expectationOf(sending.message);
  const pauses = new Pauses(call);
  /** When a server first replied, and when one first said what the zone holds. */
  let repliedAt: number | undefined;
  let readAt: number | undefined;
  let untrustedLooks = 0;
  for (;;) {
    const looks = await Promise.all(
      sending.connectors.map(async (connector) => {
        const finding = await readBack(expectation, call, {
          connector,
          key: settings.key,
          clock: sending.clockOf(connector),
          timeoutMs: settings.timeoutMs,
          prefer: sending.channelOf(connector),
        });
        return { ...finding, connector };
      }),
    );
    const holding = looks.find(isHeld);
    if (holding !== undefined) return { ...holding, kind: 'holds' };
    const look = mostTelling(looks);
    const wasRead = look.kind === 'missing' || look.kind === 'diverged';
    const settlement = {
      kind: wasRead ? ('missing' as const) : ('unreadable' as const),
      rrsets: look.rrsets,
      finding: look.finding,
    };
    const now = performance.now();
    if (wasRead) {
      if (patience !== 'until-it-shows') return settlement;
      readAt ??= now;
    } else if (look.kind === 'refused' || patience === 'once') {
      return settlement;
    } else if (look.kind === 'untrusted') {
      untrustedLooks += 1;
      if (untrustedLooks === maxUntrustedLooks) return settlement;
    } else if (look.kind === 'failed') {
      repliedAt ??= now;
    }
    const since = readAt ?? repliedAt;
    // While nothing comes back the server may be starting anew: the call's deadline is the limit.
    const until = since === undefined ? now + call.remainingMs : since + settings.verifyTimeoutMs;
    if (await pauses.next(until)) continue;
    if (call.signal.aborted && call.interruption?.kind !== 'deadline') throw new Interrupted();
    return settlement;
  }
}

/**
 * Whether what was found says that the update was carried out. Other data beside what replaced it
 * does not: it may be what was there before. An update is carried out whole or not at all (RFC 2136
 * section 3.7), so that what was inserted vouches for what is not told.
 */
function isHeld({ kind, showsSome }: Finding): boolean {
  return kind === 'holds' || (kind === 'refused' && showsSome);
}

const telling: readonly Finding['kind'][] = [
  'missing',
  'diverged',
  'failed',
  'untrusted',
  'refused',
  'unanswered',
];

/** That of several servers that says most. */
function mostTelling<Look extends Finding>(looks: readonly Look[]): Look {
  const [best] = [...looks].sort((a, b) => telling.indexOf(a.kind) - telling.indexOf(b.kind));
  // A client has a server at least.
  return best as Look;
}
