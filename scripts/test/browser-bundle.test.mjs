// The pure packages as a web page has them: bundled by vite, and run where there is nothing of Node
// and no more of the platform than the language and the text codecs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../bundle.mjs';
import { runNode } from '../run.mjs';

const PROGRAM = `
import { createAnswerer } from '@zonewright/server/answer';
import { decodeMessage, parseName, signRequest, TsigKey } from '@zonewright/wire';
import { Update, Zone } from '@zonewright/zone';

export function seenGlobals() {
  return ['process', 'Buffer', 'require', 'crypto', 'URL', 'setTimeout', 'navigator'].filter(
    (name) => name in globalThis,
  );
}

export function unicodeName() {
  return parseName('bücher.example');
}

export function story() {
  const now = 1_700_000_000;
  const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
  const zone = Zone.parse('example.com', '@ 60 SOA ns1 hostmaster 7 3600 600 86400 60\\n@ 60 NS ns1');
  const answerer = createAnswerer({ zones: [zone], keys: [key] });
  const update = new Update('example.com')
    .nameNotUsed('www')
    .insert('www', 300, 'A', '192.0.2.1')
    .insert('www', 300, 'TXT', 'grüße');
  const signed = signRequest(update.toWire({ id: 7 }), key, { now });
  const request = decodeMessage(signed.bytes);
  const first = signed.verify(answerer.answer(signed.bytes, { now, transport: 'tcp' }), { now });
  const again = signRequest(update.toWire({ id: 8 }), key, { now });
  const second = decodeMessage(answerer.answer(again.bytes, { now, transport: 'tcp' }));
  return JSON.stringify({
    asked: [request.updates[0].data, request.tsig.algorithm],
    first: [first.id, first.rcode, first.tsig.name],
    second: [second.id, second.rcode],
    zone: zone.toString(),
  });
}
`;

/** The text codecs, of the script's own realm, as those of a browser are. */
const TEXT_CODECS = `
globalThis.TextEncoder = class {
  encode(text) { return Uint8Array.from(host.encode(text)); }
};
globalThis.TextDecoder = class {
  #decode;
  constructor(label, options) { this.#decode = host.decoder(label, options); }
  decode(octets) { return this.#decode(octets); }
};
`;

/** A bundle that was made of the sources, or of what is built, and the realm that it runs in. */
async function runBundled(conditions) {
  const bundled = await bundle(PROGRAM, { platform: 'browser', conditions });
  const context = vm.createContext();
  const host = {
    encode: (text) => new TextEncoder().encode(text),
    decoder: (label, options) => (octets) => new TextDecoder(label, options).decode(octets),
  };
  vm.runInContext(`((host) => {${TEXT_CODECS}})`, context)(host);
  vm.runInContext(bundled.code, context, { filename: 'bundled.js' });
  return { bundled, run: (call) => vm.runInContext(call, context) };
}

describe.each([
  ['of the sources', ['@zonewright/source']],
  ['of what is built', []],
])('a bundle %s', (_, conditions) => {
  let bundled;
  let run;

  beforeAll(async () => {
    ({ bundled, run } = await runBundled(conditions));
  });

  test('asks for nothing of Node', () => {
    expect(bundled.builtins).toEqual({});
    expect(bundled.code).not.toMatch(/\brequire\(|\bimport\(|["'`]node:/);
  });

  test('builds, signs, answers and verifies an update without process, Buffer or require', () => {
    expect(run('bundled.seenGlobals()')).toHaveLength(0);
    const { asked, first, second, zone } = JSON.parse(run('bundled.story()'));
    expect(asked).toEqual(['192.0.2.1', 'hmac-sha256.']);
    expect(first).toEqual([7, 'NOERROR', 'ddns-key.']);
    expect(second).toEqual([8, 'YXDOMAIN']);
    expect(zone).toMatch(/^www\.example\.com\.\s+300\s+IN\s+A\s+192\.0\.2\.1$/m);
    expect(zone).toContain('gr\\195\\188\\195\\159e');
  });

  test('reads Unicode names', () => {
    expect(run('bundled.unicodeName()')).toBe('xn--bcher-kva.example.');
  });
});

test('a bundle for Node has the tables of IDNA in it, and looks for no package', async () => {
  const program = `
    import { parseName } from 'zonewright';
    console.log(parseName('bücher.example'));`;
  const { code } = await bundle(program, { platform: 'node' });
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-bundle-'));
  try {
    const file = join(folder, 'program.mjs');
    writeFileSync(file, code);
    // Where all that is installed here would be found.
    const env = { NODE_PATH: '' };
    expect((await runNode(file, [], { env })).output.trim()).toBe('xn--bcher-kva.example.');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
