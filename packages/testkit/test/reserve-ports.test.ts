import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';

// The block that is tried first is always the same one, so that the tests can be in its way.
const { blocks } = vi.hoisted(() => ({ blocks: [] as number[] }));
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return {
    ...crypto,
    randomInt: (from: number, to: number) => blocks.shift() ?? crypto.randomInt(from, to),
  };
});
const { reservePorts } = await import('../src/reserve-ports.ts');

/** A port whose whole block was free a moment ago. */
async function freeBlock(): Promise<number> {
  const { port, release } = await reservePorts('127.0.0.1');
  await release();
  return port;
}

/** What is reserved when this block is tried first. */
function tryFirst(port: number) {
  blocks.push(port / 4);
  return reservePorts('127.0.0.1');
}

describe('reservePorts', () => {
  it('gives unprivileged ports below those of outgoing connections', async () => {
    const { port, controlPort, tlsPort, release } = await reservePorts('::1');
    expect(port).toBeGreaterThan(1023);
    expect(tlsPort).toBeLessThan(32768);
    expect(new Set([port, controlPort, tlsPort]).size).toBe(3);
    await release();
  });

  it('never gives a block to two at once, and gives it again after release', async () => {
    const block = await freeBlock();
    const first = await tryFirst(block);
    expect(first.port).toBe(block);
    const second = await tryFirst(block);
    expect(second.port).not.toBe(block);
    await first.release();
    const third = await tryFirst(block);
    expect(third.port).toBe(block);
    await Promise.all([second.release(), third.release()]);
  });

  it('passes over a port that a UDP socket has', async () => {
    const block = await freeBlock();
    const socket = createSocket('udp4').bind({ address: '127.0.0.1', port: block });
    await once(socket, 'listening');
    const { port, release } = await tryFirst(block);
    expect(port).not.toBe(block);
    await release();
    socket.close();
  });

  it.each([0, 2, 3])('passes over a block whose port %i a TCP server has', async (offset) => {
    const block = await freeBlock();
    const server = createServer().listen({ host: '127.0.0.1', port: block + offset });
    await once(server, 'listening');
    const { port, release } = await tryFirst(block);
    expect(port).not.toBe(block);
    await release();
    server.close();
  });
});
