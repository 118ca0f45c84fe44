/**
 * The servers that the client is measured against: the embedded one in a process of its own, and
 * BIND where it is installed. Each tells what its zone holds, BIND's by way of dig, so that it can be
 * checked that what was measured was done.
 */

import { fileURLToPath } from 'node:url';
import { installed, startServer } from '@zonewright/testkit';
import { PeerProcess } from '../peers.ts';
import { keyName, secret, zoneName } from '../workload.ts';
import { zoneText } from './zone-text.ts';

/** By these it is known how many updates a zone has had. */
export interface ZoneContents {
  readonly serial: number;
  /** All of them: the apex's too, the SOA once. */
  readonly records: number;
}

export interface MeasuredServer extends AsyncDisposable {
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
  serial(): Promise<number>;
  contents(): Promise<ZoneContents>;
}

/** What was started, and what could not be. */
export interface MeasuredServers {
  readonly servers: readonly MeasuredServer[];
  readonly notMeasured: readonly { readonly who: string; readonly why: string }[];
}

export async function startServers(): Promise<MeasuredServers> {
  const embedded = await startEmbedded();
  if (!installed('bind')) {
    const why = 'not installed (Debian: bind9 bind9-utils bind9-dnsutils)';
    return { servers: [embedded], notMeasured: [{ who: 'BIND', why }] };
  }
  try {
    return { servers: [embedded, await startBind()], notMeasured: [] };
  } catch (error) {
    await embedded[Symbol.asyncDispose]();
    throw error;
  }
}

/** Compiled: from the sources too, where the tests come from. */
const runFile = fileURLToPath(new URL('../../dist/client/embedded-run.js', import.meta.url));

async function startEmbedded(): Promise<MeasuredServer> {
  const child = new PeerProcess([process.execPath, runFile]);
  // What embedded-run.ts in this folder answers.
  const { server } = (await child.ask({ request: 'listen' })) as { readonly server: string };
  const contents = async (): Promise<ZoneContents> =>
    (await child.ask({ request: 'contents' })) as ZoneContents;
  return {
    name: 'embedded server',
    address: server,
    serial: async () => (await contents()).serial,
    contents,
    [Symbol.asyncDispose]: async () => child.end(),
  };
}

async function startBind(): Promise<MeasuredServer> {
  const bind = await startServer('bind', {
    zones: { [zoneName]: zoneText },
    keys: [{ name: keyName, algorithm: 'hmac-sha256', secret }],
  });
  const serial = async (): Promise<number> => {
    const { answers } = await bind.dig(zoneName, 'SOA');
    // MNAME, RNAME, SERIAL (RFC 1035 section 3.3.13).
    return Number(answers[0]?.data.split(' ')[2]);
  };
  return {
    name: `BIND ${bind.version}`,
    address: bind.server,
    serial,
    contents: async () => ({
      serial: await serial(),
      records: (await bind.axfr(zoneName)).length,
    }),
    [Symbol.asyncDispose]: () => bind[Symbol.asyncDispose](),
  };
}
