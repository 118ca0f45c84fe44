// A medium that is full, or broken: what could not be written does not happen.
import { copyFileSync, writeSync } from 'node:fs';
import { createServer, StorageError } from '@zonewright/server';
import { createRecord, decodeMessage, encodeMessage } from '@zonewright/wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../support/folder.ts';
import { key, zoneText } from '../support/zone.ts';

const medium = vi.hoisted(() => ({ failures: 0 }));

vi.mock('../../src/storage/durable-file.ts', async (original) => {
  const actual = await original<typeof import('../../src/storage/durable-file.ts')>();
  return {
    ...actual,
    writeSynced: (file: number, octets: Uint8Array, position: number) => {
      if (medium.failures === 0) return actual.writeSynced(file, octets, position);
      medium.failures--;
      // It may all be there, and only the sync fail.
      writeSync(file, octets, 0, octets.length, position);
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    },
  };
});

afterEach(() => {
  medium.failures = 0;
});

const now = () => Math.floor(Date.now() / 1000);

function start(path: string) {
  const errors: unknown[] = [];
  const server = createServer({
    zones: { 'example.com': zoneText },
    file: path,
    keys: [key],
    onError: (error) => errors.push(error),
  });
  const update = async (name: string) => {
    const added = createRecord({
      name: `${name}.example.com`,
      type: 'A',
      ttl: 1,
      data: '192.0.2.1',
    });
    const zone = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
    const request = encodeMessage({ id: 1, opcode: 'UPDATE', zone, updates: [added] });
    const signed = key.sign(request, { now: now() });
    const reply = await server.answer(signed.bytes);
    return signed.verify(reply ?? request, { now: now() }).rcode;
  };
  return { server, errors, update };
}

describe('an update that cannot be written', () => {
  it('gets a signed SERVFAIL, changes nothing, and those after it are kept', async () => {
    using folder = makeFolder();
    const { server, errors, update } = start(folder.file('zone'));
    expect(await update('one')).toBe('NOERROR');
    const before = server.zone('example.com').toString();
    medium.failures = 1;
    expect(await update('two')).toBe('SERVFAIL');
    expect(server.zone('example.com').toString()).toBe(before);
    expect(errors).toEqual([expect.any(StorageError)]);
    // What another process would find, if this one were killed now.
    for (const suffix of ['', '.jnl']) {
      copyFileSync(folder.file(`zone${suffix}`), folder.file(`copy${suffix}`));
    }
    const copy = createServer({ file: { 'example.com': folder.file('copy') } });
    expect(copy.zone('example.com').toString()).toBe(before);
    await copy.close();
    expect(await update('three')).toBe('NOERROR');
    const after = server.zone('example.com').toString();
    expect(after).not.toContain('two');
    await server.close();
    const again = start(folder.file('zone'));
    expect(again.server.zone('example.com').toString()).toBe(after);
    await again.server.close();
  });

  it('and not be taken back ends all updates; what was acknowledged is there', async () => {
    using folder = makeFolder();
    const { server, update } = start(folder.file('zone'));
    expect(await update('one')).toBe('NOERROR');
    medium.failures = 2;
    expect(await update('two')).toBe('SERVFAIL');
    expect(await update('three')).toBe('SERVFAIL');
    const question = { name: 'one.example.com.', type: 'A', class: 'IN' } as const;
    const reply = await server.answer(encodeMessage({ opcode: 'QUERY', questions: [question] }));
    expect(decodeMessage(reply ?? new Uint8Array(0)).rcode).toBe('NOERROR');
    await server.close();
    const again = start(folder.file('zone'));
    expect(again.server.zone('example.com').hasName('one.example.com')).toBe(true);
    expect(again.server.zone('example.com').hasName('two.example.com')).toBe(false);
    await again.server.close();
  });
});
