/** Whether one server has what is waited for: one look, as a value. */

import { type RecordOf, sameName } from '@zonewright/wire';
import { serialCompare } from '@zonewright/zone';
import type { ServerProgress } from '../errors/reading-error.ts';
import type { Call } from '../exchange/call.ts';
import type { Expectation } from '../readback/expectation.ts';
import { type AskOptions, ask, type Reading } from '../reading/ask.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { readBack } from '../reading/read-back.ts';
import {
  type ExpectedIdentity,
  identityOf,
  type PropagationSettings,
} from './propagation-options.ts';

/** What was seen; undefined where the call was cut short before. */
export type Look =
  | (Pick<ServerProgress, 'state' | 'serial' | 'reason'> & {
      /** What of an update the server was not seen to show yet. */
      readonly left?: Expectation;
    })
  | undefined;

/** An update that servers are to show. */
export interface AwaitedUpdate {
  readonly expectation: Expectation;
  /** The zone's serial where it was accepted, if that told: it counts for what cannot be seen. */
  readonly serial: number | undefined;
}

/** What is waited for. */
export interface Awaited {
  readonly serial: number | undefined;
  readonly rrset: ExpectedIdentity | undefined;
  readonly update: AwaitedUpdate | undefined;
}

/** Asks a server for the zone's SOA, and for the RRset or the update where one is waited for. */
export async function lookAtServer(
  { zone, class: rrClass }: Pick<PropagationSettings, 'zone' | 'class'>,
  awaited: Awaited,
  call: Call,
  options: AskOptions,
): Promise<Look> {
  const soaQuestion = { name: zone, type: 'SOA', class: rrClass } as const;
  const reading = await ask(soaQuestion, call, options);
  const bad = notTold(reading, undefined);
  if (bad !== 'told') return bad;
  const { message } = reading as Extract<Reading, { readonly status: 'answered' }>;
  const soa = message.answers.find(
    (record): record is RecordOf<'SOA'> => record.type === 'SOA' && sameName(record.name, zone),
  );
  if (soa === undefined) return behind(undefined, 'it does not have the zone');
  const { serial } = soa.data;
  if (awaited.serial !== undefined) {
    if (!reaches(serial, awaited.serial)) return behind(serial, `it has serial ${serial}`);
  }
  if (awaited.update !== undefined) {
    return await lookForUpdate(awaited.update, serial, call, options);
  }
  if (awaited.rrset === undefined) return { state: 'current', serial, reason: undefined };
  return await lookAtRRset(awaited.rrset, rrClass, serial, call, options);
}

async function lookForUpdate(
  { expectation, serial: since }: AwaitedUpdate,
  serial: number,
  call: Call,
  options: AskOptions,
): Promise<Look> {
  const { kind, finding, rrsets } = await readBack(expectation, call, options);
  if (call.signal.aborted) return undefined;
  // What a server does not show to anybody, such as what lies below a delegation.
  const isOnlyHidden = kind === 'refused' && since !== undefined && reaches(serial, since);
  if (kind === 'holds' || isOnlyHidden) return { state: 'current', serial, reason: undefined };
  const all = [...expectation.rrsets, ...expectation.names];
  const late = new Set(all.filter((_, index) => rrsets[index]?.state !== 'applied'));
  const left = {
    rrsets: expectation.rrsets.filter((one) => late.has(one)),
    names: expectation.names.filter((one) => late.has(one)),
  };
  return { state: kind === 'unanswered' ? 'unreachable' : 'behind', serial, reason: finding, left };
}

async function lookAtRRset(
  { name, type, identities }: ExpectedIdentity,
  rrClass: PropagationSettings['class'],
  serial: number,
  call: Call,
  options: AskOptions,
): Promise<Look> {
  // The type was checked to be one.
  const question = { name, type, class: rrClass } as Parameters<typeof ask>[0];
  const reading = await ask(question, call, options);
  const bad = notTold(reading, serial);
  if (bad !== 'told') return bad;
  const { message } = reading as Extract<Reading, { readonly status: 'answered' }>;
  const { records } = readAnswer(question, message);
  const held = new Set(records.map((record) => identityOf(record.type, record.data)));
  const isSame =
    records.every((record) => record.type === type) &&
    held.size === identities.size &&
    [...held].every((identity) => identities.has(identity));
  if (isSame) return { state: 'current', serial, reason: undefined };
  return behind(serial, `it has ${records.length} records of ${name} ${type}, or others`);
}

/** What an answer comes to that does not tell anything; AA is demanded. */
function notTold(reading: Reading, serial: number | undefined): Look | 'told' {
  switch (reading.status) {
    case 'interrupted':
      return undefined;
    case 'unanswered':
      return { state: 'unreachable', serial, reason: reading.error.message.replace(/\.$/, '') };
    case 'answered':
      return reading.message.flags.aa ? 'told' : behind(serial, 'it answers without authority');
    default:
      return behind(serial, `it says ${reading.error.code}`);
  }
}

/** Whether a serial is another one, or a newer (RFC 1982). */
function reaches(serial: number, other: number): boolean {
  const order = serialCompare(serial, other);
  return order === 0 || order === 1;
}

function behind(serial: number | undefined, reason: string): Look {
  return { state: 'behind', serial, reason };
}
