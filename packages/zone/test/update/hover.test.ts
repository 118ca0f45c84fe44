/**
 * What an editor shows at a call of the builder: the lines of nsupdate and the records on the wire that
 * the call makes. They are read out of the hover, as TypeScript gives it, and the call is made.
 */

import { fileURLToPath } from 'node:url';
import { Update } from '@zonewright/zone';
import ts from 'typescript-6';
import { beforeAll, expect, test } from 'vitest';

/** Each call as it stands in the program that is hovered over, and the call itself. */
const CALLS: readonly (readonly [string, (update: Update) => Update])[] = [
  ["nameUsed('www')", (update) => update.nameUsed('www')],
  ["nameNotUsed('www')", (update) => update.nameNotUsed('www')],
  ["rrsetUsed('www', 'A')", (update) => update.rrsetUsed('www', 'A')],
  ["rrsetNotUsed('www', 'A')", (update) => update.rrsetNotUsed('www', 'A')],
  ["used('www', 'A', '192.0.2.1')", (update) => update.used('www', 'A', '192.0.2.1')],
  ["used('www A 192.0.2.1')", (update) => update.used('www A 192.0.2.1')],
  ["insert('www', 300, 'A', '192.0.2.1')", (update) => update.insert('www', 300, 'A', '192.0.2.1')],
  [
    "insert({ name: 'www', ttl: 300, type: 'A', data: '192.0.2.1' })",
    (update) => update.insert({ name: 'www', ttl: 300, type: 'A', data: '192.0.2.1' }),
  ],
  ["remove('www', 'A', '192.0.2.1')", (update) => update.remove('www', 'A', '192.0.2.1')],
  ["remove(['www A 192.0.2.1'])", (update) => update.remove(['www A 192.0.2.1'])],
  ["removeRRset('www', 'A')", (update) => update.removeRRset('www', 'A')],
  ["removeName('www')", (update) => update.removeName('www')],
  [
    "replaceRRset('www', 300, 'A', '192.0.2.9')",
    (update) => update.replaceRRset('www', 300, 'A', '192.0.2.9'),
  ],
];

const folder = fileURLToPath(new URL('./', import.meta.url));
const file = `${folder}hovered.ts`;
const statements = CALLS.map(([call]) => `update.${call};`);
const program = [
  "import { Update } from '../../src/index.ts';",
  "const update = new Update('example.com');",
  ...statements,
].join('\n');

let service: ts.LanguageService;

beforeAll(() => {
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    customConditions: ['@zonewright/source'],
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
    lib: ['lib.es2023.d.ts'],
  };
  service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = path === file ? program : ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: (path) => (path === file ? program : ts.sys.readFile(path)),
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
    directoryExists: ts.sys.directoryExists,
  });
});

/** The hover's text at the method's name in a call. */
function hoverAt(call: string): string {
  const position = program.indexOf(`update.${call};`) + 'update.'.length;
  const info = service.getQuickInfoAtPosition(file, position);
  return ts.displayPartsToString(info?.documentation);
}

function linesOf(hover: string, label: string): string[] {
  const lines = hover.split('\n').filter((line) => line.startsWith(`${label}:`));
  return lines.map((line) => line.slice(label.length + 1).trim());
}

/** The numbers of RFC 1035 section 3.2 and RFC 2136 section 2. */
const types: Readonly<Record<string, string>> = { '0001': 'A', '00ff': 'ANY' };
const classes: Readonly<Record<string, string>> = { '0001': 'IN', '00fe': 'NONE', '00ff': 'ANY' };

/** The records behind the zone section of a message whose names are whole, read octet by octet. */
function recordsOf(message: Uint8Array): string[] {
  let rest = Buffer.from(message);
  const take = (length: number): Buffer => {
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  };
  const takeName = (): string => {
    const length = take(1).readUInt8();
    return length === 0 ? '' : `${take(length).toString('latin1')}.${takeName()}`;
  };
  const header = 12;
  const typeAndClass = 4;
  take(header);
  takeName();
  take(typeAndClass);
  const records: string[] = [];
  while (rest.length > 0) {
    const owner = takeName();
    const [type, rrClass] = [take(2).toString('hex'), take(2).toString('hex')];
    const ttl = take(4).toString('hex');
    const data = take(take(2).readUInt16BE()).toString('hex');
    records.push(
      `${owner} type ${types[type]} ${type} class ${classes[rrClass]} ${rrClass} TTL ${ttl} ` +
        (data === '' ? 'no data' : `data ${data}`),
    );
  }
  return records;
}

// TypeScript reads all sources at the first.
test.each(CALLS)('at %s', { timeout: 60_000 }, (call, make) => {
  const hover = hoverAt(call);
  const update = make(new Update('example.com'));
  const script = update.toString().split('\n').slice(1, -2);
  expect(script.length).toBeGreaterThan(0);
  expect(linesOf(hover, 'nsupdate')).toEqual(script);
  expect(linesOf(hover, 'wire')).toEqual(recordsOf(update.toWire({ compress: false })));
});
