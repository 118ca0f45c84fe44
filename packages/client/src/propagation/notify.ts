/** Tells servers of a zone that it has changed (RFC 1996): see {@link DnsClient.notify}. */

import {
  canonicalName,
  type DnsError,
  InvalidOptionError,
  parseName,
  type RecordOf,
  rcodeError,
} from '@zonewright/wire';
import type { Call } from '../exchange/call.ts';
import { checkBoolean, checkNames, checkSignal } from '../options/option-check.ts';
import { parseServer, type ServerAddress } from '../options/server-address.ts';
import { ask } from '../reading/ask.ts';
import { askServers } from '../reading/ask-servers.ts';
import { interruptedReading } from '../reading/interrupted.ts';
import { checkClass, type ReadOptions } from '../reading/query-options.ts';
import type { Source } from '../reading/source.ts';
import { Connector } from '../transport/connector.ts';
import { zoneServers } from './zone-servers.ts';

/** Options of {@link DnsClient.notify}. */
export interface NotifyOptions extends ReadOptions {
  /** Whom to tell, `host:port`. @default every NS address of the zone but those of its primary */
  readonly to?: string | readonly string[] | undefined;
  /** Signs it with the client's key, for servers that know it. @default false */
  readonly signed?: boolean | undefined;
}

/** What one server answered. */
export type NotifyAnswer =
  | { readonly server: string; readonly ok: true; readonly authenticated: boolean }
  | { readonly server: string; readonly ok: false; readonly error: DnsError };

/** Tells them all at once. */
export async function notify(
  source: Source,
  given: string,
  options: NotifyOptions = {},
): Promise<readonly NotifyAnswer[]> {
  const { settings, calls } = source;
  calls.refuseWhenClosed();
  checkNames(options, ['signal', 'class', 'to', 'signed']);
  const zone = canonicalName(parseName(given));
  const rrClass = checkClass(options.class);
  const isSigned = checkBoolean('signed', options.signed, false);
  const to = options.to === undefined ? undefined : checkTo(options.to, settings.port);
  return await calls.during(settings.deadlineMs, checkSignal(options.signal), async (call) => {
    const servers = to ?? (await secondaries(zone, call, source));
    const question = { name: zone, type: 'SOA', class: rrClass } as const;
    return await Promise.all(
      servers.map(async (server): Promise<NotifyAnswer> => {
        // Servers send it by UDP (RFC 1996 section 3.5); what fits it needs no connection.
        const transport = settings.transport === 'auto' ? 'udp' : settings.transport;
        const connector = new Connector({ ...settings, server, transport });
        try {
          const reading = await ask(question, call, {
            connector,
            key: isSigned ? settings.key : undefined,
            clock: settings.clock,
            timeoutMs: settings.timeoutMs,
            opcode: 'NOTIFY',
          });
          const { label } = server;
          if (reading.status === 'interrupted') throw interrupted(call, zone, label, settings);
          if (reading.status !== 'answered') {
            return { server: label, ok: false, error: reading.error };
          }
          const { message, authenticated } = reading;
          if (message.rcode === 'NOERROR') return { server: label, ok: true, authenticated };
          const error = rcodeError(message, { zone, server: label, authenticated });
          return { server: label, ok: false, error };
        } finally {
          connector.close();
        }
      }),
    );
  });
}

function interrupted(
  call: Call,
  zone: string,
  server: string,
  { deadlineMs }: Source['settings'],
): unknown {
  const subject = `the NOTIFY of ${zone}`;
  return interruptedReading(call, { subject, zone, server, deadlineMs, reason: undefined });
}

/** @throws {InvalidOptionError} */
function checkTo(to: unknown, port: number): readonly ServerAddress[] {
  const servers: readonly unknown[] = Array.isArray(to) ? to : [to];
  if (servers.length > 0) return servers.map((server) => parseServer(server, port));
  throw new InvalidOptionError('to', to, 'one server at least is needed');
}

/** Those that a primary tells: all that the NS name, but not itself (RFC 1996 section 2.1). */
async function secondaries(
  zone: string,
  call: Call,
  { settings, servers }: Source,
): Promise<readonly ServerAddress[]> {
  const { key, edns } = settings;
  const connectors = await servers.of(zone, call);
  const ways = { connectors, settings, key, edns, recursionDesired: false };
  const question = { name: zone, type: 'SOA', class: 'IN' } as const;
  const { message } = await askServers(question, call, ways);
  const soa = message.answers.find((record): record is RecordOf<'SOA'> => record.type === 'SOA');
  const primary = soa === undefined ? undefined : canonicalName(soa.data.mname);
  const all = await zoneServers(zone, call, ways);
  return all.filter(({ name }) => name !== primary).map(({ address }) => address);
}
