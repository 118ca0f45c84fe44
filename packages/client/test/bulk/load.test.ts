/** `load` against the embedded server, faults included. */

import { heapBytes } from '@zonewright/testkit';
import { decodeMessage } from '@zonewright/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DnsClient,
  InvalidOptionError,
  InvalidRdataError,
  InvalidUpdateError,
  LoadError,
  type LoadFailure,
  type LoadProgress,
  RefusedError,
  UnknownOutcomeError,
  type UpdateMessage,
  Zone,
} from '../../src/index.ts';
import { type Ground, key, outcomeOf, startGround, zone } from '../sending/embedded.ts';

let ground: Ground;

beforeEach(async () => {
  ground = await startGround();
});

afterEach(async () => {
  await ground[Symbol.asyncDispose]();
});

interface Host {
  readonly name: string;
  readonly ttl: 300;
  readonly type: 'A';
  readonly data: string;
}

/** `h0`, `h1`, … each with one address. */
function hosts(count: number): Host[] {
  return Array.from({ length: count }, (_, i) => {
    const data = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    return { name: `h${i}`, ttl: 300, type: 'A', data } as const;
  });
}

/** What the zone has before. */
const templateRecords = 6;

const patient = { timeoutMs: 5_000 } as const;

/** How many octets and records each UPDATE that came had, in their order. */
function updates(): { readonly records: number; readonly owners: readonly string[] }[] {
  return ground.requests('UPDATE').map(({ message }) => {
    const { updates: records } = message as UpdateMessage;
    return { records: records.length, owners: [...new Set(records.map(({ name }) => name))] };
  });
}

async function loadErrorOf(promise: Promise<unknown>): Promise<LoadError> {
  const error = await outcomeOf(promise);
  if (error instanceof LoadError) return error;
  throw new Error('a LoadError was expected', { cause: error });
}

describe('load', () => {
  it('adds all records, in messages of many', async () => {
    const result = await ground.client(patient).load(zone, hosts(20_000));
    expect(result.records).toBe(20_000);
    expect(result.zone).toBe('example.com.');
    expect(ground.server.zone(zone).size).toBe(20_000 + templateRecords);
    expect(result.messages).toBe(ground.requests('UPDATE').length);
    expect(result.messages).toBeLessThan(100);
    expect(ground.requests('QUERY')).toEqual([]);
  });

  it('takes values, text, several lines, blank lines and comments from an async iterable', async () => {
    async function* lines() {
      yield 'one 300 A 192.0.2.1';
      yield '';
      yield '; a comment';
      yield 'two 300 A 192.0.2.2\n    300 TXT "second"\nthree 300 A 192.0.2.3';
      yield { name: 'four', ttl: 60, type: 'MX', data: '10 mail.example.net.' } as const;
    }
    const { records } = await ground.client().load(zone, lines());
    expect(records).toBe(5);
    expect(ground.data('two', 'TXT')).toEqual([[new TextEncoder().encode('second')]]);
    expect(ground.data('four', 'MX')).toEqual([{ preference: 10, exchange: 'mail.example.net.' }]);
  });

  it('takes one text of many lines, cut where a message is full (RFC 1035 section 4.2.2)', async () => {
    const text = Array.from({ length: 400 }, (_, i) => `t${i} 300 TXT "${'x'.repeat(250)}"`);
    const { records } = await ground.client(patient).load(zone, text.join('\n'));
    expect(records).toBe(400);
    expect(ground.server.zone(zone).size).toBe(400 + templateRecords);
    expect(ground.requests('UPDATE').length).toBeGreaterThan(1);
  });

  it('takes one text of more records than a message can have, and all that text of records may hold', async () => {
    const owners = 22_000;
    const text = Array.from(
      { length: owners },
      (_, i) =>
        `; ${i}\nt${i} 300 A 192.0.2.1 ; one\n\t300 A (\n192.0.2.2 )\r\n\n  300 A 192.0.2.3`,
    ).join('\n');
    const { records, messages } = await ground.client(patient).load(zone, text);
    expect(records).toBe(owners * 3);
    expect(ground.server.zone(zone).size).toBe(owners * 3 + templateRecords);
    expect(ground.data('t21999', 'A')).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    expect(messages).toBeGreaterThan(10);
  });

  it('says of one text in which line it is no text, and loads what is before', async () => {
    const lines = Array.from({ length: 2_000 }, (_, i) => `t${i} 300 A 192.0.2.1`);
    lines.splice(1_500, 0, 'quote 300 TXT "open');
    const load = ground.client(patient).load(zone, lines.join('\n'), { onError: 'continue' });
    const error = await loadErrorOf(load);
    // Where the record right before it ends is not known then.
    expect(error.appliedRecords).toBe(1_499);
    expect((error.cause as Error).message).toContain('line 1501');
  });

  it('takes a Zone', async () => {
    const text =
      '@ 300 SOA ns1 hostmaster 9 3600 600 86400 300\n@ 300 NS ns1\nwww 300 A 192.0.2.80';
    const { records } = await ground.client().load(zone, Zone.parse(zone, text));
    expect(records).toBe(3);
    expect(ground.data('www', 'A')).toEqual(['192.0.2.80']);
    expect(ground.server.zone(zone).serial).toBe(9);
  });

  it('loads nothing without a message', async () => {
    const comments = '; one\r\n\n  ; another\n';
    for (const nothing of [[], '', ['', '; a comment'], comments, [comments, ';']]) {
      const result = await ground.client().load(zone, nothing);
      expect([result.records, result.messages]).toEqual([0, 0]);
    }
    expect(ground.server.received).toEqual([]);
  });

  it('goes on where a test has taken over timers', async () => {
    vi.useFakeTimers();
    try {
      expect((await ground.client().load(zone, hosts(2))).records).toBe(2);
      const dns = ground.client({ transport: 'udp' });
      const two = ['a', 'b'].map((name) => dns.update(zone).insert(name, 60, 'A', '192.0.2.1'));
      const results = await Promise.all(two.map((update) => update.send({ verify: false })));
      expect(results.map(({ rcode }) => rcode)).toEqual(['NOERROR', 'NOERROR']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('reads back what each message touched, where verify is true', async () => {
    const result = await ground.client(patient).load(zone, hosts(40), { verify: true });
    expect(result.records).toBe(40);
    expect(ground.requests('QUERY').length).toBe(40);
  });

  it('fails where verify shows that it is not there: an A beside a CNAME is skipped (RFC 2136 section 3.4.2.2)', async () => {
    const beside = [{ name: 'alias', ttl: 300, type: 'A', data: '192.0.2.1' }] as const;
    const client = ground.client();
    expect((await client.load(zone, beside)).records).toBe(1);
    const error = await loadErrorOf(client.load(zone, beside, { verify: true }));
    expect(error.cause).toMatchObject({ code: 'NOT_APPLIED' });
    expect([error.applied, error.unknownRecords]).toEqual(['unknown', 1]);
  });

  it('tells how far it is after each message', async () => {
    const seen: LoadProgress[] = [];
    const onProgress = (progress: LoadProgress) => seen.push(progress);
    const { messages } = await ground.client(patient).load(zone, hosts(3_000), { onProgress });
    expect(seen.map((progress) => progress.messages)).toEqual(
      Array.from({ length: messages }, (_, i) => i + 1),
    );
    expect(seen.at(-1)?.records).toBe(3_000);
    expect(seen.every(({ recordsPerSecond }) => recordsPerSecond > 0)).toBe(true);
  });
});

describe('load keeps the order of what shares an owner', () => {
  it('does not have records of one owner in two messages in flight', async () => {
    const rounds = Array.from({ length: 5 }, (_, round) =>
      hosts(4_000).map((host) => ({ ...host, data: `192.0.2.${round}` })),
    );
    const open = new Set<string>();
    let [overlaps, together, most] = [0, 0, 0];
    const server = {
      async answer(request: Uint8Array) {
        const { updates: records } = decodeMessage(request) as UpdateMessage;
        const owners = [...new Set(records.map(({ name }) => name))];
        overlaps += owners.filter((owner) => open.has(owner)).length;
        for (const owner of owners) open.add(owner);
        together += 1;
        most = Math.max(most, together);
        const reply = await ground.server.answer(request, { transport: 'tcp' });
        // As long as it takes to pack another one, and more.
        await new Promise((resolve) => setTimeout(resolve, 20));
        together -= 1;
        for (const owner of owners) open.delete(owner);
        return reply;
      },
    };
    await ground.client({ server, timeoutMs: 5_000 }).load(zone, rounds.flat());
    expect(most).toBeGreaterThan(1);
    expect(overlaps).toBe(0);
    expect(ground.data('h7', 'A')).toHaveLength(5);
  });

  it('keeps the records of an owner that follow each other in one message', async () => {
    const several = hosts(2_000).flatMap((host) => [
      host,
      { ...host, data: '192.0.2.250' },
      { ...host, type: 'TXT', data: 'beside' } as const,
    ]);
    await ground.client(patient).load(zone, several);
    const owners = updates().flatMap((update) => update.owners);
    expect(new Set(owners).size).toBe(owners.length);
    expect(owners).toHaveLength(2_000);
  });

  it('cuts an RRset that is larger than a message, and sends its parts one by one', async () => {
    const large = Array.from({ length: 600 }, (_, i) => ({
      name: 'large',
      ttl: 300,
      type: 'TXT',
      data: `${i} ${'y'.repeat(240)}`,
    })) as { name: string; ttl: number; type: 'TXT'; data: string }[];
    await ground.client(patient).load(zone, large);
    expect(ground.data('large', 'TXT')).toHaveLength(600);
    expect(ground.requests('UPDATE')).toHaveLength(3);
  });
});

describe('load reads no further than it sends', () => {
  it('has no more messages in flight than concurrency, and reads one record beyond them', async () => {
    let read = 0;
    function* counted() {
      for (const host of hosts(5_000)) {
        read += 1;
        yield host;
      }
    }
    let seen = 0;
    const ahead: number[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const responder = {
      async answer(request: Uint8Array) {
        const reply = await ground.server.answer(request, { transport: 'tcp' });
        seen += 1;
        if (seen === 3) setImmediate(release);
        await held;
        ahead.push(read);
        return reply;
      },
    };
    const client = ground.client({ server: responder, timeoutMs: 5_000 });
    await client.load(zone, counted(), { concurrency: 3 });
    const inFlight = updates()
      .slice(0, 3)
      .reduce((sum, { records }) => sum + records, 0);
    expect(ahead[0]).toBe(inFlight + 1);
  });

  it('sends the first message, a small one, before it reads on: the server begins while the rest is packed', async () => {
    let read = 0;
    function* counted() {
      for (const host of hosts(5_000)) {
        read += 1;
        yield host;
      }
    }
    const ahead: number[] = [];
    const client = ground.client(patient);
    await client.load(zone, 'connected 300 A 192.0.2.1');
    ground.server.faults = () => {
      ahead.push(read);
      return undefined;
    };
    await client.load(zone, counted());
    const [, first, second] = updates();
    expect(ahead[0]).toBeLessThan((first?.records as number) + (second?.records as number));
    expect(first?.records).toBeLessThan((second?.records as number) / 4);
  });

  it('keeps nothing of what is done: the heap stays as it was over 200,000 records', async () => {
    function* endless(count: number) {
      for (let i = 0; i < count; i++) yield { ...(hosts(1)[0] as Host), name: `m${i}` };
    }
    const server = {
      // NOERROR to all, unsigned.
      answer: async (request: Uint8Array) =>
        Uint8Array.of(request[0] as number, request[1] as number, 0xa8, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    };
    const client = new DnsClient({ server });
    await client.load(zone, endless(20_000));
    const before = heapBytes();
    let most = 0;
    let messages = 0;
    await client.load(zone, endless(200_000), {
      onProgress: () => {
        messages += 1;
        if (messages % 40 === 0) most = Math.max(most, heapBytes());
      },
    });
    expect(most).toBeGreaterThan(0);
    // Some 10 messages of at most 65,535 octets, as records.
    expect(most - before).toBeLessThan(16_000_000);
  });

  it('ends the source when it stops', async () => {
    ground.server.faults = () => ({ rcode: 'REFUSED' });
    let ended = false;
    async function* endless() {
      try {
        for (let i = 0; ; i++) yield { ...(hosts(1)[0] as Host), name: `n${i}` };
      } finally {
        ended = true;
      }
    }
    await loadErrorOf(ground.client().load(zone, endless()));
    expect(ended).toBe(true);
  });

  it('does not wait for a source that hangs, once it was aborted', async () => {
    const controller = new AbortController();
    async function* hanging() {
      yield hosts(1)[0] as Host;
      setImmediate(() => controller.abort(new Error('enough')));
      await new Promise(() => {});
    }
    const load = ground.client().load(zone, hanging(), { signal: controller.signal });
    await expect(load).rejects.toThrow('enough');
    expect(ground.server.received).toEqual([]);
  });
});

describe('a load that fails says what is in the zone', () => {
  /** Refuses messages with a record of this owner. */
  function refuse(...names: readonly string[]) {
    const bad = new Set(names.map((name) => `${name}.${zone}.`));
    ground.server.faults = ({ message }) => {
      const { updates: records } = message as UpdateMessage;
      return records.some(({ name }) => bad.has(name)) ? { rcode: 'REFUSED' } : undefined;
    };
  }

  it('stops at the first error; what was in flight is waited for and counted', async () => {
    refuse('h3000');
    const error = await loadErrorOf(ground.client(patient).load(zone, hosts(20_000)));
    expect(error.code).toBe('LOAD_FAILED');
    expect(error.cause).toBeInstanceOf(RefusedError);
    expect([error.applied, error.zone]).toEqual(['partly', 'example.com.']);
    const inZone = ground.server.zone(zone).size - templateRecords;
    expect(error.appliedRecords).toBe(inZone);
    expect(inZone).toBeLessThan(20_000);
    expect(error.unknownRecords).toBe(0);
    expect(error.failures).toHaveLength(1);
    const [failure] = error.failures;
    expect(failure?.records.map(({ name }) => name)).toContain('h3000.example.com.');
    expect(error.resumeAt).toBeLessThanOrEqual(3_000);
    const sent = updates().reduce((sum, { records }) => sum + records, 0);
    expect(error.appliedRecords + error.notAppliedRecords).toBeGreaterThanOrEqual(sent);
    for (const { name } of hosts(error.resumeAt)) expect(ground.data(name, 'A')).toHaveLength(1);
    expect(error.resumeAt).toBeGreaterThan(2_000);
  });

  it('does not resume behind a record that made no message', async () => {
    const large = Array.from({ length: 256 }, () => 'x'.repeat(255));
    const records = [
      ...hosts(1),
      { name: 'large', ttl: 300, type: 'TXT', data: large } as const,
      { name: 'last', ttl: 300, type: 'A', data: '192.0.2.1' } as const,
    ];
    const load = ground.client().load(zone, records, { onError: 'continue' });
    const error = await loadErrorOf(load);
    expect([error.appliedRecords, error.notAppliedRecords, error.resumeAt]).toEqual([2, 1, 1]);
  });

  it('is applied no where nothing is in the zone', async () => {
    ground.server.freeze(zone);
    const error = await loadErrorOf(ground.client().load(zone, hosts(10)));
    expect([error.applied, error.appliedRecords, error.notAppliedRecords]).toEqual(['no', 0, 10]);
  });

  it('goes on over errors with onError continue, and fails at the end', async () => {
    refuse('h10', 'h9000');
    const failures: LoadFailure[] = [];
    const options = {
      onError: 'continue',
      onFailure: (failure: LoadFailure) => failures.push(failure),
    } as const;
    const error = await loadErrorOf(ground.client(patient).load(zone, hosts(10_000), options));
    expect(failures).toHaveLength(2);
    expect(error.failures).toEqual(failures);
    const lost = failures.reduce((sum, { records }) => sum + records.length, 0);
    expect(error.notAppliedRecords).toBe(lost);
    expect(error.appliedRecords).toBe(10_000 - lost);
    expect(ground.server.zone(zone).size).toBe(10_000 - lost + templateRecords);
  });

  it('names the refused records with bisect, and adds all others', async () => {
    refuse('h10', 'h333', 'h1999');
    const options = { bisect: true, onError: 'continue' } as const;
    const error = await loadErrorOf(ground.client(patient).load(zone, hosts(2_000), options));
    const names = error.failures.map(({ records }) => records.map(({ name }) => name).join());
    expect(new Set(names)).toEqual(
      new Set(['h10.example.com.', 'h333.example.com.', 'h1999.example.com.']),
    );
    expect(names).toHaveLength(3);
    expect([error.appliedRecords, error.notAppliedRecords]).toEqual([1_997, 3]);
  });

  it('does not bisect on and on where all is refused', async () => {
    ground.server.freeze(zone);
    const options = { bisect: true, onError: 'continue', concurrency: 1 } as const;
    const error = await loadErrorOf(ground.client(patient).load(zone, hosts(5_000), options));
    expect(error.notAppliedRecords).toBe(5_000);
    expect(ground.requests('UPDATE').length).toBeLessThan(200);
  });

  it('keeps a hundred failures, and counts all', async () => {
    const bad = Array.from({ length: 1_000 }, (_, i) => ({
      ...(hosts(1)[0] as Host),
      name: `b${i}`,
      data: 'none',
    }));
    let told = 0;
    const options = { onError: 'continue', onFailure: () => (told += 1) } as const;
    const error = await loadErrorOf(ground.client().load(zone, bad, options));
    expect([error.failures.length, error.notAppliedRecords, told]).toEqual([100, 1_000, 1_000]);
  });

  it('tells of a record that cannot be read, and loads the others with onError continue', async () => {
    const records = [...hosts(50), { ...(hosts(1)[0] as Host), data: '192.0.2.256' }];
    const client = ground.client();
    const stopped = await loadErrorOf(client.load(zone, records));
    expect(stopped.cause).toBeInstanceOf(InvalidRdataError);
    expect([stopped.applied, stopped.notAppliedRecords]).toEqual(['no', 51]);
    const error = await loadErrorOf(client.load(zone, records, { onError: 'continue' }));
    expect([error.appliedRecords, error.notAppliedRecords]).toEqual([50, 1]);
    expect(error.failures[0]?.error).toBeInstanceOf(InvalidRdataError);
  });

  it('refuses a second CNAME of a name, and a SOA below the apex, which servers skip', async () => {
    const cname = { name: 'c', ttl: 300, type: 'CNAME' } as const;
    const records = [
      { ...cname, data: 'one.example.net.' },
      { ...cname, data: 'two.example.net.' },
      'below 300 SOA ns1.example.com. h.example.com. 1 2 3 4 5',
    ];
    const error = await loadErrorOf(ground.client().load(zone, records, { onError: 'continue' }));
    expect(error.failures.map((failure) => failure.error.code)).toEqual([
      'INVALID_UPDATE',
      'INVALID_UPDATE',
    ]);
    expect(ground.data('c', 'CNAME')).toEqual(['one.example.net.']);
  });

  it('tells of a source that fails', async () => {
    async function* broken() {
      yield* hosts(1_000);
      throw new Error('the file ended');
    }
    const error = await loadErrorOf(ground.client(patient).load(zone, broken()));
    expect(error.cause).toMatchObject({ message: 'the file ended' });
    expect(error.appliedRecords).toBe(ground.server.zone(zone).size - templateRecords);
    expect(error.appliedRecords + error.notAppliedRecords).toBe(1_000);
  });
});

describe('a load and a network that fails it', () => {
  it('settles a reply that was lost on the way: to add twice changes nothing', async () => {
    let update = 0;
    ground.server.faults = () => {
      update += 1;
      return update === 4 ? { drop: 'reply', close: true } : undefined;
    };
    const { records } = await ground.client(patient).load(zone, hosts(5_000));
    expect(records).toBe(5_000);
    expect(ground.server.zone(zone).size).toBe(5_000 + templateRecords);
  });

  it('says of how many it is unknown, where no reply comes and none may be read back', async () => {
    ground.server.faults = ({ message }) => {
      const { updates: records } = message as UpdateMessage;
      return records.some(({ name }) => name === 'h2000.example.com.')
        ? { drop: 'reply' }
        : undefined;
    };
    const client = ground.client({ onUnknown: 'throw', timeoutMs: 500 });
    const error = await loadErrorOf(client.load(zone, hosts(3_000), { concurrency: 2 }));
    expect(error.unknownRecords).toBe(error.failures[0]?.records.length);
    expect(error.unknownRecords).toBeGreaterThan(100);
    expect(error.applied).toBe('partly');
  });

  it('ends by its signal: what was in flight is unknown', async () => {
    const controller = new AbortController();
    let update = 0;
    ground.server.faults = () => {
      update += 1;
      if (update === 6) controller.abort(new Error('enough'));
      return update > 3 ? { drop: 'reply' } : undefined;
    };
    const options = { signal: controller.signal, concurrency: 3 };
    const error = await loadErrorOf(ground.client(patient).load(zone, hosts(20_000), options));
    expect(error.cause).toMatchObject({ message: 'enough' });
    expect(error.failures.every((failure) => failure.error instanceof UnknownOutcomeError)).toBe(
      true,
    );
    expect(error.failures).toHaveLength(3);
    expect(error.unknownRecords).toBeGreaterThan(0);
    expect(update).toBe(6);
  });

  it('rejects with the reason where it was aborted before anything was sent', async () => {
    const load = ground.client().load(zone, hosts(1), { signal: AbortSignal.abort('never') });
    expect(await outcomeOf(load)).toBe('never');
    expect(ground.server.received).toEqual([]);
  });

  it('stops when the client is closed, also with onError continue', async () => {
    const client = ground.client(patient);
    ground.server.faults = () => {
      void client.close();
      return { drop: 'reply' };
    };
    const options = { onError: 'continue', concurrency: 1 } as const;
    const error = await loadErrorOf(client.load(zone, hosts(20_000), options));
    expect(error.unknownRecords).toBeGreaterThan(0);
    expect(error.failures.map((failure) => failure.error.code)).toEqual([
      'UNKNOWN_OUTCOME',
      'CLIENT_CLOSED',
    ]);
    expect(ground.requests('UPDATE')).toHaveLength(1);
  });
});

describe('load refuses a slip before it reads anything', () => {
  const unread = {
    [Symbol.iterator](): Iterator<string> {
      throw new Error('it was read');
    },
  };

  it.each([
    ['an option that there is not', { batch: 500 }],
    ['concurrency over 64', { concurrency: 65 }],
    ['concurrency of none', { concurrency: 0 }],
    ['verify that is no boolean', { verify: 'yes' }],
    ['onError that there is not', { onError: 'ignore' }],
    ['a signal that is none', { signal: {} }],
    ['bisect that is no boolean', { bisect: 1 }],
    ['onProgress that is no function', { onProgress: {} }],
  ])('%s', async (_, options) => {
    const load = ground.client().load(zone, unread, options as never);
    expect(await outcomeOf(load)).toBeInstanceOf(InvalidOptionError);
  });

  it.each([
    ['a number', 42],
    ['nothing', undefined],
    ['one record', hosts(1)[0]],
    ['a promise', Promise.resolve([])],
  ])('records that are %s', async (_, records) => {
    const load = ground.client().load(zone, records as never);
    expect(await outcomeOf(load)).toBeInstanceOf(InvalidOptionError);
  });

  it('a zone that has no name', async () => {
    expect(await outcomeOf(ground.client().load('', unread))).toBeInstanceOf(InvalidUpdateError);
  });

  it('a client that is closed', async () => {
    const client = ground.client({ key });
    await client.close();
    expect(await outcomeOf(client.load(zone, unread))).toMatchObject({ code: 'CLIENT_CLOSED' });
  });
});
