/**
 * Every phase of a send, ended by the deadline, by the caller or by closing the client: at once, with
 * the class that says what is known, and with nothing left open.
 */

import { getEventListeners } from 'node:events';
import { type HandleCounts, lastingHandles, newHandles } from '@zonewright/testkit';
import { describe, expect, test } from 'vitest';
import {
  ClientClosedError,
  ConnectError,
  DnsClient,
  type DnsClientOptions,
  NotAppliedError,
  type Signer,
  UnknownOutcomeError,
} from '../../src/index.ts';
import { key, startGround, zone } from '../sending/embedded.ts';
import { serveTcp } from '../transport/scripted-peer.ts';

/** A client in whose next send a phase lasts until something ends it. */
interface Stuck extends AsyncDisposable {
  readonly options: Partial<DnsClientOptions> & Pick<DnsClientOptions, 'server'>;
  /** Resolves when a send has come so far. */
  readonly reached: Promise<void>;
}

/** What the outcome is then, besides that an abort before sending rejects with its reason. */
interface Phase {
  readonly start: () => Promise<Stuck> | Stuck;
  /** Whether something has gone out that may have been applied. */
  readonly isSent: boolean;
  /** What the deadline makes of it, where it is not the usual. */
  readonly atDeadline?: (outcome: unknown) => void;
}

function signal(): { readonly reached: Promise<void>; readonly reach: () => void } {
  let reach = (): void => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return { reached, reach };
}

/** An embedded server whose requests go as `onRequest` says, which counts them from 0. */
async function misbehaving(
  onRequest: (opcode: string, count: number, reach: () => void) => 'lost' | 'skipped' | undefined,
  options: Partial<DnsClientOptions>,
): Promise<Stuck> {
  const ground = await startGround();
  const { reached, reach } = signal();
  let count = 0;
  ground.server.faults = ({ message }) => {
    const fault = onRequest(message.opcode, count, reach);
    count += 1;
    if (fault === 'lost') return { drop: 'request' };
    return fault === 'skipped' ? { rcode: 'NOERROR' } : undefined;
  };
  return {
    options: { server: ground.address, key, ...options },
    reached,
    [Symbol.asyncDispose]: () => ground[Symbol.asyncDispose](),
  };
}

/** No request arrives. */
const lost = (_opcode: string, _count: number, reach: () => void): 'lost' => {
  reach();
  return 'lost';
};

/** Longer than any test here. */
const long = 60_000;
const longPause = { attempts: 3, minDelayMs: long, maxDelayMs: long };

const connecting = async (transport: 'tls'): Promise<Stuck> => {
  const { reached, reach } = signal();
  // It takes the connection, and its part of the handshake never comes.
  const peer = await serveTcp((socket) => socket.on('data', reach));
  return {
    options: { server: `127.0.0.1:${peer.port}`, key, transport, timeoutMs: long },
    reached,
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
};

const signing = async (transport: 'tcp' | 'udp'): Promise<Stuck> => {
  const { reached, reach } = signal();
  const ground = await startGround();
  const sign = (): Promise<never> => {
    reach();
    return new Promise(() => {});
  };
  const signer: Signer = { name: key.name, overheadBytes: key.overheadBytes, sign };
  return {
    options: { server: ground.address, key: signer, transport, timeoutMs: long },
    reached,
    [Symbol.asyncDispose]: () => ground[Symbol.asyncDispose](),
  };
};

const pausingUnsent = (transport: 'tcp' | 'udp'): Stuck => {
  // Of the ports that the system gives out one that is closed may be another's by then.
  const options = { server: '127.0.0.1:1', key, transport, retry: longPause };
  // When it has been refused nobody is told; nothing here lasts but the pause.
  const reached = new Promise<void>((resolve) => setTimeout(resolve, 60));
  return { options, reached, [Symbol.asyncDispose]: () => Promise.resolve() };
};

const phases: Readonly<Record<string, Phase>> = {
  'connecting (TLS)': { isSent: false, start: () => connecting('tls') },
  'signing (TCP)': { isSent: false, start: () => signing('tcp') },
  'signing (UDP)': { isSent: false, start: () => signing('udp') },
  'pausing, nothing sent (TCP)': { isSent: false, start: () => pausingUnsent('tcp') },
  'pausing, nothing sent (UDP)': { isSent: false, start: () => pausingUnsent('udp') },
  'waiting (TCP)': {
    isSent: true,
    start: () =>
      misbehaving(lost, {
        transport: 'tcp',
        timeoutMs: long,
      }),
  },
  'waiting (UDP)': {
    isSent: true,
    start: () =>
      misbehaving(lost, {
        transport: 'udp',
        timeoutMs: long,
      }),
  },
  'reading back (TCP)': {
    isSent: true,
    start: () =>
      misbehaving(
        (opcode, _count, reach) => {
          if (opcode === 'QUERY') reach();
          return 'lost';
        },
        { transport: 'tcp', timeoutMs: 150 },
      ),
  },
  'reading back (UDP)': {
    isSent: true,
    start: () =>
      misbehaving(
        (opcode, _count, reach) => {
          if (opcode === 'QUERY') reach();
          return 'lost';
        },
        { transport: 'udp', timeoutMs: 150 },
      ),
  },
  'pausing after it was not answered': {
    isSent: true,
    start: () =>
      misbehaving(
        (opcode, _count, reach) => {
          // What is read back shows nothing: another copy is due, after the pause.
          if (opcode === 'QUERY') setTimeout(reach, 60);
          return opcode === 'QUERY' ? undefined : 'lost';
        },
        { transport: 'tcp', timeoutMs: 50, retry: longPause },
      ),
  },
  verifying: {
    isSent: true,
    start: () =>
      misbehaving(
        (opcode, _count, reach) => {
          if (opcode === 'UPDATE') return undefined;
          reach();
          return 'lost';
        },
        { transport: 'tcp', timeoutMs: long },
      ),
    // A signed NOERROR is known.
    atDeadline: (outcome) =>
      expect(outcome).toMatchObject({ settledBy: 'response', rrsets: [{ state: 'unverified' }] }),
  },
  'pausing between looks at a zone that does not show it': {
    isSent: true,
    start: () =>
      misbehaving(
        (opcode, count, reach) => {
          if (opcode === 'QUERY' && count > 3) reach();
          return opcode === 'UPDATE' ? 'skipped' : undefined;
        },
        { transport: 'tcp', timeoutMs: long, verifyTimeoutMs: long },
      ),
    atDeadline: (outcome) => expect(outcome).toBeInstanceOf(NotAppliedError),
  },
};

/** The send that gets stuck; its prerequisite makes it read back before it is repeated. */
function send(dns: DnsClient, abort?: AbortSignal): Promise<unknown> {
  return dns
    .update(zone)
    .nameNotUsed('www')
    .insert('www', 60, 'A', '192.0.2.1')
    .send({ signal: abort })
    .catch((error: unknown) => error);
}

/** Milliseconds in which `at once` has to be, on a busy machine. */
const atOnceMs = 1_500;

async function inTime(promise: Promise<unknown>): Promise<unknown> {
  const startedAt = performance.now();
  const outcome = await promise;
  expect(performance.now() - startedAt).toBeLessThan(atOnceMs);
  return outcome;
}

describe.each(Object.entries(phases))('%s', (_name, { start, isSent, atDeadline }) => {
  async function stuck(use: (stuck: Stuck, before: HandleCounts) => Promise<void>): Promise<void> {
    await using ground = await start();
    const before = await lastingHandles(120);
    await use(ground, before);
  }

  test('is ended by closing the client, which leaves nothing open', () =>
    stuck(async ({ options, reached }, before) => {
      const dns = new DnsClient({ ...options, deadlineMs: long });
      const sending = send(dns);
      await reached;
      await dns.close();
      const error = await inTime(sending);
      expect(error).toBeInstanceOf(isSent ? UnknownOutcomeError : ClientClosedError);
      expect(error).toMatchObject({ applied: isSent ? 'unknown' : 'no' });
      expect(await newHandles(before)).toEqual({});
    }));

  test('is ended by the caller', () =>
    stuck(async ({ options, reached }, before) => {
      const dns = new DnsClient({ ...options, deadlineMs: long });
      const controller = new AbortController();
      const sending = send(dns, controller.signal);
      await reached;
      const reason = new Error('enough');
      controller.abort(reason);
      const error = await inTime(sending);
      if (isSent) {
        expect(error).toBeInstanceOf(UnknownOutcomeError);
        expect(error).toMatchObject({ applied: 'unknown', cause: reason });
      } else {
        expect(error).toBe(reason);
      }
      await dns.close();
      expect(await newHandles(before)).toEqual({});
    }));

  test('is ended by the deadline', () =>
    stuck(async ({ options, reached }, before) => {
      const deadlineMs = 500;
      const dns = new DnsClient({ ...options, deadlineMs });
      const startedAt = performance.now();
      const sending = send(dns);
      await reached;
      const outcome = await inTime(sending);
      expect(performance.now() - startedAt).toBeGreaterThan(deadlineMs - 50);
      if (atDeadline !== undefined) atDeadline(outcome);
      else {
        expect(outcome).toBeInstanceOf(isSent ? UnknownOutcomeError : ConnectError);
        expect(outcome).toMatchObject({ applied: isSent ? 'unknown' : 'no' });
      }
      await dns.close();
      expect(await newHandles(before)).toEqual({});
    }));
});

test('any number of sends can share a signal, without a warning of a leak', async () => {
  await using ground = await startGround();
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  const controller = new AbortController();
  const { signal: shared } = controller;
  const dns = ground.client({ timeoutMs: 5_000 });
  const sendAll = () =>
    Array.from({ length: 20 }, (_, index) =>
      dns
        .update(zone)
        .insert(`n${index}`, 60, 'A', '192.0.2.1')
        .send({ signal: shared })
        .catch((error: unknown) => error),
    );
  for (const result of await Promise.all(sendAll())) expect(result).toHaveProperty('settledBy');
  expect(getEventListeners(shared, 'abort')).toEqual([]);
  ground.server.faults = () => ({ drop: 'reply' });
  const aborted = sendAll();
  await expect.poll(() => ground.requests('UPDATE').length).toBe(40);
  controller.abort(new Error('enough'));
  for (const error of await Promise.all(aborted)) {
    expect(error).toMatchObject({ code: 'UNKNOWN_OUTCOME', cause: shared.reason });
  }
  expect(getEventListeners(shared, 'abort')).toEqual([]);
  // Warnings come a tick after what they warn of.
  await new Promise(setImmediate);
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

describe('closed in the same turn as it sends', () => {
  test.each(['tcp', 'udp', 'auto'] as const)('over %s nothing goes out', async (transport) => {
    await using ground = await startGround();
    const before = await lastingHandles(120);
    const dns = new DnsClient({ server: ground.address, key, transport });
    const sending = send(dns);
    await dns.close();
    expect(await inTime(sending)).toBeInstanceOf(ClientClosedError);
    expect(await newHandles(before)).toEqual({});
    expect(ground.server.received).toEqual([]);
  });

  test('a hundred sends in all phases end, each with its class', async () => {
    await using ground = await startGround();
    const before = await lastingHandles(120);
    ground.server.faults = ({ message: { id } }) =>
      id % 3 === 0 ? { drop: 'reply' } : { delayMs: id % 50 };
    for (const transport of ['tcp', 'udp'] as const) {
      const dns = new DnsClient({ server: ground.address, key, transport, timeoutMs: 200 });
      const sends = Array.from({ length: 100 }, (_, index) =>
        dns
          .update(zone)
          .insert(`${transport}${index}`, 60, 'A', '192.0.2.1')
          .send()
          .catch((error: unknown) => error),
      );
      await expect.poll(() => ground.requests('UPDATE').length).toBeGreaterThan(30);
      await dns.close();
      const outcomes = await Promise.all(sends);
      for (const [index, outcome] of outcomes.entries()) {
        const isKnown = outcome instanceof UnknownOutcomeError || !(outcome instanceof Error);
        expect(isKnown || outcome instanceof ClientClosedError).toBe(true);
        if (outcome instanceof ClientClosedError) {
          expect(ground.data(`${transport}${index}`, 'A')).toEqual([]);
        }
      }
    }
    await expect.poll(() => newHandles(before)).toEqual({});
  });
});
