/** What is measured in this process, by tinybench: our packages, and dns-packet where it can do it. */

import { decodeMessage, verifyResponse, type TsigKey as WireTsigKey } from '@zonewright/wire';
import { Bench } from 'tinybench';
import { packet } from './dns-packet.ts';
import {
  type Given,
  hosts,
  key,
  mixedUpdate,
  pureKey,
  signedUpdate,
  zoneName,
} from './workload.ts';

/** One thing that can be done over and over; it gives the octets that it made or took apart. */
export type Work = () => number;

/** By case, then by who does it. */
export type Works = Readonly<Record<string, Readonly<Record<string, Work>>>>;

export const us = 'zonewright';

/** The message that dns-packet can write: without a signature, its names whole, each record ready. */
function packetMessage(records: ReturnType<typeof hosts>): object {
  return {
    id: 4711,
    // The opcode UPDATE, in the bits where it stands.
    flags: 5 << 11,
    questions: [{ name: zoneName, type: 'SOA' }],
    authorities: records.map(([owner, data]) => ({
      name: `${owner}.${zoneName}`,
      type: 'A',
      ttl: 300,
      data,
    })),
  };
}

/** @param now Unix seconds */
export function makeWorks(given: Given, now: number, fullCounts: FullCounts): Works {
  const build = (count: number, compress: boolean, signer: WireTsigKey = key): Work => {
    const records = hosts(count);
    return () => signedUpdate(records, { compress, now, key: signer }).length;
  };
  const verify = (verifier: WireTsigKey): Work => {
    const { reply, requestMac } = given;
    return () => {
      verifyResponse(reply, verifier, { requestMac, now });
      return reply.length;
    };
  };
  const bothKeys = (count: number): Record<string, Work> => ({
    [us]: build(count, true),
    [pure]: build(count, true, pureKey),
  });
  const packetBuild = (count: number): Work => {
    const records = hosts(count);
    return () => packet.encode(packetMessage(records)).length;
  };
  const packetReply = packet.encode({
    type: 'response',
    questions: [{ name: zoneName, type: 'A' }],
  });
  const packetUpdate = packet.encode(packetMessage(hosts(100)));
  return {
    'update 1': bothKeys(1),
    'update 1 whole': { [us]: build(1, false), [unsigned]: packetBuild(1) },
    'update mixed': {
      [us]: () => mixedUpdate({ now }).length,
      [pure]: () => mixedUpdate({ now, key: pureKey }).length,
    },
    'update 100': bothKeys(100),
    'update 100 whole': { [us]: build(100, false), [unsigned]: packetBuild(100) },
    'update full': bothKeys(fullCounts.compressed),
    'update full whole': {
      [us]: build(fullCounts.whole, false),
      [unsigned]: packetBuild(fullCounts.whole),
    },
    'verify reply': {
      [us]: verify(key),
      [pure]: verify(pureKey),
      [unverified]: () => {
        packet.decode(packetReply);
        return packetReply.length;
      },
    },
    'decode 100': {
      [us]: () => {
        decodeMessage(given.update);
        return given.update.length;
      },
      [whole]: () => {
        packet.decode(packetUpdate);
        return packetUpdate.length;
      },
    },
  };
}

interface FullCounts {
  readonly compressed: number;
  readonly whole: number;
}

const pure = "zonewright, wire's own key";
const unsigned = 'dns-packet, unsigned';
const unverified = 'dns-packet, an unsigned reply';
const whole = 'dns-packet, names whole';

/** They do less than what is measured, so that nobody can be behind them. */
export const floors: readonly string[] = [unsigned, unverified, whole];

/** Microseconds for one go, over about `ms` milliseconds. */
export function measureHere(
  work: Work,
  ms: number,
): { readonly us: number; readonly bytes: number } {
  const bytes = work();
  const bench = new Bench({ time: ms, iterations: 1, warmupTime: ms / 4, warmupIterations: 1 });
  bench.add('work', work);
  const [task] = bench.runSync();
  const result = task?.result;
  if (result?.state !== 'completed') {
    throw new Error('a measurement failed', { cause: result });
  }
  return { us: result.latency.mean * 1_000, bytes };
}
