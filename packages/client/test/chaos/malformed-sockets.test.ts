/**
 * Every hostile reply of the corpus, sent to a client over sockets by a peer that writes what it is
 * told: with the request's id, so that it comes as far as it can. What a reply means without a socket
 * is for `exchange/malformed.test.ts`.
 */

import { lastingHandles, newHandles, octets, readCorpus } from '@zonewright/testkit';
import { decodeMessage, encodeMessage, signRequest } from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import { type Answer, judgeReply, type SentRequest } from '../../src/exchange/judge-reply.ts';
import { DnsClient, DnsError, RcodeError, TsigKey } from '../../src/index.ts';
import type { ExchangeOutcome } from '../../src/transport/channel.ts';
import {
  framed,
  openTcp,
  openUdp,
  readRequests,
  serveTcp,
  serveUdp,
} from '../transport/scripted-peer.ts';

interface Case {
  readonly id: string;
  readonly context: 'update-unsigned' | 'update-signed' | 'soa-query';
  readonly response_wire?: string;
  readonly followed_by?: string;
  readonly tcp_stream?: string;
  readonly expect: { readonly client: string; readonly rcode?: number };
}

interface Context {
  readonly request_wire: string;
  readonly id: number;
  readonly key?: { readonly name: string; readonly algorithm: string; readonly secret_hex: string };
  readonly now?: number;
}

const { cases, contexts } = readCorpus<{
  readonly cases: readonly Case[];
  readonly contexts: Readonly<Record<Case['context'], Context>>;
}>('malformed');

const zone = 'pine6627.example';
const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
const timeoutMs = 400;

function withId(reply: Uint8Array, id: number): Uint8Array {
  const changed = Uint8Array.from(reply);
  // Of those that are shorter, what there is.
  changed.set([id >>> 8, id & 0xff].slice(0, reply.length));
  return changed;
}

const idOf = (request: Uint8Array): number => ((request[0] ?? 0) << 8) | (request[1] ?? 0);

interface Peer extends AsyncDisposable {
  readonly port: number;
}

/** A peer that answers with these octets, or over TCP with this stream. */
function peerOf(transport: 'tcp' | 'udp', { response_wire, tcp_stream }: Case): Promise<Peer> {
  const reply = octets(response_wire ?? '');
  if (transport === 'udp') {
    return serveUdp((request, send) => send(withId(reply, idOf(request))));
  }
  return serveTcp((socket) => {
    readRequests(socket, (request) => {
      if (tcp_stream === undefined) socket.write(framed(withId(reply, idOf(request))));
      else socket.end(octets(tcp_stream));
    });
  });
}

/** What a client makes of it that takes an update for settled by the reply alone. */
async function outcomeOf(
  transport: 'tcp' | 'udp',
  single: Case,
  signer: TsigKey | undefined,
): Promise<unknown> {
  await using peer = await peerOf(transport, single);
  await using dns = new DnsClient({
    server: `127.0.0.1:${peer.port}`,
    key: signer,
    transport,
    timeoutMs,
    deadlineMs: 4 * timeoutMs,
    retry: false,
    verify: false,
    onUnknown: 'throw',
  });
  const update = dns.update(zone).insert('www', 300, 'A', '192.0.2.1');
  return await update.send().catch((error: unknown) => error);
}

/** Runs all cases, many at a time, and gives a line for each that came out wrong. */
async function wrongOnes(
  chosen: readonly Case[],
  judge: (single: Case) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const left = [...chosen];
  const work = async (): Promise<void> => {
    for (let single = left.pop(); single !== undefined; single = left.pop()) {
      const complaint = await judge(single);
      if (complaint !== undefined) wrong.push(`${single.id}: ${complaint}`);
    }
  };
  await Promise.all(Array.from({ length: 64 }, work));
  return wrong;
}

const told = (outcome: unknown): string =>
  outcome instanceof Error ? `${outcome.name}: ${outcome.message}` : JSON.stringify(outcome);

describe.each(['tcp', 'udp'] as const)('every hostile reply over %s', (transport) => {
  const chosen = cases.filter(
    (single) =>
      single.context !== 'soa-query' &&
      (transport === 'tcp' || (single.response_wire ?? '') !== ''),
  );

  test('to a signed update is a typed error in time, and never success', {
    timeout: 60_000,
  }, async () => {
    expect(chosen.length).toBeGreaterThan(250);
    const before = await lastingHandles();
    const wrong = await wrongOnes(chosen, async (single) => {
      const startedAt = performance.now();
      const outcome = await outcomeOf(transport, single, key);
      // No MAC of the corpus is for this request.
      if (!(outcome instanceof DnsError)) return told(outcome);
      if (!(outcome instanceof RcodeError) && outcome.applied !== 'unknown') return told(outcome);
      if (transport === 'udp' && outcome.applied !== 'unknown') return told(outcome);
      const tookMs = performance.now() - startedAt;
      return tookMs > 8 * timeoutMs ? `after ${tookMs} ms: ${told(outcome)}` : undefined;
    });
    expect(wrong).toEqual([]);
    expect(await newHandles(before)).toEqual({});
  });

  test('to an unsigned update is what the corpus says', { timeout: 60_000 }, async () => {
    const unsigned = chosen.filter(
      ({ context, response_wire }) => context === 'update-unsigned' && response_wire !== undefined,
    );
    expect(unsigned.length).toBeGreaterThan(100);
    const wrong = await wrongOnes(unsigned, async (single) => {
      const outcome = await outcomeOf(transport, single, undefined);
      const { client, rcode } = single.expect;
      const isError = outcome instanceof DnsError;
      switch (client) {
        case 'accept':
          return isError ? told(outcome) : undefined;
        case 'rcode':
          return outcome instanceof RcodeError && outcome.rcodeNumber === rcode
            ? undefined
            : told(outcome);
        case 'reject':
          return isError ? undefined : told(outcome);
        default:
          // With the request's id a reply that was to be ignored may have become the answer.
          return isError || 'rcode' in (outcome as object) ? undefined : told(outcome);
      }
    });
    expect(wrong).toEqual([]);
  });
});

/** The request that the corpus's replies are for, to the octet. */
function sentRequest({ request_wire, id, key: its, now = 0 }: Context): SentRequest {
  const message = decodeMessage(octets(request_wire));
  const { opcode } = message;
  const question = message.opcode === 'UPDATE' ? message.zone : message.questions[0];
  if (question === undefined || (opcode !== 'UPDATE' && opcode !== 'QUERY'))
    throw new Error(opcode);
  const sent = { id, opcode, question, now: () => now };
  if (its === undefined) return { ...sent, signed: undefined };
  const signer = new TsigKey({ ...its, secret: octets(its.secret_hex) });
  const unsigned = encodeMessage({ ...message, tsig: undefined }, { compress: false });
  return { ...sent, signed: signRequest(unsigned, signer, { now }) };
}

/** What becomes of a case in the very exchange that it was made for, over a socket. */
async function exchanged(
  transport: 'tcp' | 'udp',
  { context, response_wire = '', followed_by }: Case,
): Promise<ExchangeOutcome<Answer>> {
  const replies = [response_wire, ...(followed_by === undefined ? [] : [followed_by])].map(octets);
  await using peer = await (transport === 'udp'
    ? serveUdp((_request, send) => replies.forEach(send))
    : serveTcp((socket) => {
        socket.once('data', () => socket.write(framed(replies[0] ?? new Uint8Array())));
      }));
  const channel = await (transport === 'udp' ? openUdp : openTcp)(peer.port);
  const sent = sentRequest(contexts[context]);
  const outcome = await channel.exchange<Answer>({
    id: sent.id,
    bytes: octets(contexts[context].request_wire),
    judge: (reply) => judgeReply(reply, sent),
    timeoutMs,
    retransmits: false,
    signal: new AbortController().signal,
  });
  channel.close();
  return outcome;
}

describe('in the exchange that a reply was made for', () => {
  const chosen = cases.filter(({ response_wire }) => response_wire !== undefined);

  test('over TCP it ends the wait; of another id it is waited on', {
    timeout: 60_000,
  }, async () => {
    expect(chosen.length).toBe(519);
    const wrong = await wrongOnes(chosen, async (single) => {
      const reply = octets(single.response_wire ?? '');
      const outcome = await exchanged('tcp', single);
      const isOurs = idOf(reply) === contexts[single.context].id;
      const status = reply.length < 12 ? 'lost' : isOurs ? 'answered' : 'timeout';
      if (outcome.status !== status) return `${outcome.status}, not ${status}`;
      const isAccepted = outcome.status === 'answered' && outcome.answer.kind === 'verdict';
      if (single.expect.client === 'accept' && !isAccepted) return 'not accepted';
      return undefined;
    });
    expect(wrong).toEqual([]);
  });

  test('over UDP what is not the answer is waited on, for the one behind it', {
    timeout: 60_000,
  }, async () => {
    // Of 65,508 octets and more there are no datagrams over IPv4.
    const sendable = chosen.filter(({ response_wire = '' }) => response_wire.length / 2 <= 65_507);
    expect(sendable.length).toBeGreaterThan(510);
    const wrong = await wrongOnes(sendable, async (single) => {
      const reply = octets(single.response_wire ?? '');
      const { kind } = judgeReply(reply, sentRequest(contexts[single.context]));
      const outcome = await exchanged('udp', single);
      const isAnswered = kind === 'answer' || single.followed_by !== undefined;
      const status = isAnswered ? 'answered' : 'timeout';
      if (outcome.status !== status) return `${outcome.status}, not ${status}`;
      if (outcome.status === 'timeout' && outcome.ignored.length !== 1) return 'it was not ignored';
      const isRight = outcome.status !== 'answered' || outcome.answer.kind !== 'invalid';
      return isRight ? undefined : 'what cannot be trusted ended the wait';
    });
    expect(wrong).toEqual([]);
  });
});
