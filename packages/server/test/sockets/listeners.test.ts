import { networkInterfaces } from 'node:os';
import { reservePorts } from '@zonewright/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ListenError } from '../../src/sockets/listen-error.ts';
import { type Listeners, openListeners } from '../../src/sockets/listeners.ts';
import { TcpListener } from '../../src/sockets/tcp-listener.ts';
import { UdpListener } from '../../src/sockets/udp-listener.ts';
import { handlerOf } from '../support/handlers.ts';
import { assertNoOpenSockets } from '../support/handles.ts';

const limits = { maxConnections: 10, idleTimeoutMs: 60_000 };
const opened: { close(): Promise<void> }[] = [];

const options = (port = 0, address = '127.0.0.1') => ({
  address,
  port,
  handle: handlerOf((bytes) => bytes),
  report: vi.fn<(error: unknown) => void>(),
});

async function open(port = 0, address = '127.0.0.1'): Promise<Listeners> {
  const listeners = await openListeners(options(port, address), limits);
  opened.push(listeners);
  return listeners;
}

/** A number that is free for both, and stays so: one that UDP alone was given may be taken for TCP. */
async function freePort(): Promise<number> {
  const { port, release } = await reservePorts('127.0.0.1');
  opened.push({ close: release });
  return port;
}

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await assertNoOpenSockets();
});

const inUse = () => new ListenError('UDP 127.0.0.1:1', { code: 'EADDRINUSE' });

describe('both ports', () => {
  it('have one number, which port 0 leaves to the system', async () => {
    const tcp = vi.spyOn(TcpListener, 'open');
    const udp = vi.spyOn(UdpListener, 'open');
    const { port, address } = await open();
    const numbers = [await tcp.mock.results[0]?.value, await udp.mock.results[0]?.value];
    expect(numbers.map((listener) => listener.port)).toEqual([port, port]);
    expect(address).toBe('127.0.0.1');
    expect(port).toBeGreaterThan(1023);
  });

  it('are tried for again where the number is taken by another UDP socket', async () => {
    const udp = vi
      .spyOn(UdpListener, 'open')
      .mockRejectedValueOnce(inUse())
      .mockRejectedValueOnce(inUse());
    const { port } = await open();
    expect(udp).toHaveBeenCalledTimes(3);
    expect(udp.mock.calls[2]?.[0].port).toBe(port);
  });

  it('are given up at once where it is for another reason', async () => {
    const denied = new ListenError('UDP 127.0.0.1:1', { code: 'EACCES' });
    const udp = vi.spyOn(UdpListener, 'open').mockRejectedValue(denied);
    await expect(open()).rejects.toBe(denied);
    expect(udp).toHaveBeenCalledTimes(1);
  });

  it('are given up after 32 attempts, and at once where the number was asked for', async () => {
    const udp = vi.spyOn(UdpListener, 'open').mockRejectedValue(inUse());
    await expect(open()).rejects.toThrow(ListenError);
    expect(udp).toHaveBeenCalledTimes(32);
    await expect(open(await freePort())).rejects.toThrow(ListenError);
    expect(udp).toHaveBeenCalledTimes(33);
  });
});

describe('what cannot be listened on', () => {
  it('is a ListenError with the code of the system, and leaves nothing open', async () => {
    const { port } = await open();
    await expect(open(port)).rejects.toThrow(
      expect.objectContaining({ code: 'LISTEN_FAILED', systemCode: 'EADDRINUSE', applied: 'no' }),
    );
    await expect(open(port)).rejects.toThrow(`Cannot listen on TCP 127.0.0.1:${port}`);
    const udp = await UdpListener.open(options(await freePort()));
    opened.push(udp);
    await expect(open(udp.port)).rejects.toThrow(`Cannot listen on UDP 127.0.0.1:${udp.port}`);
    await expect(open(0, '192.0.2.1')).rejects.toThrow(
      expect.objectContaining({ systemCode: 'EADDRNOTAVAIL' }),
    );
  });
});

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((entry) => entry?.address === '::1');

describe.skipIf(!hasIpv6)('IPv6', () => {
  it('is listened on where it is asked for', async () => {
    const { port, address } = await open(0, '::1');
    expect({ address, isPort: port > 1023 }).toEqual({ address: '::1', isPort: true });
  });
});
