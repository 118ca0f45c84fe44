/** Kills a server in the middle of its updates, again and again, and looks what is left. */

import { createServer } from '@zonewright/server';
import { textValue } from '@zonewright/wire';
import { expect } from 'vitest';
import { makeFolder } from './folder.ts';
import { updateUntilKilled } from './updating-process.ts';

/**
 * @param rounds how often it is killed, each time at another moment
 * @returns how many updates there were
 * @throws AssertionError where one is lost, or there in part
 */
export async function killRounds(rounds: number): Promise<number> {
  using folder = makeFolder();
  const path = folder.file('example.com.zone');
  let acknowledged = 0;
  for (let round = 0; round < rounds; round++) {
    const first = acknowledged + 1;
    // From at once to long enough for the journal to be folded several times.
    acknowledged = await updateUntilKilled(path, first, (round * 37) % 150);
    const server = createServer({ file: { 'example.com': path } });
    const zone = server.zone('example.com');
    const names = new Set(zone.names());
    for (let n = 1; n <= acknowledged; n++) expect(names).toContain(`n${n}.example.com.`);
    // The one that was under way may be there or not, but not a part of it.
    const inFlight = zone.hasName(`n${acknowledged + 1}.example.com`);
    const last = acknowledged + (inFlight ? 1 : 0);
    expect(names.has(`n${last + 1}.example.com.`)).toBe(false);
    const texts = zone.rrset('big.example.com', 'TXT')?.data ?? [];
    expect(texts.length).toBe(160);
    expect(new Set(texts.map((data) => textValue(data).split('.')[0]))).toEqual(
      new Set([`${last}`]),
    );
    expect(zone.serial).toBe(last + 1);
    await server.close();
    acknowledged = last;
  }
  return acknowledged;
}
