/** Every address of every name server of a zone: what the world asks. */

import { isIPv6 } from 'node:net';
import { canonicalName, DnsError, type RecordOf } from '@zonewright/wire';
import { ZoneNotFoundError } from '../errors/reading-error.ts';
import type { Call } from '../exchange/call.ts';
import { lookUp } from '../names/look-up.ts';
import type { ServerAddress } from '../options/server-address.ts';
import { type AskServersOptions, askServers } from '../reading/ask-servers.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { inTime } from '../transport/in-time.ts';

/** One address of a name server. */
export interface ZoneServer {
  /** The NS record that names it; undefined where it was given. */
  readonly name: string | undefined;
  readonly address: ServerAddress;
}

/**
 * Finds them: NS and addresses from the servers that are asked, and from the system's resolver the
 * addresses that those do not have. A name without any address is skipped: it is nobody's to ask. One
 * whose address could not be found is told by its name, so that it is not left out unseen.
 *
 * @throws {ZoneNotFoundError} where the zone has no NS
 */
export async function zoneServers(
  zone: string,
  call: Call,
  ways: AskServersOptions,
  port: number = ways.settings.port,
): Promise<readonly ZoneServer[]> {
  const { message, connector } = await askServers(
    { name: zone, type: 'NS', class: 'IN' },
    call,
    ways,
  );
  const { records } = readAnswer({ name: zone, type: 'NS', class: 'IN' }, message);
  const names = records
    .filter((record): record is RecordOf<'NS'> => record.type === 'NS')
    .map(({ data }) => canonicalName(data));
  if (names.length === 0) {
    throw new ZoneNotFoundError(
      `${connector.label} tells no name servers of ${zone}: check the name of the zone.`,
      { zone, server: connector.label },
    );
  }
  const found = await Promise.all(
    names.map(async (name) => {
      const addresses = await addressesOf(name, call, ways);
      return addresses.map((host) => ({ name, address: serverAt(host, port) }));
    }),
  );
  return found.flat();
}

async function addressesOf(
  name: string,
  call: Call,
  ways: AskServersOptions,
): Promise<readonly string[]> {
  const { family } = ways.settings;
  const all = ['A', 'AAAA'] as const;
  const types = all.filter((type) => family === 0 || (family === 4) === (type === 'A'));
  const told = await Promise.all(
    types.map(async (type) => {
      const question = { name, type, class: 'IN' } as const;
      try {
        const { message } = await askServers(question, call, ways);
        const { records, status } = readAnswer(question, message);
        if (status === 'REFERRAL') return [];
        return records.flatMap((record) => (record.type === type ? [record.data as string] : []));
      } catch (error) {
        // A server of another zone's names need not say anything of this one's.
        if (error instanceof DnsError && !call.signal.aborted) return [];
        throw error;
      }
    }),
  );
  const addresses = told.flat();
  if (addresses.length > 0) return addresses;
  const host = name.slice(0, -1);
  try {
    const looked = await inTime(lookUp(host, family), ways.settings.timeoutMs, call.signal);
    return looked === undefined ? [host] : looked.map(({ address }) => address);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTFOUND' ? [] : [host];
  }
}

function serverAt(host: string, port: number): ServerAddress {
  return { host, port, label: `${isIPv6(host) ? `[${host}]` : host}:${port}` };
}
