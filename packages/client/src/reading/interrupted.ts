/** What a reading that was cut short ends in: nothing was changed by it, so that no doubt is left. */

import type { DnsError } from '@zonewright/wire';
import { ClientClosedError } from '../errors/client-closed.ts';
import { TimeoutError } from '../errors/transport-error.ts';
import type { Call } from '../exchange/call.ts';

/** What was read, for a sentence, and where. */
export interface InterruptedReading {
  /** `the query for www.example.com. A`. */
  readonly subject: string;
  readonly zone: string;
  readonly server: string | undefined;
  readonly deadlineMs: number;
  /** What went wrong before, if anything did. */
  readonly reason: DnsError | undefined;
}

/** The signal's reason, or the error that says why the call ended. */
export function interruptedReading(call: Call, reading: InterruptedReading): unknown {
  const { interruption } = call;
  if (interruption?.kind === 'aborted') return interruption.reason;
  if (interruption?.kind === 'closed') return new ClientClosedError();
  const { subject, zone, server, deadlineMs, reason } = reading;
  if (reason !== undefined) return reason;
  const who = server === undefined ? 'No server' : server;
  return new TimeoutError(
    `${who} ${server === undefined ? 'answered' : 'did not answer'} ${subject} before the deadline of ${deadlineMs} ms passed: ask again, or give it longer by deadlineMs.`,
    [],
    { zone, server, attempts: call.attempts, applied: 'no' },
  );
}
