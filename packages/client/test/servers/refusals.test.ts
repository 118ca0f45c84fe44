import { requireServers, startServer } from '@zonewright/testkit';
import { createRecord } from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import {
  BadKeyError,
  BadSigError,
  BadTimeError,
  DnsClient,
  FormErrError,
  NotAuthError,
  NotImpError,
  NotZoneError,
  RefusedError,
  ServFailError,
  TsigKey,
  Update,
  type UpdateMessage,
} from '../../src/index.ts';
import { describeServer, errorOf, key } from './real-servers.ts';

/** An update with a record outside its zone, which the builder itself refuses. */
class UpdateOutside extends Update {
  override toMessage(options?: { readonly id?: number }): UpdateMessage {
    const outside = createRecord({
      name: 'host.elsewhere.',
      type: 'A',
      ttl: 60,
      data: '192.0.2.1',
    });
    const message = this.insert('inside', 60, 'A', '192.0.2.1').toMessageInside(options);
    return { ...message, updates: [...message.updates, outside] };
  }

  toMessageInside(options?: { readonly id?: number }): UpdateMessage {
    return super.toMessage(options);
  }
}

for (const kind of ['bind', 'knot'] as const) {
  describeServer(kind, 'the seed case', (ground) => {
    test('a frozen zone is a RefusedError, and once thawed takes the same update', async () => {
      const zone = await ground.zone();
      const update = ground.client().update(zone).insert('new', 60, 'A', '192.0.2.7');
      await ground.server.freeze(zone);
      const error = await errorOf(update.send());
      expect(error).toBeInstanceOf(RefusedError);
      expect(error).toMatchObject({
        code: 'REFUSED',
        rcodeNumber: 5,
        applied: 'no',
        authenticated: true,
      });
      expect(String(error)).toContain('frozen');
      expect((await ground.server.dig(`new.${zone}`, 'A')).rcode).toBe('NXDOMAIN');
      await ground.server.thaw(zone);
      expect(await update.send()).toMatchObject({ rcode: 'NOERROR', authenticated: true });
      expect((await ground.server.dig(`new.${zone}`, 'A')).answers).toMatchObject([
        { data: '192.0.2.7' },
      ]);
    });
  });

  describeServer(kind, 'rejected signatures (RFC 8945 section 5.2)', (ground) => {
    test('a wrong secret is a BadSigError, unauthenticated by design', async () => {
      const zone = await ground.zone();
      const wrong = new TsigKey({ name: key.name, secret: 'd3Jvbmc=' });
      const error = await errorOf(
        ground.client({ key: wrong }).update(zone).removeName('www').send(),
      );
      expect(error).toBeInstanceOf(BadSigError);
      expect(error).toMatchObject({ code: 'BADSIG', applied: 'no', authenticated: false });
      expect((await ground.server.dig(`www.${zone}`, 'A')).rcode).toBe('NOERROR');
    });

    test('an unknown key is a BadKeyError', async () => {
      const zone = await ground.zone();
      const unknown = new TsigKey({ name: 'nobody', secret: key.revealSecret() });
      const error = await errorOf(
        ground.client({ key: unknown }).update(zone).removeName('www').send(),
      );
      expect(error).toBeInstanceOf(BadKeyError);
      expect(error).toMatchObject({ code: 'BADKEY', applied: 'no', authenticated: false });
    });

    test.each([
      ['behind', -4_000],
      ['ahead of', 4_000],
    ])('a clock %s the server is a BadTimeError with the skew', async (_side, offset) => {
      const zone = await ground.zone();
      const clock = (): number => Math.floor(Date.now() / 1_000) + offset;
      const dns = ground.client({ clock, retry: false });
      const error = await errorOf(dns.update(zone).removeName('www').send());
      expect(error).toBeInstanceOf(BadTimeError);
      expect(error).toMatchObject({ code: 'BADTIME', applied: 'no', authenticated: true });
      const { skewSeconds, serverTime } = error as BadTimeError;
      expect(Math.abs(skewSeconds + offset)).toBeLessThanOrEqual(2);
      expect(Math.abs(serverTime - Date.now() / 1_000)).toBeLessThanOrEqual(2);
    });

    test.each([-4_000, 4_000])(
      'a clock off by %i s is corrected once by the server',
      async (offset) => {
        const zone = await ground.zone();
        const clock = (): number => Math.floor(Date.now() / 1_000) + offset;
        const dns = ground.client({ clock });
        const result = await dns.update(zone).insert('new', 60, 'A', '192.0.2.7').send();
        expect(result).toMatchObject({ authenticated: true, attempts: 2 });
        expect(Math.abs((result.skewSeconds ?? 0) + offset)).toBeLessThanOrEqual(2);
        // Questions are signed by the corrected clock too, or they would not be answered.
        expect(result.rrsets).toMatchObject([{ state: 'applied', seen: ['192.0.2.7'] }]);
        expect((await ground.server.dig(`new.${zone}`, 'A')).answers).toMatchObject([
          { data: '192.0.2.7' },
        ]);
      },
    );

    test('over UDP a rejected signature is told when time runs out, and can be forged', async () => {
      const zone = await ground.zone();
      const wrong = new TsigKey({ name: key.name, secret: 'd3Jvbmc=' });
      const dns = ground.client({ key: wrong, transport: 'udp', timeoutMs: 1_500 });
      const error = await errorOf(dns.update(zone).removeName('www').send());
      expect(error).toBeInstanceOf(BadSigError);
      expect(error).toMatchObject({ applied: 'unknown', authenticated: false });
    });
  });
}

describeServer('powerdns', 'rejected signatures come as REFUSED', (ground) => {
  const cases: readonly (readonly [string, TsigKey, number])[] = [
    ['a wrong secret', new TsigKey({ name: key.name, secret: 'd3Jvbmc=' }), 0],
    ['an unknown key', new TsigKey({ name: 'nobody', secret: 'd3Jvbmc=' }), 0],
    ['a clock that is behind', key, -4_000],
    ['a clock that is ahead', key, 4_000],
  ];
  test.each(cases)(
    '%s is an unauthenticated RefusedError that says what it can mean',
    async (_title, signer, offset) => {
      const zone = await ground.zone();
      const clock = (): number => Math.floor(Date.now() / 1_000) + offset;
      const error = await errorOf(
        ground.client({ key: signer, clock }).update(zone).removeName('www').send(),
      );
      expect(error).toBeInstanceOf(RefusedError);
      expect(error).toMatchObject({ code: 'REFUSED', applied: 'no', authenticated: false });
      expect(String(error)).toMatch(/signature/);
      expect((await ground.server.dig(`www.${zone}`, 'A')).rcode).toBe('NOERROR');
    },
  );

  test('a type that it does not know is a FormErrError', async () => {
    const zone = await ground.zone();
    const update = ground.client().update(zone).insert('x', 60, 'TYPE65280', '\\# 2 0102');
    const error = await errorOf(update.send());
    expect(error).toBeInstanceOf(FormErrError);
    expect(error).toMatchObject({ code: 'FORMERR', rcodeNumber: 1, applied: 'no' });
  });
});

describeServer('bind', 'what it does not do', (ground) => {
  test('101 addresses of one name are a ServFailError, of which nothing is known', async () => {
    const zone = await ground.zone();
    const update = ground.client().update(zone).insert('beside', 60, 'A', '192.0.2.1');
    for (let i = 1; i <= 101; i++) update.insert('many', 60, 'A', `198.51.100.${i}`);
    const error = await errorOf(update.send());
    expect(error).toBeInstanceOf(ServFailError);
    expect(error).toMatchObject({
      code: 'SERVFAIL',
      rcodeNumber: 2,
      applied: 'unknown',
      authenticated: true,
    });
    expect((await ground.server.dig(`beside.${zone}`, 'A')).rcode).toBe('NXDOMAIN');
  });

  test('an owner that is no host name is a RefusedError', async () => {
    const zone = await ground.zone();
    const error = await errorOf(
      ground.client().update(zone).insert('my_host', 60, 'A', '192.0.2.1').send(),
    );
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ applied: 'no', authenticated: true });
  });
});

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'names and zones that are not its own', (ground) => {
    test('a zone that is not served is a NotAuthError (RFC 2136 section 3.1.2)', async () => {
      const update = ground.client().update('not-served.example').insert('x', 60, 'A', '192.0.2.1');
      const error = await errorOf(update.send());
      expect(error).toBeInstanceOf(NotAuthError);
      // Knot does not sign it.
      expect(error).toMatchObject({
        code: 'NOTAUTH',
        rcodeNumber: 9,
        applied: 'no',
        authenticated: kind !== 'knot',
      });
    });

    test('a record outside the zone is a NotZoneError, and nothing is applied (RFC 2136 section 3.4.1.3)', async () => {
      const zone = await ground.zone();
      const error = await errorOf(ground.client().send(new UpdateOutside(zone)));
      expect(error).toBeInstanceOf(NotZoneError);
      expect(error).toMatchObject({
        code: 'NOTZONE',
        rcodeNumber: 10,
        applied: 'no',
        authenticated: true,
      });
      expect((await ground.server.dig(`inside.${zone}`, 'A')).rcode).toBe('NXDOMAIN');
    });

    test('an unsigned update is refused, and that verdict is believed as far as it goes', async () => {
      const zone = await ground.zone();
      const error = await errorOf(
        ground.client({ key: undefined }).update(zone).removeName('www').send(),
      );
      expect(error).toBeInstanceOf(kind === 'knot' ? NotAuthError : RefusedError);
      expect(error).toMatchObject({ applied: 'no', authenticated: false });
    });
  });
}

describeServer('nsd', 'no updates at all', (ground) => {
  test.each([
    ['signed', key],
    ['unsigned', undefined],
  ])('a %s update is a NotImpError', async (_title, signer) => {
    const update = ground.client({ key: signer }).update('example.test').removeName('www');
    const error = await errorOf(update.send());
    expect(error).toBeInstanceOf(NotImpError);
    expect(error).toMatchObject({
      code: 'NOTIMP',
      rcodeNumber: 4,
      applied: 'no',
      authenticated: false,
    });
  });
});

describe('bind: keys with a cut MAC (RFC 8945 section 5.2.2.1)', () => {
  const { available } = requireServers('bind');
  test.skipIf(!available).each([
    ['hmac-sha256-128', 16],
    ['hmac-sha512-256', 32],
  ])(
    "named.conf's %s is taken, and the answer is cut to %i octets, too",
    async (algorithm, macBytes) => {
      const secret = 'c29tZSBzZWNyZXQgb2YgYSBrZXkgd2l0aCBhIGN1dCBNQUM=';
      await using server = await startServer('bind', {
        keys: [{ name: 'cut-key', algorithm, secret }],
      });
      const cutKey = TsigKey.parse(
        `key "cut-key" { algorithm ${algorithm}; secret "${secret}"; };`,
      );
      expect(cutKey.macBytes).toBe(macBytes);
      const dns = new DnsClient({ server: server.server, key: cutKey });
      const result = await dns.update('example.test').insert('cut', 60, 'A', '192.0.2.1').send();
      expect(result).toMatchObject({ rcode: 'NOERROR', authenticated: true });
      const whole = new DnsClient({
        server: server.server,
        key: new TsigKey({ name: 'cut-key', algorithm: cutKey.algorithm, secret }),
      });
      // BIND takes the whole MAC too, and then does not cut its own.
      const update = whole.update('example.test').insert('whole', 60, 'A', '192.0.2.1');
      expect(await update.send()).toMatchObject({ rcode: 'NOERROR', authenticated: true });
      await dns.close();
      await whole.close();
    },
  );
});
