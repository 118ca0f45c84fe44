// Runs every example of the documents: one test each, named for its file and line. One that talks
// to the server 'ns1.example.com' gets an embedded server of its own under that name.
import { rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { toRunForm } from '../example-run-form.mjs';
import { collectExamples, exampleFile, examplesFolder, writeExample } from '../examples.mjs';

const { examples } = await collectExamples();
const folder = join(examplesFolder, `run-${process.pid}`);
const assertions = join(import.meta.dirname, '../example-assertions.mjs');

/** What the examples find: records to look at, to change and to remove. */
const ZONE = `
$ORIGIN example.com.
$TTL 300
@      IN SOA ns1 hostmaster 1 3600 600 86400 300
@      IN NS  ns1
ns1    IN A   127.0.0.1
mail   IN A   192.0.2.25
old    IN TXT "to be removed"
`;
const KEY = 'hmac-sha256:ddns-key:c2VjcmV0';
const SERVER_NAME = /(['"])ns1\.example\.com\1/g;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the documents and the public functions have examples', () => {
  expect(examples.length).toBeGreaterThan(0);
});

describe('examples', () => {
  for (const example of examples.filter(({ runs }) => runs)) {
    test(`${example.path}:${example.line}`, async () => {
      const code = toRunForm(`${example.path}:${example.line}`, example.code);
      if (!talksToTheServer(code)) return await runExample(example, code);
      const server = await startServer();
      try {
        const address = `127.0.0.1:${server.address.port}`;
        await runExample(example, code.replace(SERVER_NAME, `'${address}'`));
      } finally {
        await server.close();
      }
    });
  }
});

/** In the examples of wire and zone the name is only a name. */
function talksToTheServer(code) {
  return /from ['"]zonewright['"]/.test(code) && code.match(SERVER_NAME) !== null;
}

async function runExample(example, code) {
  const file = exampleFile(folder, example);
  const from = relative(dirname(file), assertions).replaceAll('\\', '/');
  writeExample(folder, example, code, `import { rejects, sees, throws } from '${from}';`);
  await import(/* @vite-ignore */ file);
}

async function startServer() {
  const { createServer } = await import('@zonewright/server');
  const { TsigKey } = await import('zonewright');
  const server = createServer({ zones: { 'example.com': ZONE }, keys: [TsigKey.parse(KEY)] });
  await server.listen({ port: 0 });
  return server;
}
