/** All parts of the benchmark, one after the other, into one report. */

import { measureBind64 } from './bind64/measure-bind64.ts';
import { clientTables } from './client/client-tables.ts';
import { measureClient } from './client/measure-client.ts';
import { measureGrowth } from './growth/measure-growth.ts';
import { measureLoad } from './load/measure-load.ts';
import { measureMasterFiles } from './master-files.ts';
import { failed, type Measuring, type NotMeasured } from './measuring.ts';
import { measureNull } from './null/measure-null.ts';
import { findPeers } from './peers.ts';
import type { Curve } from './report/curve.ts';
import { thisMachine, versionsOf } from './report/machine.ts';
import type { Report } from './report/report.ts';
import type { Table } from './report/table.ts';
import { findScriptPrograms } from './senders/script-sender.ts';
import { measureStart } from './start/measure-start.ts';
import { measureTransfer, sizes } from './transfer/measure-transfer.ts';
import { transferTables } from './transfer/transfer-tables.ts';
import { measureMessages } from './updates.ts';

export interface AllOptions
  extends Pick<Measuring, 'rounds' | 'ms' | 'isQuick' | 'isWanted' | 'folder'> {
  /** Of the master file. */
  readonly records: number;
  /** Transfers of a million records too, which take minutes. */
  readonly isLarge: boolean;
  /** By which the report says that it was made. */
  readonly command: string;
  /** Is told what there is after each part. */
  readonly onPart: (report: Report) => void;
  /** Is told of a part or case that failed: the others are measured all the same. */
  readonly onFailure: (what: string, error: unknown) => void;
}

/** What one part has come to. */
interface Measured {
  readonly tables?: readonly Table[];
  readonly curves?: readonly Curve[];
  readonly notMeasured?: readonly NotMeasured[];
}

export async function measureAll(options: AllOptions): Promise<Report> {
  const { rounds, ms, isQuick, isWanted, folder, records, isLarge, command, onPart, onFailure } =
    options;
  const peers = findPeers(folder);
  const say = (what: string) => (round: number) =>
    process.stderr.write(`bench: ${what}, round ${round}\n`);
  const failures: NotMeasured[] = [];
  const attempt: Measuring['attempt'] = async (what, work) => {
    try {
      return await work();
    } catch (error) {
      // What was measured before it, and what comes, is worth keeping.
      onFailure(what, error);
      failures.push({ who: what, why: failed });

      return undefined;
    }
  };
  const measuring: Measuring = { rounds, ms, isQuick, folder, peers, isWanted, say, attempt };
  const machine = thisMachine();
  const versions = await versionsOf(peers);
  const measured: Measured[] = [{ notMeasured: missingOf(measuring) }];
  const reportOf = (): Report => ({
    machine,
    versions,
    madeBy: [command],
    tables: measured.flatMap(({ tables = [] }) => tables),
    curves: measured.flatMap(({ curves = [] }) => curves),
    notMeasured: [...measured.flatMap((one) => one.notMeasured ?? []), ...failures],
  });
  for (const [part, measure] of Object.entries(partsOf(measuring, records, isLarge))) {
    measured.push((await attempt(part, measure)) ?? {});
    onPart(reportOf());
  }
  return reportOf();
}

function partsOf(
  measuring: Measuring,
  records: number,
  isLarge: boolean,
): Record<string, () => Promise<Measured>> {
  return {
    messages: async () => ({ tables: await measureMessages(measuring) }),
    null: () => measureNull(measuring),
    bind64: () => measureBind64(measuring),
    load: () => measureLoad(measuring),
    start: () => measureStart(measuring),
    client: () => client(measuring),
    growth: () => measureGrowth(measuring),
    masterfile: async () => ({ tables: await measureMasterFiles(measuring, records) }),
    transfer: () => transfers(measuring, isLarge),
  };
}

async function client({ rounds, ms, isWanted, say }: Measuring): Promise<Measured> {
  const measured = await measureClient({ rounds, ms, isWanted, onRound: say('client') });
  return { tables: clientTables(measured, rounds), notMeasured: measured.notMeasured };
}

async function transfers(
  { rounds: most, isQuick, folder, peers, isWanted, say }: Measuring,
  isLarge: boolean,
): Promise<Measured> {
  const rounds = isQuick ? 1 : most;
  const wanted = isLarge ? sizes : sizes.filter((size) => size < 1_000_000);
  const options = { rounds, sizes: wanted, folder, peers, isWanted, onRound: say('transfers') };
  const { cases, notMeasured } = await measureTransfer(options);
  return { tables: transferTables(cases, rounds), notMeasured };
}

function missingOf({ peers }: Measuring): NotMeasured[] {
  const missing = peers.flatMap(({ name, missing: why }) =>
    why === undefined ? [] : [{ who: name, why }],
  );
  const programs = findScriptPrograms().filter(({ version }) => version === undefined);
  return [...missing, ...programs.map(({ program, missing: why }) => ({ who: program, why }))];
}
