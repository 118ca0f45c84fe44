/** What was sent and not answered: repeated where that is safe, read back where it is not. */

import { describe, expect, test } from 'vitest';
import {
  ConnectionLostError,
  MessageTooLargeError,
  NxRRsetError,
  RefusedError,
  ResponseSignatureError,
  type Signer,
  TimeoutError,
  UnknownOutcomeError,
  UnsignedResponseError,
  YxDomainError,
} from '../../src/index.ts';
import { faultsOf, key, outcomeOf, startGround, zone } from './embedded.ts';

const transports = ['tcp', 'udp'] as const;

describe.each(transports)('over %s', (transport) => {
  test('a reply that is lost after the update was applied is settled by reading back', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf(
      'UPDATE',
      { drop: 'reply' },
      { drop: 'reply' },
      { drop: 'reply' },
    );
    const result = await ground
      .client({ transport })
      .update(zone)
      .nameNotUsed('www')
      .insert('www', 60, 'A', '192.0.2.1')
      .send();
    expect(result).toMatchObject({
      settledBy: 'read-back',
      authenticated: true,
      attempts: 1,
      transport,
      rrsets: [{ name: 'www.example.com.', type: 'A', state: 'applied', seen: ['192.0.2.1'] }],
    });
    expect(ground.data('www', 'A')).toEqual(['192.0.2.1']);
  });

  test('a request that is lost is sent again, and applied once', async () => {
    await using ground = await startGround();
    const lost = { drop: 'request' } as const;
    // Over UDP an attempt is three datagrams.
    ground.server.faults = faultsOf(
      'UPDATE',
      ...(transport === 'udp' ? [lost, lost, lost] : [lost]),
    );
    const result = await ground
      .client({ transport })
      .update(zone)
      .nameNotUsed('www')
      .insert('www', 60, 'A', '192.0.2.1')
      .send();
    expect(result).toMatchObject({ settledBy: 'response', attempts: 2, transport });
    expect(ground.server.zone(zone).serial).toBe(2);
    // One look is enough before it is sent again; the last one is that of verify.
    expect(ground.requests('QUERY')).toHaveLength(2);
  });

  test('without prerequisites it is repeated at once, and nothing is read before', async () => {
    await using ground = await startGround();
    const lost = { drop: 'reply' } as const;
    ground.server.faults = faultsOf(
      'UPDATE',
      ...(transport === 'udp' ? [lost, lost, lost] : [lost]),
    );
    const dns = ground.client({ transport, verify: false });
    const result = await dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    expect(result).toMatchObject({ settledBy: 'response', attempts: 2 });
    expect(ground.requests('QUERY')).toEqual([]);
    expect(ground.server.zone(zone).serial).toBe(2);
  });

  test('each attempt is signed anew, with an id of its own and one TSIG (RFC 2136 section 2.2, RFC 8945 section 5.1)', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf('UPDATE', { rcode: 'SERVFAIL' }, { rcode: 'SERVFAIL' });
    const dns = ground.client({ transport });
    await dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    const updates = ground.requests('UPDATE').map(({ message }) => message);
    expect(updates.length).toBe(3);
    expect(new Set(updates.map(({ id }) => id)).size).toBe(3);
    for (const { id, tsig } of updates) expect(tsig?.originalId).toBe(id);
  });
});

test('prerequisites alone change nothing: they are sent again, and nothing is read', async () => {
  await using ground = await startGround();
  ground.server.faults = faultsOf('UPDATE', { drop: 'reply' });
  const result = await ground.client().update(zone).nameUsed('ns1').send();
  expect(result).toMatchObject({ settledBy: 'response', attempts: 2, rrsets: [] });
  expect(ground.requests('QUERY')).toEqual([]);
});

describe('what the zone holds that is not what was asked for', () => {
  test('is an unknown outcome that tells what was seen', async () => {
    await using ground = await startGround();
    const other = ground.client({ verify: false });
    const dns = ground.client({ timeoutMs: 500 });
    ground.server.faults = faultsOf('UPDATE', { drop: 'reply' });
    const sending = dns.update(zone).nameNotUsed('www').insert('www', 60, 'A', '192.0.2.1').send();
    await expect.poll(() => ground.data('www', 'A')).toEqual(['192.0.2.1']);
    await other.update(zone).replaceRRset('www', 60, 'A', '192.0.2.2').send();
    const error = await outcomeOf(sending);
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({
      applied: 'unknown',
      rrsets: [{ state: 'missing', expected: ['192.0.2.1'], seen: ['192.0.2.2'] }],
    });
    expect((error as Error).cause).toBeInstanceOf(YxDomainError);
    expect(ground.data('www', 'A')).toEqual(['192.0.2.2']);
  });

  test('data that is to be all there is, seen beside other data, was not replaced yet', async () => {
    await using ground = await startGround();
    const dns = ground.client();
    await dns.update(zone).insert('shared', 300, 'A', '192.0.2.8').send();
    ground.server.faults = faultsOf('UPDATE', { drop: 'request' });
    const result = await dns
      .update(zone)
      .used('shared', 'A', '192.0.2.7', '192.0.2.8')
      .replaceRRset('shared', 300, 'A', '192.0.2.7')
      .send();
    expect(result).toMatchObject({ settledBy: 'response', attempts: 2 });
    expect(ground.data('shared', 'A')).toEqual(['192.0.2.7']);
  });

  test('a prerequisite that fails at once is reported without reading back', async () => {
    await using ground = await startGround();
    const error = await outcomeOf(
      ground.client().update(zone).nameNotUsed('ns1').insert('ns1', 60, 'TXT', 'x').send(),
    );
    expect(error).toBeInstanceOf(YxDomainError);
    expect(error).toMatchObject({ applied: 'no', attempts: 1 });
    expect(ground.requests('QUERY')).toEqual([]);
  });
});

describe('a prerequisite that fails on a second copy (RFC 2136 section 7.8)', () => {
  test('of one datagram is read back before it is believed', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf('UPDATE', { drop: 'reply' });
    const dns = ground.client({ transport: 'udp', timeoutMs: 1_000 });
    const result = await dns
      .update(zone)
      .nameNotUsed('www')
      .insert('www', 60, 'A', '192.0.2.1')
      .send();
    expect(ground.requests('UPDATE').length).toBe(2);
    expect(result).toMatchObject({ settledBy: 'read-back', attempts: 1 });
  });

  test('behind a SERVFAIL that had applied the first is read back, too', async () => {
    await using ground = await startGround();
    const other = ground.client({ verify: false });
    const dns = ground.client({ retry: { attempts: 2, minDelayMs: 300 } });
    ground.server.faults = faultsOf('UPDATE', { rcode: 'SERVFAIL' });
    const sending = dns.update(zone).rrsetUsed('shared', 'A').removeRRset('shared', 'A').send();
    await expect.poll(() => ground.requests('UPDATE').length).toBe(1);
    // A forwarder says SERVFAIL when it has lost a primary that went on to carry the update out.
    await other.update(zone).removeRRset('shared', 'A').send();
    expect(await sending).toMatchObject({ settledBy: 'read-back', attempts: 2 });
  });

  test('that the zone does not show is the error, and the zone may have changed', async () => {
    await using ground = await startGround();
    // The first datagram is lost and the second finds the RRset gone that it asks for.
    ground.server.faults = faultsOf('UPDATE', { drop: 'request' });
    const dns = ground.client({ transport: 'udp', timeoutMs: 1_000 });
    const error = await outcomeOf(
      dns.update(zone).rrsetUsed('nobody', 'A').insert('www', 60, 'A', '192.0.2.1').send(),
    );
    expect(error).toBeInstanceOf(NxRRsetError);
    expect(error).toMatchObject({ applied: 'unknown' });
  });
});

describe('a reply that cannot be believed', () => {
  test.each([
    ['wrong', ResponseSignatureError],
    ['none', UnsignedResponseError],
  ] as const)('(MAC %s) is settled by reading back', async (mac, cause) => {
    await using ground = await startGround();
    const update = () =>
      ground.client().update(zone).nameNotUsed('www').insert('www', 60, 'A', '192.0.2.1');
    ground.server.faults = faultsOf('UPDATE', { mac });
    expect(await update().send()).toMatchObject({ settledBy: 'read-back', attempts: 1 });
    // Where no reply can be believed, nothing is known.
    ground.server.faults = () => ({ mac });
    const another = ground.client().update(zone).nameNotUsed('ftp').insert('ftp', 60, 'TXT', 'x');
    const looks = ground.requests('QUERY').length;
    const error = await outcomeOf(another.send());
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect((error as Error).cause).toBeInstanceOf(cause);
    expect(ground.requests('QUERY').length - looks).toBe(3);
  });

  test('with onUnknown: throw is the error itself, and nothing is repeated or read', async () => {
    await using ground = await startGround();
    ground.server.faults = () => ({ mac: 'wrong' });
    const dns = ground.client({ onUnknown: 'throw' });
    const error = await outcomeOf(dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send());
    expect(error).toBeInstanceOf(ResponseSignatureError);
    expect(error).toMatchObject({ applied: 'unknown', attempts: 1 });
    expect(ground.server.received.length).toBe(1);
  });
});

describe('no answer at all', () => {
  test('is an unknown outcome with the reason as its cause', async () => {
    await using ground = await startGround();
    ground.server.faults = () => ({ drop: 'request' });
    const dns = ground.client({ deadlineMs: 1_000 });
    const error = await outcomeOf(dns.update(zone).insert('www', 60, 'A', '192.0.2.1').send());
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ applied: 'unknown', attempts: 3 });
    const { cause, message } = error as Error;
    expect(cause).toBeInstanceOf(TimeoutError);
    for (const text of [message, (cause as Error).message]) {
      expect(text).toMatch(/ If the server may need longer than timeoutMs, raise that\.$/);
    }
  });

  test('a connection that the server closes is followed by another one', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf('UPDATE', { close: true });
    const dns = ground.client();
    const result = await dns
      .update(zone)
      .nameNotUsed('www')
      .insert('www', 60, 'A', '192.0.2.1')
      .send();
    expect(result).toMatchObject({ settledBy: 'read-back', attempts: 1 });
    ground.server.faults = faultsOf('UPDATE', { drop: 'request', close: true });
    const throwing = ground.client({ onUnknown: 'throw' });
    const error = await outcomeOf(throwing.update(zone).insert('www', 60, 'A', '192.0.2.1').send());
    expect(error).toBeInstanceOf(ConnectionLostError);
  });

  test('then a refusal: read back, and if it is not there, unknown', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf('UPDATE', { drop: 'reply' }, { rcode: 'REFUSED' });
    const settled = await ground.client().update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    const id = ground.requests('UPDATE').at(-1)?.message.id;
    expect(settled).toMatchObject({ settledBy: 'read-back', attempts: 2, id });
    ground.server.faults = faultsOf('UPDATE', { drop: 'request' }, { rcode: 'REFUSED' });
    const error = await outcomeOf(
      ground.client().update(zone).insert('www', 60, 'A', '192.0.2.2').send(),
    );
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ applied: 'unknown', authenticated: true, attempts: 2 });
  });
});

describe('a signer that throws', () => {
  const down = new Error('the signer is down');

  /** Signs so many messages, and throws for each after them. */
  function signs(messages: number, thrown: Error = down): Signer {
    let left = messages;
    return {
      name: key.name,
      overheadBytes: key.overheadBytes,
      sign: (request, options) => {
        if (left === 0) throw thrown;
        left -= 1;
        return key.sign(request, options);
      },
    };
  }

  test('before anything was sent is what is thrown', async () => {
    await using ground = await startGround();
    const dns = ground.client({ key: signs(0) });
    const update = dns.update(zone).insert('www', 60, 'A', '192.0.2.1');
    expect(await outcomeOf(update.send())).toBe(down);
    const { value } = await dns.sendAll([update], { onError: 'continue' }).next();
    expect(value).toMatchObject({ ok: false, error: { applied: 'no', cause: down } });
  });

  test('after the update was sent leaves it unknown, whoever sent it', async () => {
    await using ground = await startGround();
    const unknown = { code: 'UNKNOWN_OUTCOME', applied: 'unknown', cause: down };
    const one = ground
      .client({ key: signs(1) })
      .update(zone)
      .insert('one', 60, 'A', '192.0.2.1');
    expect(await outcomeOf(one.send())).toMatchObject(unknown);
    expect(ground.data('one', 'A')).toEqual(['192.0.2.1']);

    // Of the copy that was not sent this is true.
    const tooLarge = new MessageTooLargeError(70_000);
    const large = ground
      .client({ key: signs(1, tooLarge) })
      .update(zone)
      .insert('large', 60, 'A', '192.0.2.1');
    expect(await outcomeOf(large.send())).toMatchObject({ ...unknown, cause: tooLarge });
    expect(ground.data('large', 'A')).toEqual(['192.0.2.1']);

    const many = ground.client({ key: signs(1) });
    const update = many.update(zone).insert('many', 60, 'A', '192.0.2.1');
    const options = { onError: 'continue', verify: true } as const;
    const { value } = await many.sendAll([update], options).next();
    expect(value).toMatchObject({ ok: false, error: unknown });

    ground.server.faults = faultsOf('UPDATE', { drop: 'reply' });
    const load = ground.client({ key: signs(1) }).load(zone, 'loaded 60 A 192.0.2.1');
    expect(await outcomeOf(load)).toMatchObject({ applied: 'unknown', unknownRecords: 1 });
    expect(ground.data('loaded', 'A')).toEqual(['192.0.2.1']);
  });

  test('after prerequisites alone were sent is what is thrown: they change nothing', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf('UPDATE', { drop: 'reply' });
    const update = ground
      .client({ key: signs(1) })
      .update(zone)
      .nameUsed('ns1');
    expect(await outcomeOf(update.send())).toBe(down);
  });
});
