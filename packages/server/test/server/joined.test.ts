// Parts of the server that have to know of each other: who may transfer is the policy's, and a lease
// that ends is a change like any other, for secondaries and for the file.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type ServerOptions } from '@zonewright/server';
import {
  decodeMessage,
  encodeMessage,
  type MessageInput,
  signRequest,
  TsigKey,
} from '@zonewright/wire';
import { describe, expect, it } from 'vitest';

const now = 1_700_000_000;
const mover = TsigKey.parse('hmac-sha256:mover:c2VjcmV0');
const writer = TsigKey.parse('hmac-sha256:writer:b3RoZXI=');
const text = '@ 60 SOA ns1 hostmaster 1 60 60 60 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1';
const zone = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
const axfr = { name: 'example.com.', type: 'AXFR', class: 'IN' } as const;

function request(message: MessageInput, key?: TsigKey): Uint8Array {
  const octets = encodeMessage({ id: 1, ...message });
  return key === undefined ? octets : signRequest(octets, key, { now }).bytes;
}

async function answer(
  options: ServerOptions,
  ...requests: readonly Uint8Array[]
): Promise<readonly ReturnType<typeof decodeMessage>[]> {
  const server = createServer({ keys: [mover, writer], clock: () => now, ...options });
  const replies = [];
  for (const octets of requests) {
    const reply = await server.answer(octets, { from: '192.0.2.7:5353' });
    if (reply === undefined) throw new Error('no reply');
    replies.push(decodeMessage(reply));
  }
  await server.close();
  return replies;
}

describe('transfers by policy', () => {
  const ask = { opcode: 'QUERY', questions: [axfr] } as const;
  const zones = { 'example.com': text };

  it('the key that may transfer does, another one is REFUSED', async () => {
    const policy = { grants: [{ key: 'mover', action: 'transfer' }] } as const;
    const replies = await answer({ zones, policy }, request(ask, mover), request(ask, writer));
    expect(replies.map(({ rcode }) => rcode)).toEqual(['NOERROR', 'REFUSED']);
  });

  it('an address may transfer without a key where a rule says so', async () => {
    const [refused] = await answer({ zones }, request(ask));
    expect(refused?.rcode).toBe('REFUSED');
    const policy = { grants: [{ from: '192.0.2.0/24', action: 'transfer' }] } as const;
    const [granted] = await answer({ zones, policy }, request(ask));
    expect(granted).toMatchObject({ rcode: 'NOERROR', answers: { length: 4 } });
  });
});

describe('a lease that ends', () => {
  const lease = {
    opcode: 'UPDATE',
    zone,
    updates: [{ name: 'www.example.com.', type: 'A', class: 'IN', ttl: 60, data: '192.0.2.1' }],
    edns: {
      udpPayloadBytes: 1232,
      version: 0,
      dnssecOk: false,
      options: [{ code: 'UPDATE-LEASE', leaseSeconds: 30 }],
    },
  } as const;

  it('is a difference that IXFR tells, and is written to the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zonewright-joined-'));
    const file = join(folder, 'example.com.zone');
    let clock = now;
    const server = createServer({
      zones: { 'example.com': text },
      keys: [writer],
      file,
      leases: true,
      clock: () => clock,
    });
    await server.answer(request(lease, writer));
    expect(server.zone('example.com').rrset('www.example.com.', 'A')?.data).toEqual(['192.0.2.1']);
    clock += 31;
    const soa = { ttl: 60, data: `ns1.example.com. hostmaster.example.com. 2 60 60 60 60` };
    const ixfr = encodeMessage({
      id: 2,
      opcode: 'QUERY',
      questions: [{ ...axfr, type: 'IXFR' }],
      authorities: [{ ...zone, ...soa } as never],
    });
    const reply = await server.answer(signRequest(ixfr, writer, { now: clock }).bytes);
    const message = decodeMessage(reply ?? new Uint8Array());
    if (message.opcode === 'UPDATE') throw new Error('an UPDATE');
    expect(message.answers.map(({ type }) => type)).toEqual(['SOA', 'SOA', 'A', 'SOA', 'SOA']);
    await server.close();

    const again = createServer({ file: { 'example.com': file } });
    expect(again.zone('example.com').serial).toBe(3);
    expect(again.zone('example.com').rrset('www.example.com.', 'A')).toBeUndefined();
    await again.close();
    await rm(folder, { recursive: true });
  });
});
