/** Small zones, one round: what is measured, and that what did not come whole is told. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireServers } from '@zonewright/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { measureTransfer, type TransferMeasurements } from '../../src/transfer/measure-transfer.ts';
import { transferTables } from '../../src/transfer/transfer-tables.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zonewright-bench-test-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** A peer that says it had so many records, and took 1 ms for them each time. */
function peerWith(records: number): { readonly name: string; readonly command: readonly string[] } {
  const answer = JSON.stringify({
    records,
    ms: [9, 1],
    cpuMs: [8, 0.5],
    beforeMiB: 10,
    peakMiB: 12,
  });
  const script = `process.stdin.once('data', () => console.log(${JSON.stringify(answer)}))`;
  return { name: 'a peer', command: [process.execPath, '-e', script] };
}

function measured(only: string, records = 10): Promise<TransferMeasurements> {
  return measureTransfer({
    rounds: 1,
    sizes: [10],
    folder,
    peers: [peerWith(records), { name: 'another', missing: 'not installed' }],
    isWanted: (name) => name.includes(only),
    onRound: () => {},
  });
}

describe.skipIf(!requireServers('bind').available)('from BIND', () => {
  test('signed and not: ours, the peers that are there, and dig', async () => {
    const { cases } = await measured('transfer bind');
    expect(cases.map(({ records, signed }) => [records, signed])).toEqual([
      [10, true],
      [10, false],
    ]);
    for (const { server, entries } of cases) {
      expect(server).toMatch(/^BIND 9\./);
      const [ours, peer] = entries;
      expect(ours).toMatchObject({ who: 'zonewright', ratio: 1 });
      expect(ours?.peakMiB).toBeGreaterThan(10);
      // The first go is cold and does not count.
      expect(peer).toMatchObject({
        who: 'a peer',
        perSecond: { median: 10_000 },
        cpuUs: { median: 50 },
        grownMiB: 2,
      });
      expect(entries.map(({ who }) => who)).toContain('dig');
      expect(entries.map(({ who }) => who)).not.toContain('another');
    }
    const [table] = transferTables(cases, 1);
    expect(table).toMatchObject({ name: 'transfer bind 10 signed', unit: '/s', better: 'more' });
    expect(table?.rows[1]).toMatchObject({
      who: 'a peer',
      kind: 'peer',
      spread: { median: 10_000 },
      figures: {
        'CPU a record': { unit: 'us', spread: { median: 50 } },
        'most memory': { unit: 'MiB', spread: { median: 12 } },
        'memory above start': { unit: 'MiB', spread: { median: 2 } },
      },
    });
    // Who is faster than the first has more records a second.
    const [ours, peer] = table?.rows.map(({ spread }) => spread.median) ?? [];
    expect(table?.rows[1]?.ratio).toBeCloseTo((peer ?? 0) / (ours ?? 1), 5);
  });

  test('who had another number of records fails the run', async () => {
    await expect(measured('bind 10 signed', 9)).rejects.toThrow(
      'transfer bind 10 signed: a peer had 9 records',
    );
  });
});

test('nothing is started for what nobody wants', async () => {
  expect(await measured('decode 100')).toEqual({ cases: [], notMeasured: [] });
});

test('a server that is not installed is said to be not measured', async () => {
  vi.stubEnv('TESTKIT_PATH', '');
  const { cases, notMeasured } = await measured('transfer');
  expect(cases).toEqual([]);
  expect(notMeasured.map(({ who }) => who)).toEqual(
    expect.arrayContaining(['transfers from bind', 'transfers from knot']),
  );
});
