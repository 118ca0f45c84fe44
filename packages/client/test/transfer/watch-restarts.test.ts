/** A zone in a file, watched while its server is closed and started anew, and forgets what changed. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type DnsServer } from '@zonewright/server';
import { expect, test } from 'vitest';
import { DnsClient, type ResourceRecord, type ZoneChanges } from '../../src/index.ts';
import { key, zone } from '../sending/embedded.ts';

const text = `
@ 300 SOA ns1 hostmaster 1 3600 600 86400 300
@ 300 NS ns1
ns1 300 A 127.0.0.1
`;

/** The numbers of the names `c0`, `c1`, … that records have. */
function numbersOf(records: readonly ResourceRecord[]): number[] {
  return records.flatMap(({ name, type }) =>
    type === 'TXT' ? [Number(/^c(\d+)\./.exec(name)?.[1])] : [],
  );
}

function serialsOf(change: ZoneChanges): readonly [from: number | undefined, to: number] {
  if ('from' in change) return [change.from, change.to];
  const [soa] = change.full;
  if (soa?.type !== 'SOA') throw new Error('a whole zone without its SOA');
  return [undefined, soa.data.serial];
}

/** Resolves when so many attempts were made at a server since. */
function attemptsAt(server: string, count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const onAttempt = (message: unknown): void => {
      // What the channel carries is documented.
      if ((message as { readonly server: string }).server === server) left -= 1;
      if (left > 0) return;
      unsubscribe('zonewright:attempt', onAttempt);
      resolve();
    };
    subscribe('zonewright:attempt', onAttempt);
  });
}

/** Opens once. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test('1,000 changes are seen in order; where the server forgot some, the whole zone is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zonewright-watch-'));
  const start = async (at: number): Promise<DnsServer> => {
    const server = createServer({
      zones: { [zone]: text },
      file: join(folder, 'zone'),
      keys: [key],
      keepChanges: 100,
    });
    await server.listen({ port: at });
    return server;
  };
  let server = await start(0);
  const { port } = server.address;
  const address = `127.0.0.1:${port}`;
  const writer = new DnsClient({ server: address, key, verify: false });
  const watching = new DnsClient({ server: address, key, retry: false, timeoutMs: 2_000 });
  const count = 1_000;
  const seen: ZoneChanges[] = [];
  let newest = -1;
  // The watch stands still at these, until what is to happen meanwhile has.
  const stops = new Map([300, 700].map((at) => [at, { reached: gate(), left: gate() }]));
  const watched = (async () => {
    for await (const change of watching.watch(zone, { serial: 1, intervalMs: 5 })) {
      seen.push(change);
      newest = Math.max(newest, ...numbersOf('full' in change ? change.full : change.added));
      stops.get(newest)?.reached.open();
      await stops.get(newest)?.left.opened;
      if (newest === count - 1) return;
    }
  })();
  watched.catch(() => {});
  /** A watch that ends too soon ends the wait too. */
  const whileWatched = (what: Promise<unknown> | undefined): Promise<unknown> =>
    Promise.race([what, watched]);
  const write = async (from: number, to: number): Promise<void> => {
    for (let i = from; i <= to; i += 1) {
      await writer.update(zone).insert(`c${i}`, 60, 'TXT', `${i}`).send();
    }
  };
  try {
    await write(0, 300);
    await whileWatched(stops.get(300)?.reached.opened);
    // Fewer than are kept, but not through a restart.
    await write(301, 350);
    await server.close();
    const tried = attemptsAt(address, 3);
    stops.get(300)?.left.open();
    await whileWatched(tried);
    server = await start(port);
    await write(351, 700);
    await whileWatched(stops.get(700)?.reached.opened);
    // More than are kept.
    await write(701, 850);
    stops.get(700)?.left.open();
    await write(851, count - 1);
    await watched;
  } finally {
    await Promise.all([writer.close(), watching.close()]);
    await watched.catch(() => {});
    await server.close();
    await rm(folder, { recursive: true });
  }

  let known: { serial: number; numbers: number } = { serial: 1, numbers: 0 };
  const wholes: number[] = [];
  for (const change of seen) {
    const [from, to] = serialsOf(change);
    if ('full' in change) {
      // It holds all that there was, and what was not told: no number is missing.
      const numbers = numbersOf(change.full).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from(numbers, (_, index) => index));
      wholes.push(numbers.length);
      known = { serial: to, numbers: numbers.length };
    } else {
      expect(from).toBe(known.serial);
      expect(numbersOf(change.added)).toEqual([known.numbers]);
      expect(numbersOf(change.removed)).toEqual([]);
      known = { serial: to, numbers: known.numbers + 1 };
    }
  }
  expect(known).toEqual({ serial: 1 + count, numbers: count });
  expect(wholes).toHaveLength(2);
  expect(wholes[0]).toBeGreaterThanOrEqual(351);
  expect(wholes[1]).toBeGreaterThanOrEqual(851);
}, 60_000);
