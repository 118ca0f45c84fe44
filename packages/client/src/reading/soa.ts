/** The SOA of a zone, from a server that has the zone. */

import {
  canonicalName,
  parseName,
  type RdataOf,
  type RecordOf,
  type RRClass,
} from '@zonewright/wire';
import { ZoneNotFoundError } from '../errors/reading-error.ts';
import { checkNames, checkSignal } from '../options/option-check.ts';
import type { StopSignal } from '../transport/stop-signal.ts';
import { askServers } from './ask-servers.ts';
import { checkClass, type ReadOptions } from './query-options.ts';
import { readAnswer } from './read-answer.ts';
import type { Source } from './source.ts';

/** The fields of a zone's SOA (RFC 1035 section 3.3.13). */
export type SoaFields = RdataOf<'SOA'>;

/** Reads it; see {@link DnsClient.soa}. */
export async function soa(
  source: Source,
  zoneName: string,
  options: ReadOptions = {},
): Promise<SoaFields> {
  source.calls.refuseWhenClosed();
  checkNames(options, ['signal', 'class']);
  const zone = canonicalName(parseName(zoneName));
  return await readSoa(source, zone, checkClass(options.class), checkSignal(options.signal));
}

/** Reads the SOA of a zone by its canonical name. */
export async function readSoa(
  { settings, servers, calls }: Source,
  zone: string,
  rrClass: RRClass,
  signal: StopSignal | undefined,
): Promise<SoaFields> {
  const question = { name: zone, type: 'SOA', class: rrClass } as const;
  const { key, edns, deadlineMs } = settings;
  return await calls.during(deadlineMs, signal, async (call) => {
    const connectors = await servers.of(zone, call);
    const ways = { connectors, settings, key, edns, recursionDesired: false };
    const { message, connector } = await askServers(question, call, ways);
    const { status, records, alias } = readAnswer(question, message);
    const record = records.find((one): one is RecordOf<'SOA'> => one.type === 'SOA');
    if (record !== undefined && message.flags.aa) return record.data;
    const told = alias === undefined ? status : `a CNAME to ${alias.data}`;
    const what =
      record === undefined ? told : 'an SOA that it only heard of: it does not have the zone';
    throw new ZoneNotFoundError(
      `${connector.label} answered the query for the SOA of ${zone} with ${what}: check the name of the zone and the server, or look for the zone with findZone.`,
      { zone, server: connector.label, attempts: call.attempts },
    );
  });
}
