/**
 * Measures wire and zone beside their peers in one run. `README.md` says what and how.
 *
 * Run: npm run bench -- [--json] [--rounds N] [--ms N] [--only TEXT] [--records N] [--install-peers]
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { arch, availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureMasterFiles } from './master-files.ts';
import { findPeers, installPeers, type Peer } from './peers.ts';
import { printReport, type Report } from './report.ts';
import { measureMessages } from './updates.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'install-peers': { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    ms: { type: 'string', default: '300' },
    records: { type: 'string', default: '100000' },
    only: { type: 'string', default: '' },
  },
});

/** @throws {RangeError} for what is no integer over 0 */
function count(option: 'rounds' | 'ms' | 'records'): number {
  const value = Number(values[option]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`--${option} wants an integer over 0, not ${values[option]}`);
}

async function measure(folder: string): Promise<Report> {
  const rounds = count('rounds');
  if (values['install-peers']) installPeers();
  const peers: readonly Peer[] = findPeers(folder);
  const commands = peers.flatMap(({ command }) => (command === undefined ? [] : [command]));
  const isWanted = (name: string): boolean => name.includes(values.only);
  const say = (what: string) => (round: number) =>
    process.stderr.write(`bench: ${what}, round ${round} of ${rounds}\n`);
  const messages = await measureMessages({
    rounds,
    ms: count('ms'),
    commands,
    isWanted,
    onRound: say('messages'),
  });
  const masterFile = isWanted('master file')
    ? await measureMasterFiles({
        records: count('records'),
        rounds,
        folder,
        peers,
        onRound: say('master file'),
      })
    : [];
  return {
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown processor',
      cores: availableParallelism(),
      node: process.versions.node,
      platform: `${process.platform} ${arch()}`,
    },
    rounds,
    messages,
    masterFile,
    notMeasured: peers.flatMap(({ name, missing }) =>
      missing === undefined ? [] : [{ who: name, why: missing }],
    ),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'zonewright-bench-'));
try {
  const report = await measure(folder);
  process.stdout.write(
    values.json ? `${JSON.stringify(report, undefined, 2)}\n` : printReport(report),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
