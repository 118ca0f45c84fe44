/**
 * The TypeScript types of the client: what is known of an outcome follows from what was asked about it,
 * and what cannot be meant does not compile. The calls are compiled, and run only where they say so.
 */

import { createServer } from '@zonewright/server';
import { expect, expectTypeOf, test } from 'vitest';
import {
  type Applied,
  BadTimeError,
  type BoundUpdate,
  DnsClient,
  type DnsClientOptions,
  type DnsError,
  isDnsError,
  NotAppliedError,
  type PrerequisiteDescription,
  PrerequisiteError,
  RcodeError,
  type ReadBackState,
  type ResourceRecord,
  type RRsetState,
  type SendOutcome,
  TsigKey,
  Update,
  type UpdateResult,
  YxDomainError,
} from '../../src/index.ts';

const compiled = (calls: (dns: DnsClient) => unknown): void => {
  expect(calls).toBeTypeOf('function');
};

test('trySend is narrowed by `ok` to the result or the error, and to neither before', () => {
  compiled(async (dns) => {
    const outcome = await dns.update('example.com').removeName('www').trySend();
    expectTypeOf(outcome).toEqualTypeOf<SendOutcome>();
    // @ts-expect-error: whether there is a result was not asked
    void outcome.result;
    if (outcome.ok) {
      expectTypeOf(outcome.result).toEqualTypeOf<UpdateResult>();
      // @ts-expect-error: a success has no error
      void outcome.error;
      return;
    }
    expectTypeOf(outcome.error).toEqualTypeOf<DnsError>();
    // @ts-expect-error: a failure has no result
    void outcome.result;
  });
});

test('a result says what it can be, and cannot be written', () => {
  expectTypeOf<UpdateResult['rcode']>().toEqualTypeOf<'NOERROR'>();
  expectTypeOf<UpdateResult['settledBy']>().toEqualTypeOf<'response' | 'read-back'>();
  expectTypeOf<UpdateResult['transport']>().toEqualTypeOf<'tcp' | 'udp' | 'tls' | 'memory'>();
  expectTypeOf<UpdateResult['rrsets']>().toEqualTypeOf<readonly RRsetState[]>();
  compiled(async (dns) => {
    const result = await dns.update('example.com').removeName('www').send();
    // @ts-expect-error: a result is never another RCODE
    if (result.rcode === 'REFUSED') return;
    // @ts-expect-error: it is read-only
    result.authenticated = true;
    // @ts-expect-error: so are its RRsets
    result.rrsets.push();
  });
});

test('each class of error has what a handler of it needs', () => {
  const handle = (error: unknown) => {
    // @ts-expect-error: it is not known to be ours
    void error.code;
    if (isDnsError(error)) expectTypeOf(error.applied).toEqualTypeOf<Applied>();
    if (error instanceof RcodeError) expectTypeOf(error.authenticated).toEqualTypeOf<boolean>();
    if (error instanceof PrerequisiteError) {
      type Given = readonly PrerequisiteDescription[];
      expectTypeOf(error.prerequisites).toEqualTypeOf<Given>();
    }
    if (error instanceof YxDomainError) expectTypeOf(error).toExtend<PrerequisiteError>();
    if (error instanceof NotAppliedError) {
      expectTypeOf(error.rrsets).toEqualTypeOf<readonly ReadBackState[]>();
    }
    if (error instanceof BadTimeError) expectTypeOf(error.skewSeconds).toEqualTypeOf<number>();
  };
  expect(handle).toBeTypeOf('function');
});

test('options are held to their values', () => {
  const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
  const embedded = createServer({ zones: {} });
  const options: DnsClientOptions = { server: ['192.0.2.1', embedded], key, transport: 'tls' };
  expect(new DnsClient({ ...options, retry: false })).toBeInstanceOf(DnsClient);
  compiled(() => [
    // @ts-expect-error: there is no such transport
    new DnsClient({ transport: 'quic' }),
    // @ts-expect-error: there is no such option
    new DnsClient({ timeout: 5_000 }),
    // @ts-expect-error: a key is a TsigKey, or another signer
    new DnsClient({ key: 'hmac-sha256:ddns-key:c2VjcmV0' }),
    // @ts-expect-error: a time is a number of milliseconds
    new DnsClient({ timeoutMs: '5s' }),
    // @ts-expect-error: there is no such way out
    new DnsClient({ onUnknown: 'ignore' }),
  ]);
});

test('a client is for `await using`, and its updates are sent from where they are built', () => {
  compiled(async () => {
    await using dns = new DnsClient({ server: 'ns1.example.com' });
    expectTypeOf(dns.update('example.com').removeName('www')).toEqualTypeOf<BoundUpdate>();
    expectTypeOf(dns.update('example.com').insert('a', 1, 'A', '192.0.2.1').send()).toEqualTypeOf<
      Promise<UpdateResult>
    >();
    // @ts-expect-error: an update without a client is sent by one
    void new Update('example.com').removeName('www').send();
    // @ts-expect-error: what closes late is not for `using`
    using _ = new DnsClient();
  });
});

test('what is read has the type that it can have', () => {
  compiled(async (dns) => {
    for await (const record of dns.transfer('example.com')) {
      expectTypeOf(record).toEqualTypeOf<ResourceRecord>();
      if (record.type === 'MX') expectTypeOf(record.data.preference).toEqualTypeOf<number>();
      // @ts-expect-error: not every record has a preference
      void record.data.preference;
    }
    const { status } = await dns.query('www.example.com', 'A');
    // @ts-expect-error: an answer has no such status
    if (status === 'REFUSED') return;
    // @ts-expect-error: a question has a type
    await dns.query('www.example.com');
  });
});
