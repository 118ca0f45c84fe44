import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { requireServers, type ServerKind, startServer } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { reservePorts } from '../src/reserve-ports.ts';
import { startServerWith } from '../src/start-server.ts';
import { nsupdate } from './support/nsupdate.ts';
import { processesOfGroup } from './support/proc.ts';

describe.each<ServerKind>(['bind', 'knot', 'powerdns', 'nsd'])('startServer %s', (kind) => {
  const { available, reason = '' } = requireServers(kind);

  it.skipIf(!available)(
    `takes other ports when its own are taken meanwhile ${reason}`,
    async () => {
      const first = await reservePorts('127.0.0.1');
      const udp = createSocket('udp4').bind({ address: '127.0.0.1', port: first.port });
      const tcp = createServer((socket) => socket.destroy()).listen({
        host: '127.0.0.1',
        port: first.port,
      });
      await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
      const reservations = [first];
      await using server = await startServerWith(
        {
          reserve: async (address) => reservations.pop() ?? reservePorts(address),
          answerMs: 10_000,
        },
        kind,
        {},
      );
      expect(server.port).not.toBe(first.port);
      expect((await server.dig('www.example.test', 'A')).answers[0]?.data).toBe('192.0.2.80');
      udp.close();
      tcp.close();
    },
  );

  it.skipIf(!available)(`has its folder where it is told to ${reason}`, async () => {
    const parentFolder = await mkdtemp(join(tmpdir(), 'testkit-parent-'));
    try {
      await using server = await startServer(kind, { parentFolder });
      expect(dirname(server.folder)).toBe(parentFolder);
      expect((await server.dig('www.example.test', 'A')).answers[0]?.data).toBe('192.0.2.80');
      await server.close();
      expect(await readdir(parentFolder)).toEqual([]);
    } finally {
      await rm(parentFolder, { recursive: true });
    }
  });

  it.skipIf(!available)(`starts without any zone, and with many ${reason}`, async () => {
    await using none = await startServer(kind, { zones: {}, keys: [] });
    expect((await none.dig('example.test', 'SOA')).rcode).not.toBe('NOERROR');
    const names = Array.from({ length: 20 }, (_, index) => `zone${index}.test`);
    const zones = Object.fromEntries(names.map((name) => [name, {}]));
    await using many = await startServer(kind, { zones });
    const { answers } = await many.dig('www.zone19.test', 'A');
    expect(answers[0]?.data).toBe('192.0.2.80');
  });
});

const { available, reason = '' } = requireServers('bind');

describe.skipIf(!available)(`startServer ${reason}`, () => {
  it('takes another control port when its own is taken meanwhile', async () => {
    const first = await reservePorts('127.0.0.1');
    const taken = createServer().listen({ host: '127.0.0.1', port: first.controlPort });
    await once(taken, 'listening');
    const reservations = [first];
    await using server = await startServerWith(
      { reserve: async (address) => reservations.pop() ?? reservePorts(address), answerMs: 10_000 },
      'bind',
      {},
    );
    expect(server.port).not.toBe(first.port);
    await server.freeze('example.test');
    taken.close();
  });

  it('shows the log of a server that ends at once, and leaves nothing', async () => {
    const zones = { 'example.test': { options: 'no-such-statement yes;' } };
    const failure = startServer('bind', { zones });
    await expect(failure).rejects.toThrow(
      /BIND ended with exit code 1[\s\S]*unknown option 'no-such/,
    );
  });

  it('shows the log of a server that does not serve its zones in time', async () => {
    const circumstances = { reserve: reservePorts, answerMs: 300 };
    const zones = { 'example.test': {}, 'broken.test': 'no zone at all' };
    await expect(startServerWith(circumstances, 'bind', { zones })).rejects.toThrow(
      /BIND did not serve example\.test, broken\.test in 300 ms[\s\S]*zone broken\.test\/IN: not loaded/,
    );
  });

  it('tells of a server that crashed, with its log, to whoever asks it', async () => {
    await using server = await startServer('bind');
    process.kill(server.pid, 'SIGKILL');
    while ((await processesOfGroup(server.pid)).length > 0);
    await expect(server.dig('example.test', 'SOA')).rejects.toThrow(/BIND was ended by SIGKILL\n/);
    await expect(server.axfr('example.test')).rejects.toThrow(/BIND was ended by SIGKILL\n/);
  });
});

// NSD takes none.
describe.each<ServerKind>(['bind', 'knot', 'powerdns'])('updates of a quiet %s', (kind) => {
  const { available, reason = '' } = requireServers(kind);

  it.skipIf(!available)(`are not logged ${reason}`, async () => {
    const logged = async (quiet: boolean): Promise<string> => {
      const server = await startServer(kind, { quiet });
      const lines = ['add quiet-test.example.test 60 A 192.0.2.99'];
      expect(await nsupdate(server, 'example.test', lines, 'testkit-key')).toBe('NOERROR');
      await server.close();
      return server.logText();
    };
    expect(await logged(false)).toMatch(/updat/i);
    expect(await logged(true)).not.toMatch(/updat/i);
  });
});
