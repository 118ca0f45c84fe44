/** NOERROR is not "applied": what an update touched is read back before it counts as done. */

import { describe, expect, test } from 'vitest';
import { NotAppliedError, UnknownOutcomeError } from '../../src/index.ts';
import { faultsOf, outcomeOf, startGround, zone } from './embedded.ts';

describe('an update that was carried out', () => {
  test('is told RRset by RRset, with what is there beside', async () => {
    await using ground = await startGround();
    const other = ground.client({ verify: false });
    ground.server.faults = faultsOf('UPDATE', {}, { delayMs: 0 });
    await other.update(zone).insert('mine', 60, 'TXT', 'kept').send();
    const result = await ground
      .client()
      .update(zone)
      .insert('www', 60, 'A', '192.0.2.1')
      .removeRRset('shared', 'A')
      .removeName('alias')
      .remove('mine', 'TXT', 'gone')
      .send();
    expect(result).toMatchObject({
      settledBy: 'response',
      rrsets: [
        { name: 'www.example.com.', type: 'A', state: 'applied', expected: ['192.0.2.1'] },
        { name: 'shared.example.com.', type: 'A', state: 'applied', expected: [], seen: [] },
        { name: 'mine.example.com.', type: 'TXT', state: 'applied' },
        { name: 'alias.example.com.', type: 'ANY', state: 'applied', seen: [] },
      ],
    });
  });

  test('beside other data of a replaced RRset is told as diverged', async () => {
    await using ground = await startGround();
    const other = ground.client({ verify: false });
    // The other writer comes between the answer and the reading.
    let interfere: Promise<unknown> | undefined;
    ground.server.faults = ({ message }) => {
      if (message.opcode !== 'QUERY' || interfere !== undefined) return undefined;
      interfere = other.update(zone).insert('www', 60, 'A', '192.0.2.2').send();
      return { drop: 'request' };
    };
    const result = await ground
      .client({ verifyTimeoutMs: 2_000 })
      .update(zone)
      .replaceRRset('www', 60, 'A', '192.0.2.1')
      .send();
    expect(result.rrsets).toMatchObject([{ state: 'diverged', expected: ['192.0.2.1'] }]);
    expect(result.rrsets[0]?.seen).toHaveLength(2);
  });

  test('costs one round trip on the same connection, however many RRsets', async () => {
    await using ground = await startGround();
    const update = ground.client().update(zone);
    for (let i = 0; i < 50; i++) update.insert(`n${i}`, 60, 'A', '192.0.2.1');
    await update.send();
    const { received } = ground.server;
    expect(received.length).toBe(51);
    expect(new Set(received.map(({ from }) => from)).size).toBe(1);
    expect(new Set(received.map(({ keyName }) => keyName))).toEqual(new Set(['ddns-key.']));
  });

  test('is read over as many connections as the server takes for it', async () => {
    await using ground = await startGround();
    const update = ground.client({ verifyTimeoutMs: 0 }).update(zone);
    for (let i = 0; i < 50; i++) update.insert(`n${i}`, 60, 'A', '192.0.2.1');
    let queries = 0;
    // After each seventh answer the connection ends, as PowerDNS can be told to do it.
    ground.server.faults = ({ message }) => {
      if (message.opcode !== 'QUERY') return undefined;
      queries += 1;
      return { close: queries % 7 === 0 };
    };
    const { rrsets } = await update.send();
    expect(rrsets.filter(({ state }) => state === 'applied')).toHaveLength(50);
  });

  test.each([
    ['applied', 'tcp', undefined],
    ['applied', 'udp', undefined],
    // Over UDP it may list less than over the connection that it is cut for.
    ['unverified', 'udp', { cut: 'tc' }],
    ['unverified', 'tcp', { rcode: 'REFUSED' }],
  ] as const)(
    'a name that has one type again is %s over %s by the apex, with %o there',
    async (state, transport, fault) => {
      await using ground = await startGround();
      ground.server.faults = ({ message, transport: way }) =>
        way === transport && message.opcode === 'QUERY' && message.questions[0]?.name === `${zone}.`
          ? fault
          : undefined;
      const update = ground.client({ transport }).update(zone);
      const { rrsets } = await update.removeName('www').insert('www', 60, 'A', '192.0.2.1').send();
      expect(rrsets.map((rrset) => rrset.state)).toEqual(['applied', state]);
    },
  );

  test('verify: false reads nothing, for a client and for one send', async () => {
    await using ground = await startGround();
    const insert = { name: 'www.example.com.', ttl: 60, type: 'A', data: '192.0.2.1' } as const;
    const result = await ground.client().update(zone).insert(insert).send({ verify: false });
    expect(result.rrsets).toEqual([]);
    await ground.client({ verify: false }).update(zone).insert(insert).send();
    expect(ground.requests('QUERY')).toEqual([]);
    await ground.client({ verify: false }).update(zone).insert(insert).send({ verify: true });
    expect(ground.requests('QUERY')).toHaveLength(1);
  });

  test('a removed name under a wildcard is gone, though it is still answered (RFC 4592)', async () => {
    await using ground = await startGround();
    const dns = ground.client();
    await dns.update(zone).insert('a.wild', 300, 'A', '192.0.2.1').send();
    const result = await dns.update(zone).removeRRset('a.wild', 'A').send();
    expect(result.rrsets).toMatchObject([{ state: 'applied', seen: [] }]);
    expect(await dns.update(zone).removeName('b.wild').send()).toMatchObject({
      rrsets: [{ state: 'applied' }],
    });
  });
});

describe('an update that the server skips with NOERROR', () => {
  test('is a NotAppliedError that tells what was asked and what was seen', async () => {
    await using ground = await startGround();
    const error = await outcomeOf(
      ground.client().update(zone).insert('alias', 60, 'A', '192.0.2.1').send(),
    );
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(error).toMatchObject({
      code: 'NOT_APPLIED',
      applied: 'unknown',
      zone: 'example.com.',
      server: ground.address,
      attempts: 1,
      rrsets: [
        { name: 'alias.example.com.', type: 'A', state: 'missing', expected: ['192.0.2.1'] },
      ],
    });
    expect((error as Error).message).toMatch(/alias\.example\.com\..*CNAME/);
  });

  test('of which the zone shows some is applied partly', async () => {
    await using ground = await startGround();
    const error = await outcomeOf(
      ground
        .client()
        .update(zone)
        .insert('alias', 60, 'A', '192.0.2.1')
        .insert('www', 60, 'A', '192.0.2.1')
        .send(),
    );
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(error).toMatchObject({ applied: 'partly' });
  });

  test('is a success with verify: false', async () => {
    await using ground = await startGround();
    const update = ground.client().update(zone).insert('alias', 60, 'A', '192.0.2.1');
    expect(await update.send({ verify: false })).toMatchObject({ rcode: 'NOERROR', rrsets: [] });
  });
});

describe('an SOA that is not ahead of the zone', () => {
  const soa = (serial: number) => `ns1.example.com. other.example.com. ${serial} 1 1 1 1`;

  test('is not sent, since every server would skip it', async () => {
    await using ground = await startGround();
    const error = await outcomeOf(
      ground.client().update(zone).insert('@', 300, 'SOA', soa(1)).send(),
    );
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(error).toMatchObject({ applied: 'no', rrsets: [{ type: 'SOA', state: 'missing' }] });
    expect(ground.requests('UPDATE')).toEqual([]);
  });

  test('one that is ahead is, and is verified', async () => {
    await using ground = await startGround();
    const update = ground.client().update(zone).insert('@', 300, 'SOA', soa(2));
    expect((await update.send()).rrsets).toMatchObject([{ type: 'SOA', state: 'applied' }]);
    // What is there already is as it should be.
    expect((await update.send()).rrsets).toMatchObject([{ type: 'SOA', state: 'applied' }]);
    expect(ground.server.zone(zone).serial).toBe(2);
  });
});

describe('reading that fails', () => {
  test('for want of permission is unverified: said, not thrown', async () => {
    await using ground = await startGround();
    ground.server.faults = ({ message }) =>
      message.opcode === 'QUERY' ? { rcode: 'REFUSED' } : undefined;
    const result = await ground.client().update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    expect(result.rrsets).toMatchObject([{ state: 'unverified', seen: [] }]);
    expect(result.rrsets[0]?.reason).toContain('REFUSED');
    expect(ground.requests('QUERY')).toHaveLength(1);
  });

  test.each(['tcp', 'udp'] as const)(
    'by lost replies over %s is tried again',
    async (transport) => {
      await using ground = await startGround();
      const lost = { drop: 'reply' } as const;
      ground.server.faults = faultsOf('QUERY', lost, lost, lost, lost);
      const dns = ground.client({ transport, verifyTimeoutMs: 2_000 });
      const result = await dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
      expect(result.rrsets).toMatchObject([{ state: 'applied' }]);
    },
  );

  test('from a server that fails is unverified, with the question and its RCODE', async () => {
    await using ground = await startGround();
    ground.server.faults = ({ message }) =>
      message.opcode === 'QUERY' ? { rcode: 'SERVFAIL' } : undefined;
    const result = await ground.client().update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    const reason = `${ground.address} answered the query for www.example.com. A with SERVFAIL: look into its log`;
    expect(result.rrsets).toMatchObject([{ state: 'unverified', reason }]);
  });

  test('by replies that cannot be believed is unverified after three looks', async () => {
    await using ground = await startGround();
    ground.server.faults = ({ message }) =>
      message.opcode === 'QUERY' ? { mac: 'wrong' } : undefined;
    const dns = ground.client({ verifyTimeoutMs: 5_000 });
    const result = await dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    expect(result.rrsets).toMatchObject([{ state: 'unverified' }]);
    expect(ground.requests('QUERY')).toHaveLength(3);
  });

  test('by an answer that was cut over UDP goes on over TCP', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf('QUERY', { cut: 'tc' });
    const dns = ground.client({ transport: 'udp' });
    const result = await dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    expect(result.rrsets).toMatchObject([{ state: 'applied' }]);
    expect(ground.requests('QUERY').map(({ transport }) => transport)).toEqual(['udp', 'tcp']);
  });
});

describe('a call that is cut short while it reads', () => {
  test('by its caller is unknown, with the reason as its cause', async () => {
    await using ground = await startGround();
    const controller = new AbortController();
    const reason = new Error('enough');
    ground.server.faults = faultsOf('QUERY', { drop: 'reply' });
    const update = ground.client().update(zone).insert('www', 60, 'A', '192.0.2.1');
    const sending = outcomeOf(update.send({ signal: controller.signal }));
    await expect.poll(() => ground.requests('QUERY').length).toBe(1);
    controller.abort(reason);
    const error = await sending;
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ applied: 'unknown', cause: reason });
  });

  test('by the deadline says what was seen last', async () => {
    await using ground = await startGround();
    const dns = ground.client({ deadlineMs: 300, verifyTimeoutMs: 60_000, timeoutMs: 5_000 });
    const error = await outcomeOf(dns.update(zone).insert('alias', 60, 'A', '192.0.2.1').send());
    expect(error).toBeInstanceOf(NotAppliedError);
    // A look that the deadline cuts short has seen less than the one before it.
    ground.server.faults = faultsOf('QUERY', {}, { drop: 'reply' });
    const seen = await outcomeOf(dns.update(zone).insert('alias', 60, 'A', '192.0.2.2').send());
    expect(seen).toBeInstanceOf(NotAppliedError);
    ground.server.faults = ({ message }) =>
      message.opcode === 'QUERY' ? { drop: 'reply' } : undefined;
    const slow = ground.client({ deadlineMs: 300, verifyTimeoutMs: 60_000 });
    const result = await slow.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    expect(result.rrsets).toMatchObject([{ state: 'unverified' }]);
  });
});
