import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerProcess } from '../src/server-process.ts';
import { processesOfGroup } from './support/proc.ts';

describe('ServerProcess', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zonewright-process-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const watch = () => ({
    started: vi.fn<(group: number) => void>(),
    ended: vi.fn<() => void>(),
    cleared: vi.fn<() => void>(),
  });

  /** A shell in the place of a server, once it has said "ready". */
  async function shell(script: string, leftovers = watch()) {
    const started = await ServerProcess.start('/bin/sh', ['-c', script], folder, leftovers);
    await vi.waitFor(async () => expect(await started.logText()).toContain('ready'));
    return started;
  }

  it('stops a child that the server leaves behind', async () => {
    const server = await shell('sleep 300 & echo ready; exec sleep 300');
    expect(await processesOfGroup(server.pid)).toHaveLength(2);
    await server.stop();
    expect(await processesOfGroup(server.pid)).toEqual([]);
    expect(server.ending).toBe('was ended by SIGTERM');
  });

  it('kills a server that does not heed SIGTERM', async () => {
    const server = await shell("trap '' TERM; echo ready; while :; do sleep 300; done");
    await server.stop(50);
    expect(await processesOfGroup(server.pid)).toEqual([]);
    expect(server.ending).toBe('was ended by SIGKILL');
  });

  it('tells how a server ended by itself, and tells the watcher when', async () => {
    const leftovers = watch();
    const server = await shell('echo ready >&2; read -r line; exit 4', leftovers);
    await vi.waitFor(() => expect(server.ending).toBe('ended with exit code 4'));
    expect(leftovers.started).toHaveBeenCalledExactlyOnceWith(server.pid);
    expect(leftovers.ended).toHaveBeenCalledOnce();
    await server.stop();
  });

  it('throws where the program cannot be started', async () => {
    const failure = ServerProcess.start('/nonexistent/named', [], folder, watch());
    await expect(failure).rejects.toThrow('/nonexistent/named could not be started');
  });
});
