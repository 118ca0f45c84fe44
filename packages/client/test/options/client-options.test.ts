import { describe, expect, test } from 'vitest';
import { DnsClient, type DnsClientOptions, InvalidOptionError, TsigKey } from '../../src/index.ts';
import { checkOptions } from '../../src/options/client-options.ts';
import { parseServer } from '../../src/options/server-address.ts';

function slip(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('server addresses', () => {
  test.each([
    ['ns1.example.com', 'ns1.example.com', 53, 'ns1.example.com:53'],
    ['ns1.example.com.', 'ns1.example.com.', 53, 'ns1.example.com.:53'],
    ['ns1.example.com:5353', 'ns1.example.com', 5353, 'ns1.example.com:5353'],
    ['localhost', 'localhost', 53, 'localhost:53'],
    ['192.0.2.1', '192.0.2.1', 53, '192.0.2.1:53'],
    ['192.0.2.1:8053', '192.0.2.1', 8053, '192.0.2.1:8053'],
    ['2001:db8::1', '2001:db8::1', 53, '[2001:db8::1]:53'],
    ['[2001:db8::1]', '2001:db8::1', 53, '[2001:db8::1]:53'],
    ['[2001:db8::1]:5353', '2001:db8::1', 5353, '[2001:db8::1]:5353'],
    ['[fe80::1%eth0]:53', 'fe80::1%eth0', 53, '[fe80::1%eth0]:53'],
    ['bücher.example', 'xn--bcher-kva.example', 53, 'xn--bcher-kva.example:53'],
  ])('%s', (text, host, port, label) => {
    expect(parseServer(text, 53)).toEqual({ host, port, label });
  });

  test.each([
    '',
    ':53',
    'host:',
    'host:0',
    'host:65536',
    'host:dns',
    '[2001:db8::1',
    '[192.0.2.1]:53',
    '2001:db8::1:zz',
    '300.0.2.1',
    '192.0.2',
    'a..b',
    'https://ns1.example.com',
    'ns1.example.com/x',
    'a b',
    42,
    null,
    undefined,
  ])('%j is refused', (text) => {
    const error = slip(() => parseServer(text, 53));
    expect(error).toBeInstanceOf(InvalidOptionError);
    expect(error).toMatchObject({ code: 'INVALID_OPTION', option: 'server', applied: 'no' });
  });

  test('a URL is told as one', () => {
    expect(slip(() => parseServer('tls://ns1.example.com:853', 53))).toMatchObject({
      rule: expect.stringContaining('a URL'),
    });
  });
});

describe('options', () => {
  test('defaults', () => {
    expect(checkOptions({ server: '192.0.2.1' })).toMatchObject({
      transport: 'auto',
      timeoutMs: 5_000,
      deadlineMs: 30_000,
      maxUdpBytes: 1_232,
      retry: { attempts: 3 },
    });
  });

  test('the port of the options is that of a server without one', () => {
    expect(checkOptions({ server: '192.0.2.1', port: 5353 }).servers?.[0]).toMatchObject({
      port: 5353,
    });
    expect(checkOptions({ server: '192.0.2.1:54', port: 5353 }).servers?.[0]).toMatchObject({
      port: 54,
    });
  });

  test('a list of servers keeps its order', () => {
    expect(checkOptions({ server: ['192.0.2.1', 'ns2.example:54'] }).servers).toMatchObject([
      { label: '192.0.2.1:53' },
      { label: 'ns2.example:54' },
    ]);
  });

  test('the port of DNS over TLS is 853 (RFC 7858 section 3.1)', () => {
    expect(checkOptions({ server: 'a', transport: 'tls' }).servers).toMatchObject([{ port: 853 }]);
  });

  test.each<readonly [string, object]>([
    ['server', { server: undefined }],
    ['mode', { mode: 'all' }],
    ['resolvers', { resolvers: 'resolver.example' }],
    ['resolvers', { resolvers: [] }],
    ['resolvers', { server: 'a', resolvers: '192.0.2.1' }],
    ['server', { server: [] }],
    ['server', { server: ['a', ''] }],
    ['mode', { server: 'a', mode: 'some' }],
    ['tls', { server: 'a', tls: {} }],
    ['maxConnections', { server: 'a', maxConnections: 0 }],
    ['verifyTimeoutMs', { server: 'a', verifyTimeoutMs: -1 }],
    ['onUnknown', { server: 'a', onUnknown: 'ignore' }],
    ['edns', { server: 'a', edns: 1232 }],
    ['edns.udpPayloadBytes', { server: 'a', edns: { udpPayloadBytes: 100 } }],
    ['edns.options', { server: 'a', edns: { options: [{ code: 'COOKIE' }] } }],
    ['edns.version', { server: 'a', edns: { version: 1 } }],
    ['key', { server: 'a', key: 'hmac-sha256:ddns-key:c2VjcmV0' }],
    ['transport', { server: 'a', transport: 'quic' }],
    ['port', { server: 'a', port: 0 }],
    ['timeoutMs', { server: 'a', timeoutMs: 0 }],
    ['timeoutMs', { server: 'a', timeoutMs: Number.NaN }],
    ['timeoutMs', { server: 'a', timeoutMs: '5s' }],
    ['deadlineMs', { server: 'a', deadlineMs: Number.POSITIVE_INFINITY }],
    ['retry', { server: 'a', retry: true }],
    ['retry.retries', { server: 'a', retry: { retries: 5 } }],
    ['retry.attempts', { server: 'a', retry: { attempts: 0 } }],
    ['retry.maxDelayMs', { server: 'a', retry: { minDelayMs: 10, maxDelayMs: 9 } }],
    ['localAddress', { server: 'a', localAddress: 'eth0' }],
    ['localAddress', { server: 'a', localAddress: 4 }],
    ['localAddress', { server: ['192.0.2.1', '192.0.2.2:54'], localAddress: '::1' }],
    ['localAddress', { server: '2001:db8::1', localAddress: '192.0.2.1' }],
    ['localAddress', { server: 'a', family: 6, localAddress: '192.0.2.1' }],
    ['localAddress', { family: 4, localAddress: '::1' }],
    ['family', { server: 'a', family: 5 }],
    ['maxUdpBytes', { server: 'a', maxUdpBytes: 100 }],
    ['clock', { server: 'a', clock: 1 }],
    ['verify', { server: 'a', verify: 'yes' }],
    ['timeout', { server: 'a', timeout: 5 }],
  ])('%s: %j is refused by the constructor', (option, options) => {
    const error = slip(() => new DnsClient(options as DnsClientOptions));
    expect(error).toBeInstanceOf(InvalidOptionError);
    expect(error).toMatchObject({ code: 'INVALID_OPTION', option });
    expect(String(error)).not.toContain('c2VjcmV0');
  });

  test.each([
    { server: ['192.0.2.1', '2001:db8::1'] },
    { server: ['192.0.2.1', 'ns1.example.com'] },
    { server: '2001:db8::1', family: 4 },
    {},
  ] as const)(
    'a localAddress that one of the servers may be reached from is taken: %j',
    (options) => {
      const localAddress = '2001:db8::2';
      expect(checkOptions({ ...options, localAddress })).toMatchObject({ localAddress });
    },
  );

  test.each<[object, string]>([
    [{ server: undefined }, 'Invalid option server: it is undefined; '],
    // Not "undefined", which would send people to look for a variable that is not set.
    [{ server: 'a', key: 'ddns-key:c2VjcmV0' }, 'Invalid option key: it is no TsigKey; '],
    [{ server: 'a', timeout: 5 }, 'Invalid option timeout: no such option; '],
    [{ server: 'a', tls: {} }, 'Invalid option tls: transport is auto, '],
    [{ server: 'a', port: 0 }, 'Invalid option port 0: an integer '],
    [
      { server: 'a', edns: { options: [{ code: 'EDE' }] } },
      'Invalid option edns.options: Invalid info code undefined: an integer from 0 to 65535 is needed.',
    ],
  ])('%j is told as what it is', (options, message) => {
    const error = slip(() => new DnsClient(options as DnsClientOptions)) as Error;
    expect(error.message.startsWith(message), error.message).toBe(true);
    expect(error.message).not.toContain('..');
  });

  test.each<[string, unknown]>([
    ['no number', Number.NaN],
    ['milliseconds', 1_700_000_000_000],
    ['a time before 1970', -1],
    ['text', '1700000000'],
  ])('a clock that gives %s is refused before anything is sent', async (_, time) => {
    const { createServer } = await import('@zonewright/server');
    const zone = '@ 60 SOA a b 1 1 1 1 1\n@ 60 NS a';
    const key = TsigKey.parse('ddns-key:c2VjcmV0');
    await using server = createServer({ zones: { 'example.com': zone }, keys: [key] });
    const clock = (): number => time as number;
    await using dns = new DnsClient({ server, key, clock });
    for (const call of [
      () => dns.update('example.com').removeName('www').send(),
      () => dns.query('example.com', 'SOA'),
      () => dns.transfer('example.com')[Symbol.asyncIterator]().next(),
    ]) {
      const error: unknown = await call().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'INVALID_OPTION', option: 'clock', value: time });
      expect(String(error)).toContain('Date.now() / 1000');
    }
    expect(server.received).toEqual([]);
  });

  test('of a clock that gives parts of seconds the whole ones are signed', async () => {
    const { createServer } = await import('@zonewright/server');
    const zone = '@ 60 SOA a b 1 1 1 1 1\n@ 60 NS a';
    const key = TsigKey.parse('ddns-key:c2VjcmV0');
    await using server = createServer({ zones: { 'example.com': zone }, keys: [key] });
    const now = Math.floor(Date.now() / 1_000);
    await using dns = new DnsClient({ server, key, clock: () => now + 0.75 });
    await dns.update('example.com').insert('www', 300, 'A', '192.0.2.1').send();
    expect(server.received[0]?.message.tsig?.timeSigned).toBe(now);
  });

  test('a clock is not asked where nothing is signed', async () => {
    const { createServer } = await import('@zonewright/server');
    const zone = '@ 60 SOA a b 1 1 1 1 1\n@ 60 NS a';
    await using server = createServer({ zones: { 'example.com': zone }, policy: () => true });
    await using dns = new DnsClient({ server, clock: Date.now });
    await dns.update('example.com').insert('www', 60, 'A', '192.0.2.1').send();
    expect((await dns.query('www.example.com', 'A')).records).toHaveLength(1);
    for await (const { type } of dns.transfer('example.com')) expect(type).toBeTypeOf('string');
  });
});
