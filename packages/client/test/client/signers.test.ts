/** What signs is anybody's: it may take its time, in whatever promise, and it may go wrong. */

import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  ConnectError,
  InvalidOptionError,
  MessageTooLargeError,
  type Signer,
} from '../../src/index.ts';
import { key, outcomeOf, startGround, zone } from '../sending/embedded.ts';

/** What a signer by the interface alone makes of an update, and what of it arrived. */
async function outcomeBy(sign: Signer['sign'], transport: 'tcp' | 'udp') {
  await using ground = await startGround();
  const signer: Signer = { name: key.name, overheadBytes: key.overheadBytes, sign };
  const dns = ground.client({ key: signer, transport });
  const outcome = await outcomeOf(dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send());
  return { outcome, received: ground.server.received };
}

const OtherPromise = runInNewContext('Promise') as PromiseConstructor;

describe.each(['tcp', 'udp'] as const)('a signer of the caller, over %s', (transport) => {
  test.each<[string, Signer['sign']]>([
    ['at once', (request, options) => key.sign(request, options)],
    ['in a promise', async (request, options) => key.sign(request, options)],
    [
      'in a promise of another realm',
      (request, options) => OtherPromise.resolve(key.sign(request, options)),
    ],
    [
      'in octets that are a Buffer',
      (request, options) => {
        const signed = key.sign(request, options);
        return { ...signed, bytes: Buffer.from(signed.bytes) };
      },
    ],
  ])('signs %s', async (_, sign) => {
    const { outcome } = await outcomeBy(sign, transport);
    expect(outcome).toMatchObject({ rcode: 'NOERROR', authenticated: true });
  });

  test.each<[string, (request: Uint8Array) => unknown]>([
    ['nothing', () => undefined],
    ['a promise of nothing', () => Promise.resolve()],
    ['octets alone', (request) => key.sign(request, { now: 0 }).bytes],
    ['nothing that judges the reply', (bytes) => ({ bytes })],
    ['nothing that is sent', () => ({ judge: () => undefined })],
  ])('gives %s, and nothing leaves, least of all unsigned', async (_, sign) => {
    const { outcome, received } = await outcomeBy(sign as Signer['sign'], transport);
    expect(outcome).toBeInstanceOf(InvalidOptionError);
    expect(outcome).toMatchObject({ option: 'key', value: undefined, applied: 'no' });
    expect(received).toEqual([]);
  });

  test('gives more than a message has room for, and nothing leaves', async () => {
    const { outcome, received } = await outcomeBy((request, options) => {
      const signed = key.sign(request, options);
      const bytes = new Uint8Array(65_536);
      bytes.set(signed.bytes);
      return { ...signed, bytes };
    }, transport);
    expect(outcome).toBeInstanceOf(MessageTooLargeError);
    expect(outcome).toMatchObject({ sizeBytes: 65_536, applied: 'no' });
    expect(received).toEqual([]);
  });

  test.each([
    ['an attempt', { timeoutMs: 20, retry: false }],
    ['the call', { timeoutMs: 5_000, deadlineMs: 20 }],
  ] as const)('gives nothing in the time of %s, and that is what is said', async (_, limits) => {
    await using ground = await startGround();
    const sign = (): Promise<never> => new Promise(() => {});
    const signer: Signer = { name: key.name, overheadBytes: key.overheadBytes, sign };
    const dns = ground.client({ key: signer, transport, ...limits });
    const update = await outcomeOf(dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send());
    const query = await outcomeOf(dns.soa(zone));
    for (const outcome of [update, query]) {
      expect(outcome).toBeInstanceOf(ConnectError);
      const message = expect.stringContaining(`No signature for ${ground.address} (`);
      expect(outcome).toMatchObject({ applied: 'no', message });
    }
    expect(ground.server.received).toEqual([]);
  });
});
