/** All of it together: what is wanted is measured, and a part that fails does not take the others along. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AllOptions, measureAll } from '../src/measure-all.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zonewright-bench-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

function optionsOf(more: Partial<AllOptions>): AllOptions {
  return {
    rounds: 1,
    ms: 5,
    records: 100,
    folder,
    isQuick: true,
    isLarge: false,
    isWanted: () => false,
    command: 'npm run bench',
    onPart: () => {},
    onFailure: (what, error) => expect.unreachable(`${what}: ${String(error)}`),
    ...more,
  };
}

test('only what is wanted is measured', { timeout: 60_000 }, async () => {
  const soFar: number[] = [];
  const report = await measureAll(
    optionsOf({
      isWanted: (name) => name === 'update 1' || name === 'master file',
      onPart: ({ tables }) => soFar.push(tables.length),
    }),
  );
  expect(report.tables.map(({ name }) => name)).toEqual([
    'update 1',
    'master file parse',
    'master file print',
  ]);
  expect(report.tables[0]?.rows[0]).toMatchObject({ who: 'zonewright', kind: 'ours', ratio: 1 });
  expect(report.tables[0]?.rows[0]?.aims).toHaveLength(1);
  expect(report.curves).toEqual([]);
  expect(report.versions['Node']).toBe(process.versions.node);
  // After each part, so that a run that is broken off has what came before.
  expect(soFar[0]).toBe(1);
  expect(soFar.at(-1)).toBe(3);
});

test('what fails is told, and the others are measured', { timeout: 60_000 }, async () => {
  const failed: string[] = [];
  const report = await measureAll(
    optionsOf({
      isWanted: (name) => {
        if (name.startsWith('load')) throw new Error('no load today');
        return name === 'master file';
      },
      onFailure: (what) => failed.push(what),
    }),
  );
  expect(failed).toEqual(['load']);
  expect(report.notMeasured).toContainEqual({ who: 'load', why: 'it failed' });
  expect(report.tables).toHaveLength(2);
});
