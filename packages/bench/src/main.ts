/**
 * Measures wire and zone beside their peers, and the client against servers, in one run. `README.md`
 * says what and how.
 *
 * Run: npm run bench -- [--json] [--quick] [--rounds N] [--ms N] [--only TEXT] [--records N]
 *   [--install-peers]
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { arch, availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureClient } from './client/measure-client.ts';
import { measureMasterFiles } from './master-files.ts';
import { findPeers, installPeers, type Peer } from './peers.ts';
import { printReport, type Report } from './report.ts';
import { measureTransfer, sizes } from './transfer/measure-transfer.ts';
import { measureMessages } from './updates.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'install-peers': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    ms: { type: 'string' },
    records: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});

/** What is not said otherwise; `--quick` is for a look, not for figures to be shown. */
const defaults = values.quick
  ? { rounds: 3, ms: 100, records: 20_000 }
  : { rounds: 5, ms: 300, records: 100_000 };

/** @throws {RangeError} for what is no integer over 0 */
function count(option: keyof typeof defaults): number {
  const value = Number(values[option] ?? defaults[option]);
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
  const client = await measureClient({ rounds, ms: count('ms'), isWanted, onRound: say('client') });
  const transfers = await measureTransfer({
    rounds,
    sizes: values.quick ? sizes.filter((records) => records < 100_000) : sizes,
    folder,
    peers,
    isWanted,
    onRound: say('transfers'),
  });
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
    client: { verify: client.verify, connections: client.connections },
    transfers: transfers.cases,
    notMeasured: [
      ...peers.flatMap(({ name, missing }) =>
        missing === undefined ? [] : [{ who: name, why: missing }],
      ),
      ...client.notMeasured,
      ...transfers.notMeasured,
    ],
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
