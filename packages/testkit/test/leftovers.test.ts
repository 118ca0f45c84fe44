import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireServers } from '@zonewright/testkit';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { processesOfGroup } from './support/proc.ts';

const { available, reason = '' } = requireServers('nsd');

interface Started {
  readonly pid: number;
  readonly folder: string;
}

// NSD, because it has children that outlive it when it alone is killed.
describe.skipIf(!available)(`a run that ends without close ${reason}`, () => {
  let folder: string;
  let script: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zonewright-leftovers-'));
    script = join(folder, 'run.mjs');
    // Node 20 runs no TypeScript, so the run gets the testkit as one JavaScript file.
    const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
    const output = { dir: folder, entryFileNames: 'testkit.mjs' };
    await build({
      configFile: false,
      logLevel: 'silent',
      build: { ssr: entry, outDir: folder, emptyOutDir: false, rollupOptions: { output } },
    });
    await writeFile(
      script,
      `import { existsSync } from 'node:fs';
       import { startServer } from './testkit.mjs';
       const { pid, folder } = await startServer('nsd');
       // Told from inside: after the exit hook, and before the watcher can know.
       process.on('exit', () => { process.exitCode = existsSync(folder) ? 70 : 71; });
       process.send({ pid, folder });
       process.on('message', (word) => {
         if (word === 'exit') process.exit();
         if (word === 'throw') throw new Error('a test crashed');
         process.disconnect();
       });`,
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function start(): Promise<{ run: ChildProcess; server: Started }> {
    const run = fork(script, { stdio: 'ignore', detached: true });
    const [server] = await once(run, 'message');
    expect((await processesOfGroup(server.pid)).length).toBeGreaterThan(1);
    await access(server.folder);
    return { run, server };
  }

  async function expectNothingLeft({ pid, folder }: Started) {
    await vi.waitFor(async () => {
      expect(await processesOfGroup(pid)).toEqual([]);
      await expect(access(folder)).rejects.toThrow('ENOENT');
    }, 5_000);
  }

  it.each(['exit', 'throw'])('by %s leaves no server and no folder', async (how) => {
    const { run, server } = await start();
    run.send(how);
    const [code] = await once(run, 'exit');
    expect(code).toBe(71);
    await expectNothingLeft(server);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'by %s leaves no server and no folder',
    async (signal) => {
      const { run, server } = await start();
      run.kill(signal);
      await once(run, 'exit');
      await expectNothingLeft(server);
    },
  );

  it('by Ctrl-C, a signal to the whole process group, leaves no server and no folder', async () => {
    const { run, server } = await start();
    process.kill(-(run.pid ?? Number.NaN), 'SIGINT');
    await once(run, 'exit');
    await expectNothingLeft(server);
  });

  it('because nothing is left to do ends, and leaves no server', async () => {
    const { run, server } = await start();
    run.send('disconnect');
    const [code] = await once(run, 'exit');
    expect(code).toBe(71);
    await expectNothingLeft(server);
  });
});
