/** Where the quickstart runs: the embedded server, or a real one that the environment names. */

import { exec } from 'node:child_process';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { createServer } from '@zonewright/server';
import { TsigKey } from 'zonewright';
import { say } from './say.ts';

const zoneText = `$TTL 3600
@   SOA ns1 hostmaster 1 7200 900 1209600 300
@   NS  ns1
ns1 A   127.0.0.1
`;

export interface Stage {
  readonly server: string;
  readonly zone: string;
  readonly key: TsigKey;
  readonly isEmbedded: boolean;
  /** Stops updates to the zone, and takes them again; absent where nobody said how. */
  readonly freeze?: () => Promise<void>;
  readonly thaw?: () => Promise<void>;
  close(): Promise<void>;
}

/** Opens the stage, and says where. */
export async function openStage(): Promise<Stage> {
  const { ZONEWRIGHT_SERVER: server, ZONEWRIGHT_ZONE: zone } = env;
  const names = ['ZONEWRIGHT_SERVER', 'ZONEWRIGHT_ZONE', 'ZONEWRIGHT_KEY'];
  const missing = names.filter((name) => (env[name] ?? '') === '');
  if (missing.length === names.length) return await openEmbedded();
  if (server === undefined || zone === undefined || missing.length > 0) {
    throw new Error(`for a real server set ${missing.join(' and ')} too`);
  }
  const key = TsigKey.fromEnv('ZONEWRIGHT_KEY');
  console.log(`Zonewright quickstart on ${server}, zone ${zone}, key ${key.name}`);
  const { ZONEWRIGHT_FREEZE: freeze, ZONEWRIGHT_THAW: thaw } = env;
  return {
    server,
    zone,
    key,
    isEmbedded: false,
    ...(freeze === undefined ? {} : { freeze: () => run(freeze) }),
    ...(thaw === undefined ? {} : { thaw: () => run(thaw) }),
    close: () => Promise.resolve(),
  };
}

/** Runs a command of the operator's, such as `rndc freeze example.com`. */
async function run(command: string): Promise<void> {
  say(command);
  await promisify(exec)(command);
}

async function openEmbedded(): Promise<Stage> {
  const zone = 'example.com';
  const key = TsigKey.generate('quickstart-key');
  const embedded = createServer({
    zones: {
      [zone]: zoneText,
    },
    keys: [key],
  });
  await embedded.listen({ port: 0 });
  const { address, port } = embedded.address;
  const server = `${address}:${port}`;
  console.log(`Zonewright quickstart on the embedded server at ${server}, zone ${zone}`);
  say('for a real server set ZONEWRIGHT_SERVER, ZONEWRIGHT_ZONE and ZONEWRIGHT_KEY');
  return {
    server,
    zone,
    key,
    isEmbedded: true,
    freeze: async () => embedded.freeze(zone),
    thaw: async () => embedded.thaw(zone),
    close: () => embedded.close(),
  };
}
