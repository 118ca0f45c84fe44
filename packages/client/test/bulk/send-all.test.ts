/** `sendAll` against the embedded server, in memory where it is to be seen what is in flight. */

import { getEventListeners } from 'node:events';
import { createServer } from '@zonewright/server';
import { decodeMessage } from '@zonewright/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ClientClosedError,
  DnsClient,
  InvalidOptionError,
  InvalidUpdateError,
  RefusedError,
  type Responder,
  type SendAllOutcome,
  UnknownOutcomeError,
  Update,
  type UpdateMessage,
} from '../../src/index.ts';
import { type Ground, key, outcomeOf, startGround, zone } from '../sending/embedded.ts';

let ground: Ground;

beforeEach(async () => {
  ground = await startGround();
});

afterEach(async () => {
  await ground[Symbol.asyncDispose]();
});

function insert(name: string, data = '192.0.2.1'): Update {
  return new Update(zone).insert(name, 300, 'A', data);
}

function inserts(count: number): Update[] {
  return Array.from({ length: count }, (_, i) => insert(`n${i}`));
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A server in memory that answers when it is told to, and says which owners wait. */
class HeldServer implements Responder {
  readonly waiting: { readonly owners: readonly string[]; release(): void }[] = [];
  most = 0;

  async answer(request: Uint8Array): Promise<Uint8Array | undefined> {
    const { updates } = decodeMessage(request) as UpdateMessage;
    const owners = updates.map(({ name }) => name.replace(`.${zone}.`, ''));
    await new Promise<void>((resolve) => {
      this.waiting.push({ owners, release: resolve });
      this.most = Math.max(this.most, this.waiting.length);
    });
    return await ground.server.answer(request, { transport: 'tcp' });
  }

  get owners(): readonly string[] {
    return this.waiting.flatMap(({ owners }) => owners);
  }

  /** Answers the first that waits, and lets the client take it. */
  async release(count = 1): Promise<void> {
    for (const { release } of this.waiting.splice(0, count)) release();
    await macrotask();
    await macrotask();
  }
}

/** A client of a server that holds what it gets. */
function held() {
  const server = new HeldServer();
  return { server, client: ground.client({ server, timeoutMs: 10_000 }) };
}

describe('sendAll', () => {
  it('tells the outcomes in the order of the input', async () => {
    const updates = inserts(500);
    let delay = 5;
    ground.server.faults = () => {
      delay = (delay * 7) % 11;
      return { delayMs: delay };
    };
    const outcomes = await collect(ground.client({ timeoutMs: 5_000 }).sendAll(updates));
    expect(outcomes.map(({ update }) => update)).toEqual(updates);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(ground.server.zone(zone).size).toBe(506);
  });

  it('verifies nothing unless verify is true', async () => {
    const client = ground.client({ verify: true });
    await collect(client.sendAll(inserts(3)));
    expect(ground.requests('QUERY')).toEqual([]);
    const [outcome] = await collect(client.sendAll([insert('v')], { verify: true }));
    expect(outcome?.ok === true && outcome.result.rrsets[0]?.state).toBe('applied');
  });

  it('takes an async iterable, and gives the updates back as they are', async () => {
    const client = ground.client();
    async function* updates() {
      yield client.update(zone).insert('a', 300, 'A', '192.0.2.1');
    }
    const [outcome] = await collect(client.sendAll(updates()));
    expect(outcome?.update.send).toBeTypeOf('function');
  });

  it('sends to many zones at once', async () => {
    const zones = Array.from({ length: 50 }, (_, i) => `z${i}.example`);
    const text = '@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\nns 300 A 192.0.2.53';
    const server = createServer({
      zones: Object.fromEntries(zones.map((name) => [name, text])),
      keys: [key],
    });
    await using client = new DnsClient({ server, key });
    const updates = zones.map((name) => new Update(name).insert('www', 300, 'A', '192.0.2.1'));
    const outcomes = await collect(client.sendAll(updates));
    expect(outcomes.map((one) => one.ok && one.result.zone)).toEqual(zones.map((z) => `${z}.`));
    for (const name of zones) expect(server.zone(name).hasName(`www.${name}.`)).toBe(true);
  });

  it('ends at once where there is nothing', async () => {
    expect(await collect(ground.client().sendAll([]))).toEqual([]);
  });
});

describe('sendAll holds back', () => {
  it('has 64 in flight at most: BIND drops what is over 100', async () => {
    const { server, client } = held();
    const all = collect(client.sendAll(inserts(200)));
    await macrotask();
    expect(server.waiting).toHaveLength(64);
    while (server.waiting.length > 0) await server.release(64);
    expect(await all).toHaveLength(200);
    expect(server.most).toBe(64);
  });

  it('does not read ahead of what is sent, nor send ahead of what is taken', async () => {
    let read = 0;
    function* counted() {
      for (const update of inserts(50)) {
        read += 1;
        yield update;
      }
    }
    const outcomes = ground.client().sendAll(counted(), { concurrency: 5 });
    expect(read).toBe(0);
    await outcomes.next();
    await macrotask();
    expect(read).toBeLessThanOrEqual(6);
    await outcomes.next();
    expect(read).toBeLessThanOrEqual(7);
    await outcomes.return();
    expect(read).toBeLessThanOrEqual(7);
  });

  it('goes on behind an update that is slow, until four times as many wait for it', async () => {
    const { server, client } = held();
    const all = collect(client.sendAll(inserts(40), { concurrency: 5 }));
    const sent = new Set<string>();
    await macrotask();
    for (let turn = 0; turn < 40; turn += 1) {
      for (const { owners } of server.waiting) sent.add(String(owners));
      const other = server.waiting.find(({ owners }) => !owners.includes('n0'));
      if (other === undefined) break;
      expect(server.waiting.length).toBeLessThanOrEqual(5);
      server.waiting.splice(server.waiting.indexOf(other), 1);
      other.release();
      await macrotask();
    }
    expect(server.waiting.map(({ owners }) => owners)).toEqual([['n0']]);
    expect(sent.size).toBe(20);
    while (server.waiting.length > 0) await server.release(5);
    expect((await all).map(({ ok }) => ok)).toEqual(Array.from({ length: 40 }, () => true));
  });

  it('gives an outcome while the source is slow with the next update', async () => {
    async function* slow() {
      yield insert('a');
      await new Promise(() => {});
    }
    const outcomes = ground.client().sendAll(slow());
    expect(await outcomes.next()).toMatchObject({ done: false, value: { ok: true } });
    await outcomes.return();
  });

  it('does not have two updates of one owner in flight', async () => {
    const { server, client } = held();
    // Names are equal whatever their case (RFC 4343), that of the zone too.
    const again = new Update(zone.toUpperCase()).insert('A', 300, 'A', '192.0.2.2');
    const updates = [insert('a', '192.0.2.1'), insert('b'), again, insert('c')];
    const all = collect(client.sendAll(updates));
    await macrotask();
    expect(server.owners).toEqual(['a', 'b']);
    await server.release();
    expect(server.owners).toHaveLength(3);
    await server.release(3);
    await all;
    expect(ground.data('a', 'A')).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('has a prerequisite wait for what changes its owner, and the change for the prerequisite', async () => {
    const { server, client } = held();
    const asking = (name: string) => insert(name).nameUsed('lock');
    const updates = [insert('lock'), asking('a'), asking('b'), insert('lock', '192.0.2.9')];
    const all = collect(client.sendAll(updates));
    await macrotask();
    expect(server.owners).toEqual(['lock']);
    await server.release();
    expect(server.owners).toEqual(['a', 'b']);
    await server.release();
    expect(server.owners).toEqual(['b']);
    await server.release();
    expect(server.owners).toEqual(['lock']);
    await server.release();
    expect((await all).every(({ ok }) => ok)).toBe(true);
  });
});

describe('what sendAll sends', () => {
  it('is what an update was when it was read, also where it waited for another one', async () => {
    const [first, second] = [insert('a'), insert('a', '192.0.2.2')];
    const all = ground.client().sendAll([first, second]);
    const taken = all.next();
    second.insert('b', 300, 'A', '192.0.2.3');
    await taken;
    expect((await collect(all)).map(({ ok }) => ok)).toEqual([true]);
    expect(ground.data('a', 'A')).toHaveLength(2);
    expect(ground.data('b', 'A')).toHaveLength(0);
  });

  it('comes out in the order in which it was asked for, by whoever asks', async () => {
    const updates = inserts(5);
    const all = ground.client().sendAll(updates);
    const asked = await Promise.all(Array.from({ length: 6 }, () => all.next()));
    expect(asked.map(({ done, value }) => done || value.update)).toEqual([...updates, true]);
  });
});

describe('sendAll at an error', () => {
  const refused = (message: unknown): boolean =>
    (message as UpdateMessage).updates.some(({ name }) => name.startsWith('bad'));

  beforeEach(() => {
    ground.server.faults = ({ message }) => (refused(message) ? { rcode: 'REFUSED' } : undefined);
  });

  it('stops: tells what was in flight, sends nothing more, and throws it', async () => {
    const updates = [...inserts(4), insert('bad'), ...inserts(500)];
    const outcomes: SendAllOutcome[] = [];
    const iteration = (async () => {
      for await (const outcome of ground.client().sendAll(updates, { concurrency: 4 })) {
        outcomes.push(outcome);
      }
    })();
    expect(await outcomeOf(iteration)).toBeInstanceOf(RefusedError);
    expect(outcomes.slice(0, 5).map(({ ok }) => ok)).toEqual([true, true, true, true, false]);
    expect(outcomes.length).toBeLessThan(20);
    expect(ground.requests('UPDATE')).toHaveLength(outcomes.length);
    expect(outcomes.map(({ update }) => update)).toEqual(updates.slice(0, outcomes.length));
  });

  it('goes on with onError continue, and throws nothing', async () => {
    const updates = [insert('bad1'), ...inserts(20), insert('bad2')];
    const outcomes = await collect(ground.client().sendAll(updates, { onError: 'continue' }));
    expect(outcomes).toHaveLength(22);
    expect(outcomes.filter(({ ok }) => !ok)).toHaveLength(2);
  });

  it('tells an update that is empty as its outcome', async () => {
    const updates = [new Update(zone), insert('a')];
    const options = { onError: 'continue' } as const;
    const [first, second] = await collect(ground.client().sendAll(updates, options));
    expect(first?.ok === false && first.error).toBeInstanceOf(InvalidUpdateError);
    expect(second?.ok).toBe(true);
  });

  it('throws what the source threw, after the outcomes of what it gave', async () => {
    async function* broken() {
      yield* inserts(3);
      throw new Error('no more');
    }
    const outcomes: SendAllOutcome[] = [];
    const iteration = (async () => {
      for await (const outcome of ground.client().sendAll(broken())) outcomes.push(outcome);
    })();
    await expect(iteration).rejects.toThrow('no more');
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it('throws for what is no update', async () => {
    const given = [insert('a'), 'b 300 A 192.0.2.1'] as never;
    expect(await outcomeOf(collect(ground.client().sendAll(given)))).toBeInstanceOf(
      InvalidOptionError,
    );
    expect(ground.data('a', 'A')).toHaveLength(1);
  });
});

describe('sendAll that is ended', () => {
  it('waits at a break for what is in flight, and tells of it by rest', async () => {
    const { server, client } = held();
    let ended = false;
    function* updates() {
      try {
        yield* inserts(100);
      } finally {
        ended = true;
      }
    }
    const outcomes = client.sendAll(updates(), { concurrency: 3 });
    const iteration = (async () => {
      for await (const _ of outcomes) break;
    })();
    await macrotask();
    await server.release();
    expect(outcomes.rest).toEqual([]);
    await server.release(3);
    await iteration;
    expect(outcomes.rest.map(({ ok }) => ok)).toEqual([true, true]);
    expect(ended).toBe(true);
    expect(ground.requests('UPDATE')).toHaveLength(3);
    expect(await outcomes.next()).toEqual({ done: true, value: undefined });
  });

  it('by its signal: what is in flight is unknown, and then its reason is thrown', async () => {
    const { server, client } = held();
    const controller = new AbortController();
    const outcomes: SendAllOutcome[] = [];
    const { signal } = controller;
    const iteration = (async () => {
      for await (const one of client.sendAll(inserts(100), { signal, concurrency: 3 })) {
        outcomes.push(one);
      }
    })();
    await macrotask();
    controller.abort(new Error('enough'));
    await expect(iteration).rejects.toThrow('enough');
    expect(outcomes).toHaveLength(3);
    for (const outcome of outcomes) {
      expect(outcome.ok === false && outcome.error).toBeInstanceOf(UnknownOutcomeError);
    }
    expect(server.waiting).toHaveLength(3);
  });

  it('by its signal while the source hangs', async () => {
    const controller = new AbortController();
    async function* hanging(): AsyncGenerator<Update> {
      yield await new Promise<Update>(() => {});
    }
    const all = collect(ground.client().sendAll(hanging(), { signal: controller.signal }));
    controller.abort('enough');
    expect(await outcomeOf(all)).toBe('enough');
  });

  it('by one signal for many of them, and loads, with one listener', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = () => getEventListeners(signal, 'abort').length;
    async function* hanging(): AsyncGenerator<never> {
      yield await new Promise<never>(() => {});
    }
    const client = ground.client();
    const all = [1, 2, 3].flatMap(() => [
      outcomeOf(collect(client.sendAll(hanging(), { signal }))),
      outcomeOf(client.load(zone, hanging(), { signal })),
    ]);
    expect(listeners()).toBe(1);
    controller.abort('enough');
    expect(new Set(await Promise.all(all))).toEqual(new Set(['enough']));
    expect(listeners()).toBe(0);
  });

  it('by a break leaves no listener, also where the source throws at its end', async () => {
    const { signal } = new AbortController();
    const source: Iterable<Update> = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: insert('one') }),
        return: () => {
          throw new Error('no end');
        },
      }),
    };
    const outcomes = ground.client().sendAll(source, { signal });
    await outcomes.next();
    await expect(outcomes.return()).rejects.toThrow('no end');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('by its client: the error is that it was closed', async () => {
    const client = ground.client();
    const outcomes = client.sendAll(inserts(100), { concurrency: 2 });
    await outcomes.next();
    await client.close();
    expect(await outcomeOf(collect(outcomes))).toBeInstanceOf(ClientClosedError);
    expect(() => client.sendAll([])).toThrow(ClientClosedError);
  });

  it('by its client, also with onError continue: of a long source no more is read', async () => {
    const client = ground.client();
    let read = 0;
    function* many(): Generator<Update> {
      while (read < 1_000) yield insert(`n${read++}`);
    }
    const outcomes = client.sendAll(many(), { concurrency: 2, onError: 'continue' });
    await outcomes.next();
    await client.close();
    expect(await outcomeOf(collect(outcomes))).toBeInstanceOf(ClientClosedError);
    expect(read).toBeLessThan(10);
  });
});

describe('sendAll refuses a slip at the call', () => {
  it.each([
    ['an option that there is not', { parallel: 3 }],
    ['concurrency over 64', { concurrency: 100 }],
    ['concurrency that is no integer', { concurrency: 1.5 }],
    ['allowSilent that is no boolean', { allowSilent: 1 }],
    ['options that are none', null],
  ])('%s', (_, options) => {
    expect(() => ground.client().sendAll([], options as never)).toThrow(InvalidOptionError);
  });

  it.each([
    ['one update', new Update(zone)],
    ['text', 'update'],
    ['nothing', undefined],
  ])('updates that are %s', (_, updates) => {
    expect(() => ground.client().sendAll(updates as never)).toThrow(InvalidOptionError);
  });
});
