/** A client that is not closed must not keep a program from ending. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createServer } from '@zonewright/server';
import { expect, test } from 'vitest';
import { TsigKey } from '../../src/index.ts';

const built = fileURLToPath(new URL('../../dist/index.js', import.meta.url));

const program = `
import { DnsClient, TsigKey } from ${JSON.stringify(built)};
const dns = new DnsClient({
  server: process.env.SERVER,
  key: TsigKey.fromEnv('KEY'),
});
const result = await dns.update('example.com').insert('idle', 60, 'A', '192.0.2.1').send();
console.log(result.transport, result.authenticated);
`;

test('an idle connection does not hold the process', async () => {
  const key = TsigKey.generate('idle-key');
  const server = createServer({
    zones: {
      'example.com': '@ 60 SOA ns1 hostmaster 1 60 60 60 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1',
    },
    keys: [key],
  });
  await server.listen({ port: 0 });
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      {
        // A connection that held the process would do so for as long as the server lets it.
        timeout: 8_000,
        env: {
          ...process.env,
          SERVER: `127.0.0.1:${server.address.port}`,
          KEY: `${key.algorithm}:${key.name}:${key.revealSecret()}`,
        },
      },
    );
    expect(stdout).toBe('tcp true\n');
  } finally {
    await server.close();
  }
});
