/** Several servers: one after the other, or all of them. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  ConnectError,
  NotImpError,
  RefusedError,
  ServersFailedError,
  UnknownOutcomeError,
} from '../../src/index.ts';
import { faultsOf, outcomeOf, startGround, zone } from './embedded.ts';

/** An address on which nothing listens. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}

describe('failover', () => {
  test('a server that is not there is followed by the next, which applies it once', async () => {
    await using ground = await startGround();
    const dns = ground.client({ server: [await closedAddress(), ground.address] });
    const result = await dns
      .update(zone)
      .nameNotUsed('www')
      .insert('www', 60, 'A', '192.0.2.1')
      .send();
    expect(result).toMatchObject({ server: ground.address, attempts: 2, settledBy: 'response' });
    const updates = ground.requests('UPDATE');
    expect(updates).toHaveLength(1);
    expect(updates[0]?.keyName).toBe('ddns-key.');
  });

  test.each(['SERVFAIL', 'NOTIMP'] as const)(
    '%s leads to the next server (RFC 2136 section 4.6)',
    async (rcode) => {
      await using first = await startGround();
      await using second = await startGround();
      first.server.faults = () => ({ rcode });
      const dns = first.client({ server: [first.address, second.address] });
      const result = await dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
      expect(result).toMatchObject({ server: second.address, attempts: 2 });
      expect(first.requests('UPDATE')).toHaveLength(1);
    },
  );

  test.each(['REFUSED', 'NOTAUTH', 'NOTZONE', 'FORMERR', 'YXDOMAIN', 'NXRRSET'] as const)(
    '%s ends it (RFC 2136 section 4.5, RFC 3007 section 3)',
    async (rcode) => {
      await using first = await startGround();
      await using second = await startGround();
      first.server.faults = () => ({ rcode });
      const dns = first.client({ server: [first.address, second.address] });
      const error = await outcomeOf(dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send());
      expect(error).toMatchObject({
        code: rcode,
        applied: 'no',
        attempts: 1,
        server: first.address,
      });
      expect(second.server.received).toEqual([]);
    },
  );

  test('goes over all servers again, as often as retry says; what was said outlasts silence', async () => {
    await using ground = await startGround();
    ground.server.faults = () => ({ rcode: 'NOTIMP' });
    const server = [ground.address, await closedAddress()];
    const error = await outcomeOf(
      ground.client({ server }).update(zone).insert('www', 60, 'A', '192.0.2.1').send(),
    );
    expect(error).toBeInstanceOf(NotImpError);
    expect(ground.requests('UPDATE')).toHaveLength(3);
    const once = ground.client({ server, retry: false });
    await outcomeOf(once.update(zone).insert('www', 60, 'A', '192.0.2.1').send());
    expect(ground.requests('UPDATE')).toHaveLength(4);
  });

  test('none that is there is a ConnectError', async () => {
    await using ground = await startGround();
    const server = [await closedAddress(), await closedAddress()];
    const error = await outcomeOf(
      ground.client({ server }).update(zone).insert('www', 60, 'A', '192.0.2.1').send(),
    );
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ applied: 'no', attempts: 6 });
  });

  test('from a server that takes the update and says nothing, without a second application', async () => {
    await using ground = await startGround();
    await using silent = await startGround();
    silent.server.faults = () => ({ drop: 'request' });
    const dns = ground.client({ server: [silent.address, ground.address] });
    const result = await dns
      .update(zone)
      .nameNotUsed('www')
      .insert('www', 60, 'A', '192.0.2.1')
      .send();
    expect(result).toMatchObject({ server: ground.address, attempts: 2 });
    // The zone of the second server holds it by now, as if the first one had applied it.
    const again = await dns
      .update(zone)
      .nameNotUsed('www')
      .insert('www', 60, 'A', '192.0.2.1')
      .send();
    expect(again).toMatchObject({ server: ground.address, attempts: 1, settledBy: 'read-back' });
    expect(ground.data('www', 'A')).toEqual(['192.0.2.1']);
    expect(ground.server.zone(zone).serial).toBe(2);
  });

  test('a verdict that is proven outlasts the silence of another server', async () => {
    await using silent = await startGround();
    await using ground = await startGround();
    silent.server.faults = () => ({ drop: 'request' });
    ground.server.faults = () => ({ rcode: 'SERVFAIL' });
    const server = [silent.address, ground.address];
    const dns = silent.client({ server, retry: false, deadlineMs: 1_000 });
    const error = await outcomeOf(dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send());
    expect(error).toMatchObject({ code: 'SERVFAIL', applied: 'unknown', authenticated: true });
  });

  test('where none says anything the outcome is unknown', async () => {
    await using ground = await startGround();
    await using silent = await startGround();
    for (const { server } of [ground, silent]) server.faults = () => ({ drop: 'request' });
    const dns = ground.client({ server: [silent.address, ground.address], deadlineMs: 600 });
    const error = await outcomeOf(
      dns.update(zone).nameNotUsed('www').insert('www', 60, 'A', '192.0.2.1').send(),
    );
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ applied: 'unknown', server: silent.address });
  });
});

describe('all', () => {
  test('sends to each, and tells the outcome at each', async () => {
    await using first = await startGround();
    await using second = await startGround();
    const dns = first.client({ server: [first.address, second.address], mode: 'all' });
    const result = await dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    expect(result).toMatchObject({
      rcode: 'NOERROR',
      server: first.address,
      attempts: 2,
      servers: [
        { server: first.address, ok: true, result: { settledBy: 'response', attempts: 1 } },
        { server: second.address, ok: true, result: { rrsets: [{ state: 'applied' }] } },
      ],
    });
    for (const { data } of [first, second]) expect(data('www', 'A')).toEqual(['192.0.2.1']);
  });

  test('that fails at one is an error that says which have it', async () => {
    await using first = await startGround();
    await using second = await startGround();
    second.server.freeze(zone);
    const dns = first.client({ server: [first.address, second.address], mode: 'all' });
    const outcome = await dns.update(zone).insert('www', 60, 'A', '192.0.2.1').trySend();
    const error = outcome.ok ? undefined : outcome.error;
    expect(error).toBeInstanceOf(ServersFailedError);
    expect(error).toMatchObject({
      code: 'SERVERS_FAILED',
      applied: 'partly',
      zone: 'example.com.',
      outcomes: [{ ok: true }, { server: second.address, ok: false, error: { code: 'REFUSED' } }],
    });
  });

  test('that fails at all of them has changed nothing where all say so', async () => {
    await using first = await startGround();
    const server = [first.address, await closedAddress()];
    first.server.freeze(zone);
    const dns = first.client({ server, mode: 'all' });
    const error = await outcomeOf(dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send());
    expect(error).toBeInstanceOf(ServersFailedError);
    expect(error).toMatchObject({
      applied: 'no',
      outcomes: [{ error: expect.any(RefusedError) }, { error: expect.any(ConnectError) }],
    });
  });

  test('that is carried out in part at one is applied partly', async () => {
    await using first = await startGround();
    await using second = await startGround();
    second.server.freeze(zone);
    const dns = first.client({ server: [first.address, second.address], mode: 'all' });
    const update = dns
      .update(zone)
      .insert('alias', 60, 'A', '192.0.2.1')
      .insert('www', 60, 'TXT', 'x');
    const error = await outcomeOf(update.send());
    expect(error).toMatchObject({
      applied: 'partly',
      outcomes: [
        { error: { code: 'NOT_APPLIED', applied: 'partly' } },
        { error: { applied: 'no' } },
      ],
    });
  });

  test('and an answer that is lost leaves it unknown', async () => {
    await using first = await startGround();
    await using second = await startGround();
    first.server.freeze(zone);
    second.server.faults = () => ({ drop: 'request' });
    const options = {
      server: [first.address, second.address],
      mode: 'all',
      deadlineMs: 500,
    } as const;
    const error = await outcomeOf(
      first.client(options).update(zone).insert('www', 60, 'A', '192.0.2.1').send(),
    );
    expect(error).toMatchObject({ code: 'SERVERS_FAILED', applied: 'unknown' });
  });

  test('aborted before anything was sent rejects with the reason', async () => {
    await using ground = await startGround();
    const dns = ground.client({ server: [ground.address, ground.address], mode: 'all' });
    const reason = new Error('no');
    const update = dns.update(zone).insert('www', 60, 'A', '192.0.2.1');
    expect(await outcomeOf(update.send({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(ground.server.received).toEqual([]);
  });
});

test('a server that fails on some attempts is asked again', async () => {
  await using ground = await startGround();
  ground.server.faults = faultsOf('UPDATE', { rcode: 'SERVFAIL' }, { rcode: 'SERVFAIL' });
  const dns = ground.client();
  const result = await dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
  expect(result).toMatchObject({ attempts: 3, settledBy: 'response' });
});
