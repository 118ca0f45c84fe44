/** The whole of it, in turns of a few milliseconds: what it measures, not how long that takes. */

import { requireServers } from '@zonewright/testkit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { clientTables } from '../../src/client/client-tables.ts';
import { type ClientMeasurements, measureClient } from '../../src/client/measure-client.ts';

function measured(only = ''): Promise<ClientMeasurements> {
  const isWanted = (name: string): boolean => name.includes(only);
  return measureClient({ rounds: 2, ms: 5, isWanted, onRound: () => {} });
}

afterEach(() => vi.unstubAllEnvs());

describe('without BIND', () => {
  test('the embedded server is measured, and what is missing is said', async () => {
    vi.stubEnv('TESTKIT_PATH', '');
    const measurements = await measured();
    const { verify, connections, notMeasured } = measurements;
    expect(verify).toMatchObject([
      { server: 'embedded server', verify: false, ratio: { median: 1 }, cpuRatio: { median: 1 } },
      { server: 'embedded server', verify: true },
    ]);
    expect(verify[1]?.ratio.median).not.toBe(1);
    expect(connections.map((entry) => entry.maxConnections)).toEqual([1, 4, 16]);
    expect(notMeasured).toEqual([{ who: 'BIND', why: expect.stringContaining('bind9') }]);
    for (const { updates } of [...verify, ...connections]) expect(updates).toBeGreaterThan(0);
    const [first, second] = clientTables(measurements, 2);
    expect(first).toMatchObject({ name: 'client verify embedded server', unit: 'us', rounds: 2 });
    expect(first?.rows.map(({ who, aims }) => [who, aims.length])).toEqual([
      ['zonewright, verify: false', 0],
      ['zonewright, verify: true', 2],
    ]);
    expect(first?.rows[1]?.ratio).toBe(verify[1]?.ratio.median);
    expect(second?.rows.map(({ who }) => who).at(-1)).toBe('zonewright, maxConnections: 16');
  });

  test('nothing is started for what nobody wants', async () => {
    const nothing = { verify: [], connections: [], notMeasured: [] };
    expect(await measured('decode 100')).toEqual(nothing);
  });
});

describe('with BIND', () => {
  test.skipIf(!requireServers('bind').available)('both are, and only what is wanted', async () => {
    const { verify, connections, notMeasured } = await measured('client connections');
    expect(verify).toEqual([]);
    expect(notMeasured).toEqual([]);
    const itself = { median: 1, least: 1, most: 1 };
    const first = connections.filter(({ maxConnections }) => maxConnections === 1);
    expect(first.map(({ ratio }) => ratio)).toEqual([itself, itself]);
    expect(connections.map(({ server, inFlight }) => [server, inFlight])).toEqual([
      ...Array.from({ length: 3 }, () => ['embedded server', 64]),
      ...Array.from({ length: 3 }, () => [expect.stringMatching(/^BIND 9\./), 64]),
    ]);
  });
});
