import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  BadKeyError,
  BadSigError,
  BadTimeError,
  BadTruncError,
  decodeMessage,
  encodeMessage,
  FormErrError,
  isDnsError,
  type Message,
  NotAuthError,
  NotImpError,
  NotZoneError,
  NxDomainError,
  NxRRsetError,
  type PrerequisiteDescription,
  PrerequisiteError,
  type RcodeError,
  RefusedError,
  rcodeError,
  rcodes,
  ServFailError,
  TsigError,
  tsigVerdictError,
  UnexpectedRcodeError,
  YxDomainError,
  YxRRsetError,
} from '../../src/index.ts';

const reply = (rcode: string, ede?: string, opcode: 'UPDATE' | 'QUERY' = 'UPDATE'): Message =>
  decodeMessage(
    encodeMessage({
      opcode,
      flags: { qr: true },
      rcode: rcode as 'NOERROR',
      edns: {
        udpPayloadBytes: 1232,
        version: 0,
        dnssecOk: false,
        options: ede === undefined ? [] : [{ code: 15, data: Buffer.from(`\0\x12${ede}`) }],
      },
    }),
  );

const context = {
  server: '192.0.2.1:53',
  zone: 'example.com.',
  attempts: 1,
  applied: 'no',
  authenticated: true,
} as const;

describe('rcodeError: one class for each RCODE (RFC 2136 section 2.2)', () => {
  const classes = [
    ['FORMERR', FormErrError],
    ['SERVFAIL', ServFailError],
    ['NXDOMAIN', NxDomainError],
    ['NOTIMP', NotImpError],
    ['REFUSED', RefusedError],
    ['YXDOMAIN', YxDomainError],
    ['YXRRSET', YxRRsetError],
    ['NXRRSET', NxRRsetError],
    ['NOTAUTH', NotAuthError],
    ['NOTZONE', NotZoneError],
  ] as const;

  it.each(classes)('%s', (rcode, ErrorClass) => {
    const error = rcodeError(reply(rcode), context);
    expect(error.constructor).toBe(ErrorClass);
    expect(isDnsError(error)).toBe(true);
    expect(error).toMatchObject({
      code: rcode,
      rcode,
      rcodeNumber: rcodes.number(rcode),
      authenticated: true,
      applied: 'no',
      zone: 'example.com.',
      server: '192.0.2.1:53',
      attempts: 1,
      ede: [],
    });
    // One sentence: who, what, where, and what to try.
    expect(error.message).toMatch(new RegExp(`^192\\.0\\.2\\.1:53 .*${rcode}.*: .+\\.$`));
    expect(error.message).toContain('example.com.');
    expect(error.message).not.toContain('unauthenticated');
    expect(error.response.rcode).toBe(rcode);
  });

  it('all that are left are UnexpectedRcodeError, with their numbers (RFC 6895 section 2.3)', () => {
    const named = new Set<string>(classes.map(([rcode]) => rcode));
    let others = 0;
    for (let number = 1; number <= 4095; number++) {
      const rcode = rcodes.mnemonic(number);
      if (named.has(rcode)) continue;
      const error = rcodeError({ ...reply('NOERROR'), rcode }, context);
      expect(error.constructor).toBe(UnexpectedRcodeError);
      expect(error).toMatchObject({ code: rcode, rcodeNumber: number });
      others++;
    }
    expect(others).toBe(4085);
    expect(rcodeError(reply('BADVERS'), context)).toMatchObject({
      code: 'BADVERS',
      rcodeNumber: 16,
    });
  });

  it('a prerequisite fails in an UPDATE alone', () => {
    const error = rcodeError(reply('NXDOMAIN', undefined, 'QUERY'), context);
    expect(error).not.toBeInstanceOf(PrerequisiteError);
  });

  it('REFUSED says what it can mean', () => {
    const { message } = rcodeError(reply('REFUSED'), context);
    for (const meaning of ['frozen', 'policy', 'secondary', 'PowerDNS', 'signature']) {
      expect(message).toContain(meaning);
    }
  });

  it('says where a verdict is not authenticated, and where nothing is known', () => {
    const error = rcodeError(reply('REFUSED'), { authenticated: false });
    expect(error.message).toMatch(/^The server .*REFUSED.*unauthenticated.*: /);
    expect(error.message).not.toContain('undefined');
    expect(error).toMatchObject({ authenticated: false, applied: 'no', attempts: 0 });
  });

  it('reports extended errors, escaped, and whether the signature vouches for them', () => {
    const error = rcodeError(reply('REFUSED', 'zone\nis frozen'), context);
    expect(error.ede).toEqual([
      { infoCode: 18, name: 'Prohibited', text: 'zone\\u{a}is frozen', authenticated: true },
    ]);
    expect(error.message).toContain('; it adds Prohibited (zone\\u{a}is frozen).');
    expect(error.message).not.toContain('\n');
    expect(rcodeError(reply('REFUSED', ''), context).message).toContain('; it adds Prohibited.');
    const unsigned = rcodeError(reply('REFUSED', 'x'), { ...context, authenticated: false });
    expect(unsigned.ede[0]?.authenticated).toBe(false);
  });

  it('stays a sentence, however much the reply adds (RFC 8914 section 6)', () => {
    const long = rcodeError(reply('REFUSED', 'x'.repeat(60_000)), context);
    expect(long.message).toContain(`; it adds Prohibited (${'x'.repeat(200)}…).`);
    expect(long.ede[0]?.text).toHaveLength(60_000);
    const option = { code: 'EDE', infoCode: 18 } as const;
    const edns = { udpPayloadBytes: 1232, version: 0, dnssecOk: false };
    const many = { ...edns, options: Array.from({ length: 10_000 }, () => option) };
    const bytes = encodeMessage({ opcode: 'UPDATE', rcode: 'REFUSED', edns: many });
    const error = rcodeError(decodeMessage(bytes), context);
    expect(error.message).toMatch(/[^;](; it adds Prohibited){3}; and 9997 more\.$/);
    expect(error.message.length).toBeLessThan(500);
    expect(error.ede).toHaveLength(10_000);
  });

  it('the response is there, and not in every log', () => {
    const error = rcodeError(reply('REFUSED'), context);
    expect(error.response.rcode).toBe('REFUSED');
    expect(Object.keys(error)).not.toContain('response');
    expect(inspect(error)).not.toContain('udpPayloadBytes');
    expect(JSON.stringify(error)).not.toContain('udpPayloadBytes');
  });
});

describe('rcodeError: which prerequisites can have failed (RFC 2136 section 3.2)', () => {
  const prerequisites: readonly PrerequisiteDescription[] = [
    { method: 'nameUsed', name: 'a.example.com.' },
    { method: 'nameNotUsed', name: 'b.example.com.' },
    { method: 'rrsetUsed', name: 'c.example.com.', type: 'A' },
    { method: 'rrsetNotUsed', name: 'd.example.com.', type: 'MX' },
    { method: 'used', name: 'e.example.com.', type: 'TXT', data: ['x'] },
  ];

  it.each([
    ['NXDOMAIN', ['a']],
    ['YXDOMAIN', ['b']],
    ['NXRRSET', ['c', 'e']],
    ['YXRRSET', ['d']],
  ] as const)('%s: %j', (rcode, names) => {
    const error = rcodeError(reply(rcode), { ...context, prerequisites }) as PrerequisiteError;
    expect(error.prerequisites.map(({ name }) => name[0])).toEqual(names);
    expect(error.message).toContain('nothing was changed');
    for (const name of names) expect(error.message).toContain(`(${name}.example.com.`);
  });

  it('does not say that nothing was changed where that is not known', () => {
    const error = rcodeError(reply('YXDOMAIN'), { ...context, applied: 'unknown' });
    expect(error.message).not.toContain('nothing was changed');
    expect(error.message).toContain('the zone may have changed');
  });

  it('names at most three', () => {
    const many = Array.from({ length: 10 }, (_, i) => ({ method: 'nameUsed', name: `n${i}.` }));
    const error = rcodeError(reply('NXDOMAIN'), { ...context, prerequisites: many });
    expect(error.message).toContain('nameUsed(n0.) or nameUsed(n1.) or nameUsed(n2.) or 7 more;');
    expect((error as PrerequisiteError).prerequisites).toHaveLength(10);
  });

  it('is none where none are known', () => {
    expect(rcodeError(reply('NXDOMAIN'), context)).toMatchObject({ prerequisites: [] });
  });
});

describe('tsigVerdictError: the server rejects our signature (RFC 8945 section 5.2)', () => {
  const message = reply('NOTAUTH');
  const judge = (error: string, serverTime?: number): RcodeError =>
    tsigVerdictError(
      {
        error: error as 'BADSIG',
        authenticated: serverTime !== undefined,
        message,
        ...(serverTime === undefined ? {} : { serverTime }),
      },
      { server: 'h:53', zone: 'example.com.', attempts: 1, applied: 'no', now: 1000 },
    );

  it.each([
    ['BADSIG', 16, BadSigError, 'compare the secrets'],
    ['BADKEY', 17, BadKeyError, 'does not know the key'],
    ['BADTRUNC', 22, BadTruncError, 'raise macBytes'],
    ['RCODE99', 99, TsigError, 'has no name here'],
  ] as const)('%s', (code, number, ErrorClass, advice) => {
    const error = judge(code);
    expect(error.constructor).toBe(ErrorClass);
    expect(error).toBeInstanceOf(TsigError);
    expect(error).toMatchObject({
      code,
      rcode: code,
      rcodeNumber: number,
      authenticated: false,
      server: 'h:53',
      zone: 'example.com.',
    });
    expect(error.message).toContain(advice);
    expect(error.message).toContain('unauthenticated');
  });

  it.each([
    [5000, 4000, 'its clock is 4000 s ahead of ours'],
    [400, -600, 'its clock is 600 s behind ours'],
  ])('BADTIME at %d tells the skew: %d s', (serverTime, skewSeconds, text) => {
    const error = judge('BADTIME', serverTime) as BadTimeError;
    expect(error).toBeInstanceOf(BadTimeError);
    expect(error).toMatchObject({ code: 'BADTIME', rcodeNumber: 18, serverTime, skewSeconds });
    expect(error.message).toContain(text);
  });

  it('BADTIME without a time is a TsigError alone', () => {
    expect(judge('BADTIME').constructor).toBe(TsigError);
  });
});
