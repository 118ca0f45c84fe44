/**
 * Measures our packages beside their peers, in one run on one machine. `README.md` says what and how.
 *
 * Run: npm run bench -- [--json] [--quick] [--report FOLDER] [--only TEXT] [--rounds N] [--ms N]
 *   [--records N] [--large] [--install-peers]
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAll } from './measure-all.ts';
import { installPeers } from './peers.ts';
import { textOf } from './report/text.ts';
import { writeReport } from './report/write-report.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'install-peers': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    report: { type: 'string' },
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

const folder = mkdtempSync(join(tmpdir(), 'zonewright-bench-'));
try {
  const [rounds, ms, records] = [count('rounds'), count('ms'), count('records')];
  if (values['install-peers']) installPeers();
  const given = process.argv
    .slice(2)
    .map((argument) => (/\s/.test(argument) ? `'${argument}'` : argument));
  const report = await measureAll({
    rounds,
    ms,
    records,
    folder,
    isQuick: values.quick,
    isLarge: values.large,
    isWanted: (name) => name.includes(values.only),
    onPart: (soFar) => {
      // A run that is broken off has not been for nothing.
      if (values.report !== undefined) writeReport(values.report, soFar);
    },
    onFailure: (part, error) => {
      process.exitCode = 1;
      console.error(`bench: ${part} failed:`, error);
    },
    command: ['npm run bench', ...(given.length > 0 ? ['--', ...given] : [])].join(' '),
  });
  if (report.tables.length + report.curves.length === 0) {
    console.error('bench: nothing was measured: the README has the names that --only looks at');
    process.exitCode = 1;
  }
  process.stdout.write(values.json ? `${JSON.stringify(report, undefined, 2)}\n` : textOf(report));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
