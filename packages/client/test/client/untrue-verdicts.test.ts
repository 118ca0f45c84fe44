/**
 * Verdicts that would be untrue: of a copy that says nothing of another one, and of a server that
 * did not say it. `applied: 'no'` is for what is proven.
 */

import type { Fault } from '@zonewright/server';
import { type Plan, startProxy } from '@zonewright/testkit';
import { decodeMessage, encodeMessage } from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import {
  BadTimeError,
  type DnsClient,
  PrerequisiteError,
  RefusedError,
  ServFailError,
  type Signer,
  UnknownOutcomeError,
  YxDomainError,
} from '../../src/index.ts';
import { faultsOf, type Ground, key, outcomeOf, startGround, zone } from '../sending/embedded.ts';

/** An RCODE as anybody can send it who saw the request. */
function unsignedRcode(request: Uint8Array, rcode: 'NOTIMP' | 'SERVFAIL'): Uint8Array {
  const { id, ...message } = decodeMessage(request);
  if (message.opcode !== 'UPDATE' || message.zone === undefined) throw new Error('no update');
  return encodeMessage({ id, opcode: 'UPDATE', flags: { qr: true }, rcode, zone: message.zone });
}

const createWww = (dns: DnsClient): Promise<unknown> =>
  outcomeOf(dns.update(zone).nameNotUsed('www').insert('www', 60, 'A', '192.0.2.1').send());

describe('an unsigned verdict over UDP in place of the reply to an update that was applied', () => {
  test.each(['NOTIMP', 'SERVFAIL'] as const)(
    '(%s) makes nothing of what comes later certain',
    async (rcode) => {
      await using ground = await startGround();
      await using proxy = await startProxy({ target: ground.address });
      let updates = 0;
      proxy.script = (exchange): Plan | undefined => {
        if (exchange.transport !== 'udp') return undefined;
        if (decodeMessage(exchange.datagram).opcode !== 'UPDATE') return undefined;
        updates += 1;
        // Of one attempt, which are three datagrams: the first is applied.
        if (updates > 3) return undefined;
        return { dropReply: true, injectBefore: [unsignedRcode(exchange.datagram, rcode)] };
      };
      const dns = ground.client({ server: proxy.server, transport: 'udp' });
      expect(await createWww(dns)).toMatchObject({ settledBy: 'read-back', attempts: 2 });
      expect(ground.data('www', 'A')).toEqual(['192.0.2.1']);
    },
  );
});

describe('a signed verdict', () => {
  test('on an earlier copy is none on one that was not answered when the deadline passed', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf('UPDATE', { rcode: 'NOTIMP' }, { drop: 'reply' });
    const dns = ground.client({ timeoutMs: 5_000, deadlineMs: 200 });
    const error = await createWww(dns);
    expect(ground.data('www', 'A')).toEqual(['192.0.2.1']);
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ applied: 'unknown', attempts: 2, cause: { code: 'NOTIMP' } });
  });

  test('that leaves it open is the error when the deadline passes', async () => {
    await using ground = await startGround();
    ground.server.faults = () => ({ rcode: 'SERVFAIL' });
    const retry = { attempts: 2, minDelayMs: 60_000, maxDelayMs: 60_000 };
    const error = await createWww(ground.client({ deadlineMs: 200, retry }));
    expect(error).toBeInstanceOf(ServFailError);
    expect(error).toMatchObject({ applied: 'unknown', authenticated: true });
  });

  test('outlasts that another server is not there', async () => {
    await using ground = await startGround();
    await using gone = await startGround();
    const server = [ground.address, gone.address];
    await gone.server.close();
    ground.server.faults = () => ({ rcode: 'SERVFAIL' });
    const error = await createWww(ground.client({ server, retry: false }));
    expect(error).toBeInstanceOf(ServFailError);
    expect(error).toMatchObject({ applied: 'unknown', server: ground.address });
  });
});

describe('a signed refusal of a second datagram says nothing of the first', () => {
  const lostThen = (ground: Ground, ...faults: readonly Fault[]): DnsClient => {
    ground.server.faults = faultsOf('UPDATE', ...faults);
    return ground.client({ transport: 'udp', timeoutMs: 400 });
  };

  test('which was applied: the zone is read back', async () => {
    await using ground = await startGround();
    const dns = lostThen(ground, { drop: 'reply' }, { rcode: 'REFUSED' });
    expect(await createWww(dns)).toMatchObject({ settledBy: 'read-back', attempts: 1 });
  });

  test('which was lost: the refusal is the error, and the zone may have changed', async () => {
    await using ground = await startGround();
    const dns = lostThen(ground, { drop: 'request' }, { rcode: 'REFUSED' });
    const error = await createWww(dns);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ applied: 'unknown', authenticated: true });
  });

  test('and no more does BADTIME, whether it is corrected or not', async () => {
    await using ground = await startGround();
    const skewed = { clockSkewSeconds: 4_000 };
    const corrected = lostThen(ground);
    const first = faultsOf('UPDATE', { drop: 'reply' });
    ground.server.faults = (request) => first(request) ?? skewed;
    expect(await createWww(corrected)).toMatchObject({ settledBy: 'read-back', attempts: 2 });
    const retry = false;
    ground.server.faults = faultsOf('UPDATE', { drop: 'reply' }, skewed);
    const dns = ground.client({ transport: 'udp', timeoutMs: 400, retry });
    const error = await outcomeOf(dns.update(zone).insert('ftp', 60, 'A', '192.0.2.2').send());
    expect(ground.data('ftp', 'A')).toEqual(['192.0.2.2']);
    expect(error).toBeInstanceOf(BadTimeError);
    expect(error).toMatchObject({ applied: 'unknown' });
  });
});

describe('prerequisites alone', () => {
  test('that fail on a second datagram have failed, and nothing has changed', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf('UPDATE', { drop: 'request' });
    const dns = ground.client({ transport: 'udp', timeoutMs: 400 });
    const error = await outcomeOf(dns.update(zone).nameNotUsed('ns1').send());
    expect(error).toBeInstanceOf(YxDomainError);
    expect(error).toMatchObject({ applied: 'no', attempts: 1 });
  });

  test.each(['tcp', 'udp'] as const)(
    'that no answer comes to over %s do not hold',
    async (transport) => {
      await using ground = await startGround();
      ground.server.faults = () => ({ drop: 'request' });
      const dns = ground.client({ transport, timeoutMs: 50 });
      const error = await outcomeOf(dns.update(zone).nameNotUsed('ns1').send());
      expect(error).toBeInstanceOf(UnknownOutcomeError);
      expect(error).toMatchObject({ attempts: 3, cause: { code: 'TIMEOUT' } });
    },
  );

  test('are explained by what the server says, however often it has to be asked', async () => {
    await using ground = await startGround();
    const dns = ground.client({ transport: 'udp', timeoutMs: 300 });
    const failed = await outcomeOf(
      dns.update(zone).nameUsed('nobody').insert('www', 60, 'A', '192.0.2.1').send(),
    );
    if (!(failed instanceof PrerequisiteError)) throw failed;
    ground.server.faults = faultsOf('UPDATE', { drop: 'reply' });
    expect(await dns.explain(failed)).toEqual([
      { method: 'nameUsed', name: 'nobody.example.com.' },
    ]);
  });
});

describe('a signer that never comes to an end', () => {
  const never: Signer = {
    name: key.name,
    overheadBytes: key.overheadBytes,
    sign: () => new Promise(() => {}),
  };

  test('does not outlast the deadline, an abort or the client', async () => {
    await using ground = await startGround();
    const build = (dns: DnsClient) => dns.update(zone).insert('www', 60, 'A', '192.0.2.1');
    for (const transport of ['tcp', 'udp'] as const) {
      const late = ground.client({ key: never, transport, deadlineMs: 50 });
      expect(await outcomeOf(build(late).send())).toMatchObject({ code: 'CONNECT_FAILED' });
      const dns = ground.client({ key: never, transport });
      const signal = AbortSignal.timeout(50);
      expect(await outcomeOf(build(dns).send({ signal }))).toBe(signal.reason);
      const sending = outcomeOf(build(dns).send());
      setImmediate(() => void dns.close());
      expect(await sending).toMatchObject({ code: 'CLIENT_CLOSED' });
    }
    expect(ground.server.received).toEqual([]);
  });
});
