/** The zone that holds a name, and its primary: see {@link DnsClient.findZone}. */

import { canonicalName, parseName } from '@zonewright/wire';
import { checkNames, checkSignal } from '../options/option-check.ts';
import { checkClass, checkFollowCname, type QueryOptions } from './query-options.ts';
import type { Source } from './source.ts';
import { searchZone } from './zone-search.ts';

/** Options of {@link DnsClient.findZone}. */
export type FindZoneOptions = Pick<QueryOptions, 'signal' | 'class' | 'followCname'>;

/** What {@link DnsClient.findZone} resolves to. */
export interface FoundZone {
  /** Absolute, in lower case. */
  readonly zone: string;
  /** The server that the zone's SOA names as its primary. */
  readonly primary: string;
  readonly serial: number;
  /** The name that the zone holds: the one that was asked for, or where its CNAMEs lead. */
  readonly name: string;
  /** Who said so, `host:port`. */
  readonly server: string;
  /** Whether every reply was signed and its signature verified. */
  readonly authenticated: boolean;
}

/** Looks for it. */
export async function findZone(
  { settings, servers, calls }: Source,
  given: string,
  options: FindZoneOptions = {},
): Promise<FoundZone> {
  calls.refuseWhenClosed();
  checkNames(options, ['signal', 'class', 'followCname']);
  const name = canonicalName(parseName(given));
  const maxCnames = checkFollowCname(options.followCname);
  const rrClass = checkClass(options.class);
  const { key, edns, deadlineMs } = settings;
  return await calls.during(deadlineMs, checkSignal(options.signal), async (call) => {
    const { soa, answer, aliases, authenticated } = await searchZone(name, call, {
      connectors: await servers.of(name, call),
      settings,
      key,
      edns,
      recursionDesired: false,
      class: rrClass,
      demandsAuthority: true,
      maxCnames,
    });
    return {
      zone: canonicalName(soa.name),
      primary: canonicalName(soa.data.mname),
      serial: soa.data.serial,
      name: aliases.at(-1) ?? name,
      server: answer.connector.label,
      authenticated,
    };
  });
}
