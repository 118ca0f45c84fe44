import { createAnswerer, type LeaseOptions } from '@zonewright/server/answer';
import {
  createRecord,
  decodeMessage,
  type EdnsInput,
  ednsOption,
  type RecordInput,
  type RRType,
  type UpdateRecord,
} from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { query, update } from '../support/requests.ts';
import { key, now, zoneText } from '../support/zone.ts';

const host = '192.0.2.99';
const keyData = '512 3 13 q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ';

const add = (type: RRType = 'A', data = host, name = 'new.example.com.', ttl = 60): UpdateRecord =>
  createRecord({ name, type, ttl, data } as RecordInput);
const remove = (type: RRType, name = 'new.example.com.'): UpdateRecord =>
  ({ name, type, class: 'ANY', ttl: 0 }) as UpdateRecord;

/** The octets of an UPDATE-LEASE (RFC 9664 section 4): one number of 32 bits, or two. */
const octetsOf = (...seconds: readonly number[]): Uint8Array =>
  Uint8Array.from(seconds.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]));
const edns = (data: Uint8Array): EdnsInput => ({
  udpPayloadBytes: 1232,
  version: 0,
  dnssecOk: false,
  options: [{ code: 2, data }],
});

function serve(leases: boolean | LeaseOptions = { minSeconds: 10, maxSeconds: 1_000 }) {
  const zone = Zone.parse('example.com', zoneText);
  const answerer = createAnswerer({ zones: [zone], keys: [key], leases });
  const reply = (at: number, updates: readonly UpdateRecord[], lease?: Uint8Array) => {
    const request = update({ updates, ...(lease !== undefined && { edns: edns(lease) }) });
    const signed = key.sign(request, { now: at });
    const octets = answerer.answer(signed.bytes, { now: at, transport: 'tcp' }) as Uint8Array;
    expect(signed.judge(octets, { now: at }).status).toBe('verified');
    return decodeMessage(octets);
  };
  /** Adds with a lease, or without one. */
  const send = (at: number, updates: readonly UpdateRecord[], ...lease: readonly number[]) => {
    const message = reply(at, updates, lease.length === 0 ? undefined : octetsOf(...lease));
    expect(message.rcode).toBe('NOERROR');
    return ednsOption(message.edns, 'UPDATE-LEASE');
  };
  const addresses = () => zone.rrset('new.example.com.', 'A')?.data;
  return { zone, answerer, reply, send, addresses };
}

describe('an update that asks for a lease (RFC 9664 section 4)', () => {
  it('is told what was granted, in the form in which it asked', () => {
    const { send } = serve();
    expect(send(now, [add()], 60)).toEqual({ code: 'UPDATE-LEASE', leaseSeconds: 60 });
    expect(send(now, [add()], 60, 600)).toEqual({
      code: 'UPDATE-LEASE',
      leaseSeconds: 60,
      keyLeaseSeconds: 600,
    });
  });

  it('is granted no less and no more than the server gives', () => {
    const { send } = serve();
    expect(send(now, [add()], 0, 4_294_967_295)).toMatchObject({
      leaseSeconds: 10,
      keyLeaseSeconds: 1_000,
    });
    expect(serve(true).send(now, [add()], 1, 4_294_967_295)).toMatchObject({
      leaseSeconds: 30,
      keyLeaseSeconds: 1_209_600,
    });
  });

  it('is granted none where it was refused, and nothing is held', () => {
    const { answerer, reply } = serve();
    answerer.freeze('example.com');
    const { rcode, edns: opt } = reply(now, [add()], octetsOf(60));
    expect([rcode, opt?.options, answerer.nextExpiry]).toEqual(['REFUSED', [], undefined]);
  });

  it.each([[[]], [[1]], [[0, 0, 0]], [[0, 0, 0, 60, 0]], [[0, 0, 0, 60, 0, 0, 0, 60, 0]]])(
    'in octets that are no lease (%o) gets none, and is carried out',
    (data) => {
      const { answerer, reply, addresses } = serve();
      const { rcode, edns: opt } = reply(now, [add()], Uint8Array.from(data));
      expect([rcode, opt?.options, answerer.nextExpiry]).toEqual(['NOERROR', [], undefined]);
      expect(addresses()).toEqual([host]);
    },
  );

  it('gets none of a server that gives none, and what it added stays', () => {
    const { answerer, send, addresses } = serve(false);
    expect(send(now, [add()], 60)).toBeUndefined();
    expect([answerer.nextExpiry, answerer.expire(now + 1e6), addresses()]).toEqual([
      undefined,
      [],
      [host],
    ]);
  });
});

describe('what was added with a lease (RFC 9664)', () => {
  it('goes when the lease is over, not before, by a change that moves the serial', () => {
    const { zone, answerer, send, addresses } = serve();
    send(now, [add()], 60);
    expect(answerer.nextExpiry).toBe(now + 60);
    expect(answerer.expire(now + 59)).toEqual([]);
    expect(addresses()).toEqual([host]);
    const [expired, ...others] = answerer.expire(now + 60);
    expect(others).toEqual([]);
    expect(expired).toMatchObject({
      zone: { name: 'example.com.' },
      change: { from: 8, to: 9, removed: [{ type: 'SOA' }, add()], added: [{ type: 'SOA' }] },
    });
    expect(addresses()).toBeUndefined();
    expect([zone.serial, answerer.nextExpiry]).toEqual([9, undefined]);
    expect(answerer.expire(now + 61)).toEqual([]);
  });

  it('is not in an answer when the lease is over, though nobody called expire', () => {
    const { answerer, send } = serve();
    send(now, [add()], 60);
    const ask = (at: number) => {
      const request = query('new.example.com.', 'A');
      const reply = answerer.answer(request, { now: at, transport: 'udp' }) as Uint8Array;
      return decodeMessage(reply).rcode;
    };
    expect([ask(now + 59), ask(now + 60)]).toEqual(['NOERROR', 'NXDOMAIN']);
  });

  it('stays longer when it is added again, without a change of the zone (section 5)', () => {
    const { zone, answerer, send, addresses } = serve();
    send(now, [add()], 60);
    send(now + 50, [add()], 60);
    expect(zone.serial).toBe(8);
    expect(answerer.expire(now + 60)).toEqual([]);
    expect([addresses(), answerer.nextExpiry]).toEqual([[host], now + 110]);
    expect(answerer.expire(now + 110)).toHaveLength(1);
  });

  it('goes sooner when it is added again for a shorter time (section 4.2)', () => {
    const { answerer, send, addresses } = serve();
    send(now, [add()], 600);
    send(now + 1, [add()], 20);
    expect(answerer.nextExpiry).toBe(now + 21);
    answerer.expire(now + 21);
    expect(addresses()).toBeUndefined();
  });

  it('is one record: those beside it stay, and it may be written otherwise', () => {
    const { zone, answerer, send, addresses } = serve();
    send(now, [add('A', '192.0.2.1')]);
    send(now, [add(), add('MX', '10 Mail.example.com.')], 60);
    // Another TTL for the RRset takes both addresses away, and brings them back.
    send(now, [add('A', '192.0.2.1', 'NEW.example.com.', 90)]);
    send(now, [add('MX', '10 mail.EXAMPLE.com.')], 100);
    answerer.expire(now + 60);
    expect(addresses()).toEqual(['192.0.2.1']);
    expect(zone.rrset('new.example.com.', 'MX')).toBeDefined();
    answerer.expire(now + 100);
    expect(zone.rrset('new.example.com.', 'MX')).toBeUndefined();
  });

  it('stays for good when it is added again without a lease', () => {
    const { answerer, send, addresses } = serve();
    send(now, [add()], 60);
    send(now + 1, [add()]);
    expect(answerer.expire(now + 1e6)).toEqual([]);
    expect(addresses()).toEqual([host]);
  });

  it('is held no more once it was removed, in whatever way', () => {
    const { zone, answerer, send, addresses } = serve();
    const one: UpdateRecord = { ...add(), class: 'NONE', ttl: 0 } as UpdateRecord;
    for (const removal of [one, remove('A'), remove('ANY')]) {
      send(now, [add()], 60);
      send(now + 1, [removal]);
      // It comes back without a lease, by somebody who knows nothing of leases.
      zone.apply({
        from: zone.serial,
        to: zone.serial,
        removed: [],
        added: [createRecord(add() as RecordInput)],
      });
      expect(answerer.expire(now + 60), removal.class).toEqual([]);
      expect(addresses()).toEqual([host]);
      send(now + 61, [remove('ANY')]);
    }
  });

  it('and removed in the same update is not held', () => {
    const { answerer, send } = serve();
    send(now, [add(), remove('A')], 60);
    expect(answerer.nextExpiry).toBeUndefined();
  });

  it('is not held where it was not taken: beside a CNAME', () => {
    const { answerer, send } = serve();
    send(now, [add('A', host, 'alias.example.com.')], 60);
    expect(answerer.nextExpiry).toBeUndefined();
  });

  it('goes with others whose time has come, in one change', () => {
    const { zone, answerer, send } = serve();
    send(now, [add(), add('TXT', 'x')], 60);
    send(now + 5, [add('A', host, 'two.example.com.')], 20);
    expect(answerer.expire(now + 60)).toMatchObject([{ change: { from: 9, to: 10 } }]);
    expect(zone.toString()).toBe(
      Zone.parse('example.com', zoneText.replace('hostmaster 7', 'hostmaster 10')).toString(),
    );
  });

  it('waits while the zone is frozen, and goes once it is thawed', () => {
    const { answerer, send, addresses } = serve();
    send(now, [add()], 60);
    answerer.freeze('example.com');
    expect(answerer.expire(now + 60)).toEqual([]);
    expect([addresses(), answerer.nextExpiry]).toEqual([[host], undefined]);
    answerer.thaw('example.com');
    expect(answerer.nextExpiry).toBe(now + 60);
    expect(answerer.expire(now + 70)).toHaveLength(1);
    expect(addresses()).toBeUndefined();
  });

  it('waits where the zone refuses the change, which keeps neither other zones nor requests', () => {
    const zones = ['full.test', 'example.com'].map((name) => Zone.parse(name, zoneText));
    const [full, other] = zones as [Zone, Zone];
    const onError = vi.fn<(error: unknown) => void>();
    const answerer = createAnswerer({ zones, keys: [key], leases: true, onError });
    for (const { name } of zones) {
      const updates = [add('A', host, `new.${name}`)];
      const zone = { name, type: 'SOA', class: 'IN' } as const;
      const request = update({ zone, updates, edns: edns(octetsOf(60)) });
      answerer.answer(key.sign(request, { now }).bytes, { now, transport: 'tcp' });
    }
    const held = () => [full, other].map((zone) => zone.hasName(`new.${zone.name}`));
    const refuse = full.beforeChange(() => {
      throw new Error('no space');
    });
    const asked = { now: now + 60, transport: 'tcp' } as const;
    const reply = answerer.answer(query('www.example.com.', 'A'), asked) as Uint8Array;
    expect([decodeMessage(reply).rcode, held()]).toEqual(['NOERROR', [true, false]]);
    expect(onError.mock.calls).toEqual([[new Error('no space')]]);
    expect(answerer.nextExpiry).toBe(now + 120);
    refuse();
    expect(answerer.expire(now + 120)).toHaveLength(1);
    expect([held(), answerer.nextExpiry]).toEqual([[false, false], undefined]);
  });

  it('stays where a zone cannot be without it: the SOA, and the last NS', () => {
    const { zone, answerer, send } = serve();
    const soa = 'ns1.example.com. hostmaster.example.com. 100 3600 600 86400 60';
    send(now, [add('SOA', soa, 'example.com.'), add('NS', 'ns1.example.com.', 'example.com.')], 60);
    answerer.expire(now + 60);
    expect(zone.rrset('example.com.', 'NS')).toBeDefined();
    expect([zone.serial, answerer.nextExpiry]).toEqual([100, undefined]);
  });
});

describe('the lease of a KEY (RFC 9664 section 4.1)', () => {
  it('is the second one, where there are two', () => {
    const { zone, answerer, send, addresses } = serve();
    send(now, [add(), add('KEY', keyData)], 60, 600);
    expect(answerer.nextExpiry).toBe(now + 60);
    answerer.expire(now + 60);
    expect(addresses()).toBeUndefined();
    expect(zone.rrset('new.example.com.', 'KEY')).toBeDefined();
    expect(answerer.nextExpiry).toBe(now + 600);
    answerer.expire(now + 600);
    expect(zone.hasName('new.example.com.')).toBe(false);
  });

  it('is that of all, where there is one', () => {
    const { zone, answerer, send } = serve();
    send(now, [add(), add('KEY', keyData)], 60);
    answerer.expire(now + 60);
    expect(zone.hasName('new.example.com.')).toBe(false);
  });
});

describe('the clock', () => {
  it('is the one by which requests come: a fault that skews it moves no lease', () => {
    const { answerer } = serve();
    answerer.faults = () => ({ clockSkewSeconds: 200 });
    const { bytes } = key.sign(update({ updates: [add()], edns: edns(octetsOf(60)) }), { now });
    answerer.answer(bytes, { now, transport: 'tcp' });
    expect(answerer.nextExpiry).toBe(now + 60);
  });

  it('has to say a time', () => {
    const { answerer, send, addresses } = serve();
    send(now, [add()], 60);
    for (const time of [Number.NaN, -1, Infinity]) {
      expect(() => answerer.expire(time)).toThrow(
        expect.objectContaining({ name: 'InvalidOptionError', option: 'now' }),
      );
    }
    expect(addresses()).toEqual([host]);
  });
});

describe('leases: bounds', () => {
  it.each([
    ['leases', 'yes'],
    ['leases', null],
    ['leases.max', { max: 5 }],
    ['leases.minSeconds', { minSeconds: 0 }],
    ['leases.minSeconds', { minSeconds: 1.5 }],
    ['leases.maxSeconds', { maxSeconds: 2 ** 32 }],
    ['leases.minSeconds', { minSeconds: 60, maxSeconds: 59 }],
  ])('%s is refused: %o', (option, leases) => {
    expect(() => serve(leases as unknown as LeaseOptions)).toThrow(
      expect.objectContaining({ name: 'InvalidOptionError', option }),
    );
  });
});

describe('whatever is added, renewed and removed, in whatever order', () => {
  const step = fc.record({
    wait: fc.nat(40),
    data: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3'),
    what: fc.constantFrom('lease', 'stay', 'remove', 'nothing'),
    seconds: fc.integer({ min: 10, max: 60 }),
  });

  it('an address is there as long as its own last word says (fixed seed)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { send, answerer, addresses } = serve();
        const ends = new Map<string, number>();
        let at = now;
        for (const { wait, data, what, seconds } of steps) {
          at += wait;
          if (what === 'lease') {
            send(at, [add('A', data)], seconds);
            ends.set(data, at + seconds);
          } else if (what === 'stay') {
            send(at, [add('A', data)]);
            ends.set(data, Infinity);
          } else if (what === 'remove') {
            send(at, [{ ...add('A', data), class: 'NONE', ttl: 0 } as UpdateRecord]);
            ends.delete(data);
          }
          answerer.expire(at);
          const expected = [...ends].flatMap(([one, end]) => (end > at ? [one] : []));
          expect([...((addresses() as string[] | undefined) ?? [])].sort()).toEqual(
            expected.sort(),
          );
          const next = Math.min(...[...ends.values()].filter((end) => end > at));
          expect(answerer.nextExpiry ?? Infinity).toBeLessThanOrEqual(next);
        }
      }),
      { seed: 9664, numRuns: 300 },
    );
  });
});
