/** The measurements as a table for people. The same as JSON is the measurements as they are. */

import { clientLines } from './client/client-lines.ts';
import type { ClientMeasurements } from './client/measure-client.ts';
import { number, range, times } from './figures.ts';
import type { MasterFileEntry } from './master-files.ts';
import type { Spread } from './spread.ts';
import type { TransferCase } from './transfer/measure-transfer.ts';
import { transferLines } from './transfer/transfer-lines.ts';
import type { MessageCase } from './updates.ts';

export interface Report {
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
    readonly platform: string;
  };
  readonly rounds: number;
  readonly messages: readonly MessageCase[];
  readonly masterFile: readonly MasterFileEntry[];
  readonly client: Pick<ClientMeasurements, 'verify' | 'connections'>;
  readonly transfers: readonly TransferCase[];
  /** Who was not measured, and why. */
  readonly notMeasured: readonly { readonly who: string; readonly why: string }[];
}

/** Prints a report as lines of text. */
export function printReport(report: Report): string {
  const { cpu, cores, node, platform } = report.machine;
  const lines = [
    `${cpu}, ${cores} cores, ${platform}, Node ${node}; medians of ${report.rounds} rounds (least..most)`,
    '',
  ];
  for (const { name, entries } of report.messages) {
    lines.push(name);
    for (const { who, us, ratio, bytes } of entries) {
      lines.push(
        `  ${who.padEnd(30)}${number(us.median).padStart(10)} us  ${range(us)}` +
          `${times(ratio).padStart(9)}${String(bytes).padStart(8)} octets`,
      );
    }
    lines.push('');
  }
  if (report.masterFile.length > 0) lines.push(...masterFileLines(report.masterFile));
  lines.push(...clientLines(report.client), ...transferLines(report.transfers));
  for (const { who, why } of report.notMeasured) lines.push(`${who}: not measured: ${why}`);
  return `${lines.join('\n').trimEnd()}\n`;
}

function* masterFileLines(entries: readonly MasterFileEntry[]): Generator<string> {
  yield `master file of ${entries[0]?.records ?? 0} records, first go of a process, then warm`;
  for (const entry of entries) {
    yield `  ${entry.who}`;
    yield work('parse', entry, entry.parseMs, entry.warmParseMs, entry.parseRatio);
    yield work('print', entry, entry.printMs, entry.warmPrintMs, entry.printRatio);
    yield `    most memory: ${number(entry.beforeMiB)} MiB with the text read, ` +
      `${number(entry.parsedMiB)} after parsing, ${number(entry.printedMiB)} after printing`;
  }
  yield '';
}

function work(
  what: string,
  { records }: MasterFileEntry,
  cold: Spread,
  warm: Spread | undefined,
  ratio: number,
): string {
  const rate = (spread: Spread): string =>
    `${Math.round(records / spread.median).toString()},000 records/s`;
  const later = warm === undefined ? '' : `   warm ${number(warm.median)} ms, ${rate(warm)}`;
  return (
    `    ${what}${number(cold.median).padStart(9)} ms ${range(cold)}${times(ratio).padStart(9)}` +
    `   ${rate(cold)}${later}`
  );
}
