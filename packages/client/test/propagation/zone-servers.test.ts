/** Name servers whose addresses the zone's own server does not know. */

import { createServer } from '@zonewright/server';
import { describe, expect, test, vi } from 'vitest';
import { DnsClient, PropagationTimeoutError, ZoneNotFoundError } from '../../src/index.ts';

const lookUp = vi.hoisted(() => vi.fn<(name: string) => Promise<unknown>>());
vi.mock('../../src/names/look-up.ts', async (load) => ({ ...(await load<object>()), lookUp }));

const zone = 'example.com';
const text = `@ 60 SOA ns1 hostmaster 5 60 60 60 60
@ 60 NS ns1
@ 60 NS ns.elsewhere.example.
ns1 60 A 127.0.0.1`;

async function outcomeWhere(code: string): Promise<unknown> {
  lookUp.mockRejectedValue(Object.assign(new Error(code), { code }));
  await using server = createServer({ zones: { [zone]: text } });
  const { port } = await server.listen();
  const options = { server: `127.0.0.1:${port}`, port, timeoutMs: 100, retry: false } as const;
  await using dns = new DnsClient(options);
  return await dns.waitForPropagation(zone, { timeoutMs: 400 }).catch((error: unknown) => error);
}

describe('a name server', () => {
  test('whose address cannot be found now is not left out: it is told by its name', async () => {
    const error = await outcomeWhere('EAI_AGAIN');
    expect(error).toBeInstanceOf(PropagationTimeoutError);
    expect(error).toMatchObject({
      servers: [
        { name: 'ns1.example.com.', state: 'current' },
        { name: 'ns.elsewhere.example.', state: 'unreachable' },
      ],
    });
    expect(String(error)).toMatch(/ns\.elsewhere\.example:\d+ is unreachable/);
  });

  test('that the system looks for without end holds up no other', async () => {
    lookUp.mockReturnValue(new Promise(() => {}));
    const alone = text.replace('SOA ns1', 'SOA ns.elsewhere.example.').replace('@ 60 NS ns1\n', '');
    await using server = createServer({ zones: { [zone]: text, 'alone.test': alone } });
    const { port } = await server.listen();
    const options = { server: `127.0.0.1:${port}`, port, retry: false } as const;
    await using hasty = new DnsClient({ ...options, timeoutMs: 100 });
    expect(await hasty.waitForPropagation(zone, { quorum: 1 })).toMatchObject({
      servers: [{ state: 'current' }, { state: 'unreachable' }],
    });
    await using patient = new DnsClient({ ...options, timeoutMs: 1_000_000 });
    const wait = patient.waitForPropagation('alone.test', { timeoutMs: 100 });
    expect(await wait.catch((error: unknown) => error)).toBeInstanceOf(PropagationTimeoutError);
    const controller = new AbortController();
    const told = patient.notify('alone.test', { signal: controller.signal });
    await patient.soa('alone.test');
    controller.abort('enough');
    expect(await told.catch((error: unknown) => error)).toBe('enough');
  });

  test('where none has an address it says so', async () => {
    lookUp.mockRejectedValue(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
    const alone = text.replace('@ 60 NS ns1\n', '');
    await using server = createServer({ zones: { [zone]: alone } });
    await using dns = new DnsClient({ server });
    const error = await dns.waitForPropagation(zone).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ZoneNotFoundError);
    expect((error as Error).message).toMatch(/^No name server of example\.com\. has an address/);
  });

  test('that has no address is nobody whom the world could ask', async () => {
    expect(await outcomeWhere('ENOTFOUND')).toMatchObject({
      serial: 5,
      servers: [{ name: 'ns1.example.com.', state: 'current' }],
    });
  });
});
