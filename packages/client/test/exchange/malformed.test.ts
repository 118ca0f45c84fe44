import { octets, readCorpus } from '@zonewright/testkit';
import { decodeMessage, encodeMessage, signRequest, TsigKey } from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import { isCut } from '../../src/exchange/attempt.ts';
import { type Answer, judgeReply, type SentRequest } from '../../src/exchange/judge-reply.ts';
import { type Accepted, settle } from '../../src/exchange/settle.ts';
import { DnsError, RcodeError } from '../../src/index.ts';
import type { ChannelRequest, ExchangeOutcome } from '../../src/transport/channel.ts';
import { PendingExchange } from '../../src/transport/pending-exchange.ts';
import { openTcp, serveTcp } from '../transport/scripted-peer.ts';

type ContextName = 'update-unsigned' | 'update-signed' | 'soa-query';

interface Context {
  readonly request_wire: string;
  readonly request_mac?: string;
  readonly id: number;
  readonly key?: { readonly name: string; readonly algorithm: string; readonly secret_hex: string };
  readonly now?: number;
}

interface Case {
  readonly id: string;
  readonly title: string;
  readonly context: ContextName;
  readonly response_wire?: string;
  readonly followed_by?: string;
  readonly tcp_stream?: string;
  readonly expect: {
    readonly client: 'accept' | 'reject' | 'ignore' | 'either' | 'rcode' | 'tc';
    readonly rcode?: number;
  };
}

const corpus = readCorpus<{
  readonly contexts: Readonly<Record<ContextName, Context>>;
  readonly cases: readonly Case[];
}>('malformed');

/** The request of a context, as we would have sent it: the same octets, for a signed one. */
function sentRequest(name: ContextName): {
  readonly bytes: Uint8Array;
  readonly sent: SentRequest;
} {
  const context = corpus.contexts[name];
  const bytes = octets(context.request_wire);
  const message = decodeMessage(bytes);
  const { opcode } = message;
  const question = message.opcode === 'UPDATE' ? message.zone : message.questions[0];
  if (question === undefined || (opcode !== 'UPDATE' && opcode !== 'QUERY')) throw new Error(name);
  const base = { id: context.id, opcode, question };
  if (context.key === undefined) {
    return { bytes, sent: { ...base, signed: undefined, now: () => 0 } };
  }
  const { name: keyName, algorithm, secret_hex } = context.key;
  const key = new TsigKey({ name: keyName, algorithm, secret: octets(secret_hex) });
  const now = context.now ?? 0;
  const unsigned = encodeMessage({ ...message, tsig: undefined }, { compress: false });
  const signed = signRequest(unsigned, key, { now });
  expect(signed.bytes).toEqual(bytes);
  return { bytes, sent: { ...base, signed, now: () => now } };
}

/** An exchange in which replies are handed over by the test, as UDP or as a connection does. */
function pendingFor(name: ContextName, controller: AbortController): PendingExchange<Answer> {
  const { bytes, sent } = sentRequest(name);
  const request: ChannelRequest<Answer> = {
    id: sent.id,
    bytes,
    judge: (reply) => judgeReply(reply, sent),
    timeoutMs: 60_000,
    retransmits: false,
    signal: controller.signal,
  };
  const pending = new PendingExchange<Answer>(request, () => {});
  pending.copies = 1;
  return pending;
}

function settled(
  name: ContextName,
  transport: 'tcp' | 'udp',
  outcome: ExchangeOutcome<Answer>,
): Accepted | DnsError {
  if (outcome.status === 'aborted') throw new Error('aborted');
  const { id, key, now = 0 } = corpus.contexts[name];
  return settle(
    { id, transport, isSigned: key !== undefined, signedAt: now, ...outcome },
    {
      zone: 'pine6627.example.',
      server: '192.0.2.53:53',
      attempts: 1,
      subject: 'the request',
      advice: 'ask again',
      prerequisites: [],
      before: name === 'soa-query' ? 'unaffected' : 'unchanged',
    },
  );
}

/** Checks what became of a case against what the corpus demands of a client. */
function expectTruth(single: Case, result: Accepted | DnsError): void {
  const { client, rcode } = single.expect;
  if (client === 'accept') {
    expect(result).not.toBeInstanceOf(DnsError);
    expect(result).toMatchObject({ authenticated: single.context === 'update-signed' });
  } else if (client === 'rcode') {
    expect(result).toBeInstanceOf(RcodeError);
    expect(result).toMatchObject({ rcodeNumber: rcode });
  } else if (client === 'reject' || client === 'ignore') {
    expect(result).toBeInstanceOf(DnsError);
  } else if (!(result instanceof DnsError) && single.context === 'update-signed') {
    // Whatever else it is, it is no success that the request's MAC does not vouch for.
    expect(result).toMatchObject({ authenticated: true });
  }
}

const replies = corpus.cases.filter((single) => single.response_wire !== undefined);
const streams = corpus.cases.filter((single) => single.tcp_stream !== undefined);

test('the corpus is there', () => {
  expect([replies.length, streams.length]).toEqual([519, 20]);
});

test('an answer over UDP that was cut leads to TCP (RFC 8945 section 5.3)', async () => {
  const cut = replies.filter(({ expect: { client } }) => client === 'tc');
  expect(cut.length).toBeGreaterThan(0);
  for (const single of cut) {
    const pending = pendingFor(single.context, new AbortController());
    pending.take(octets(single.response_wire ?? ''), false);
    const outcome = await pending.outcome;
    if (outcome.status !== 'answered') throw new Error(outcome.status);
    const about = { id: 1, transport: 'udp', isSigned: false, signedAt: 0 } as const;
    expect(isCut({ ...about, ...outcome })).toBe(true);
  }
});

describe('a hostile reply over a connection ends the wait, and not as a success', () => {
  test.each(replies)('$id $title', async (single) => {
    const pending = pendingFor(single.context, new AbortController());
    pending.take(octets(single.response_wire ?? ''), true);
    const result = settled(single.context, 'tcp', await pending.outcome);
    expectTruth(single, result);
  });
});

describe('over UDP what is not the answer is ignored, and the good answer behind it taken', () => {
  const followed = replies.filter((single) => single.followed_by !== undefined);
  test('there are such cases', () => {
    expect(followed.length).toBeGreaterThanOrEqual(20);
  });
  test.each(followed)('$id $title', async (single) => {
    const pending = pendingFor(single.context, new AbortController());
    pending.take(octets(single.response_wire ?? ''), false);
    pending.take(octets(single.followed_by ?? ''), false);
    const outcome = await pending.outcome;
    expect(outcome.status).toBe('answered');
    expect(settled(single.context, 'udp', outcome)).not.toBeInstanceOf(DnsError);
  });
});

describe('a hostile TCP stream ends as a typed error, or in the good answer that it holds', () => {
  test.each(streams)('$id $title', async (single) => {
    const { bytes, sent } = sentRequest(single.context);
    await using peer = await serveTcp((socket) => {
      socket.once('data', () => socket.end(octets(single.tcp_stream ?? '')));
    });
    const channel = await openTcp(peer.port);
    const outcome = await channel.exchange<Answer>({
      id: sent.id,
      bytes,
      judge: (reply) => judgeReply(reply, sent),
      timeoutMs: 10_000,
      retransmits: false,
      signal: new AbortController().signal,
    });
    channel.close();
    expectTruth(single, settled(single.context, 'tcp', outcome));
  });
});
