/** Writes the report into a folder: `benchmarks.md`, and in `benchmarks/` the plots and the JSON. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barPlot } from './bars.ts';
import { linePlot } from './lines.ts';
import { markdownOf } from './markdown.ts';
import { joined, parts, type Report } from './report.ts';

const jsonFile = 'benchmarks/benchmarks.json';

/** What an earlier run has left there, unless that is of no use. */
export function readReport(folder: string): Report | undefined {
  const path = join(folder, jsonFile);
  // What `writeReport` wrote.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : undefined;
}

/**
 * Joins the report to what is there, where that is of the same machine and versions, and writes all of
 * it again.
 */
export function writeReport(folder: string, now: Report): Report {
  const report = joined(readReport(folder), now);
  mkdirSync(join(folder, 'benchmarks'), { recursive: true });
  const plots = new Map<string, string>();
  for (const { part, title } of parts) {
    const plot = `benchmarks/${part}.svg`;
    rmSync(join(folder, plot), { force: true });
    const svg = plotOf(report, part, title);
    if (svg === undefined) continue;
    plots.set(part, plot);
    writeFileSync(join(folder, plot), svg);
  }
  writeFileSync(join(folder, 'benchmarks.md'), markdownOf(report, plots));
  writeFileSync(join(folder, jsonFile), `${JSON.stringify(report, undefined, 2)}\n`);
  return report;
}

function plotOf({ tables, curves }: Report, part: string, title: string): string | undefined {
  const own = tables.filter((table) => table.part === part);
  if (own.length > 0) return barPlot(title, own);
  const ownCurves = curves.filter((curve) => curve.part === part);
  return ownCurves.length > 0 ? linePlot(title, ownCurves) : undefined;
}
