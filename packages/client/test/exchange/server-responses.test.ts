/** What BIND, Knot, PowerDNS and NSD really answered, and the class that each answer becomes. */

import { octets, readCorpus } from '@zonewright/testkit';
import {
  decodeMessage,
  judgeReply as judgeSignature,
  type Question,
  TsigKey,
} from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import { type Answer, judgeReply, type SentRequest } from '../../src/exchange/judge-reply.ts';
import { settle } from '../../src/exchange/settle.ts';
import {
  BadKeyError,
  BadSigError,
  BadTimeError,
  BadTruncError,
  DnsError,
  FormErrError,
  NotAuthError,
  NotImpError,
  NotZoneError,
  NxDomainError,
  NxRRsetError,
  RefusedError,
  ServFailError,
  UnexpectedRcodeError,
  YxDomainError,
  YxRRsetError,
} from '../../src/index.ts';

interface Exchange {
  readonly request: string;
  readonly response: string | null;
  readonly client_now: number;
  readonly key?: { readonly name: string; readonly algorithm: string; readonly secret_hex: string };
  readonly request_mac?: string;
  readonly summary?: {
    readonly rcode: number;
    readonly rcode_name: string;
    readonly signed: boolean;
    readonly tsig?: {
      readonly error: number;
      readonly error_name: string;
      readonly mac_size: number;
    };
  };
}

const corpus = readCorpus<{
  readonly exchanges: readonly {
    readonly id: string;
    readonly title: string;
    readonly answers: Readonly<Record<string, { readonly exchanges: readonly Exchange[] }>>;
  }[];
}>('server-responses');

/** The class of each RCODE and each TSIG error, from the table of errors. */
const classes: Readonly<Record<string, abstract new (...given: never[]) => DnsError>> = {
  FORMERR: FormErrError,
  SERVFAIL: ServFailError,
  NXDOMAIN: NxDomainError,
  NOTIMP: NotImpError,
  REFUSED: RefusedError,
  YXDOMAIN: YxDomainError,
  YXRRSET: YxRRsetError,
  NXRRSET: NxRRsetError,
  NOTAUTH: NotAuthError,
  NOTZONE: NotZoneError,
  BADVERS: UnexpectedRcodeError,
  BADSIG: BadSigError,
  BADKEY: BadKeyError,
  BADTIME: BadTimeError,
  BADTRUNC: BadTruncError,
};

/** Requests that are no update of ours: their answers are judged by the code of others. */
function sentRequest(exchange: Exchange): SentRequest | undefined {
  const bytes = octets(exchange.request);
  let zone: Question | undefined;
  try {
    const message = decodeMessage(bytes);
    zone = message.opcode === 'UPDATE' ? message.zone : undefined;
  } catch {
    return undefined;
  }
  if (zone === undefined) return undefined;
  const id = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const base = { id, opcode: 'UPDATE', question: zone } as const;
  const { key, request_mac: mac = '', client_now: now } = exchange;
  if (key === undefined) return { ...base, signed: undefined, now: () => now };
  const requestMac = octets(mac);
  // A cut MAC in the request is answered with one cut as far.
  const macBytes = exchange.summary?.tsig?.mac_size;
  const signer = new TsigKey({
    name: key.name,
    algorithm: key.algorithm,
    secret: octets(key.secret_hex),
    ...(macBytes === undefined || macBytes < 10 ? {} : { macBytes }),
  });
  const signed = {
    bytes,
    mac: requestMac,
    judge: (reply: Uint8Array) => judgeSignature(reply, signer, { requestMac, now }),
    verify: () => {
      throw new Error('not called');
    },
  };
  return { ...base, signed, now: () => now };
}

const cases = corpus.exchanges.flatMap(({ id, title, answers }) =>
  Object.entries(answers).flatMap(([server, { exchanges }]) =>
    exchanges.flatMap((exchange) => {
      const sent = exchange.response === null ? undefined : sentRequest(exchange);
      return sent === undefined ? [] : [{ id, title, server, exchange, sent }];
    }),
  ),
);

describe('captured answers', () => {
  test('of all servers are there', () => {
    expect(cases.length).toBeGreaterThan(500);
    expect(new Set(cases.map(({ server }) => server))).toEqual(
      new Set(['bind', 'knot', 'pdns', 'nsd']),
    );
  });

  test.each(cases)('$server: $title ($id)', ({ exchange, sent }) => {
    const judgement = judgeReply(octets(exchange.response ?? ''), sent);
    const answer: Answer = judgement.answer;
    const result = settle(
      {
        id: sent.id,
        transport: 'tcp',
        isSigned: sent.signed !== undefined,
        signedAt: exchange.client_now,
        status: 'answered',
        answer,
        copies: 1,
      },
      {
        zone: sent.question.name,
        server: '192.0.2.53:53',
        attempts: 1,
        subject: 'the update',
        advice: 'read it back',
        prerequisites: [],
        before: 'unchanged',
      },
    );
    const { rcode_name: rcode = '', tsig, signed = false } = exchange.summary ?? {};
    const tsigError = tsig === undefined || tsig.error === 0 ? undefined : tsig.error_name;
    const isSuccess = rcode === 'NOERROR' && tsigError === undefined;
    const isTrusted = sent.signed === undefined || signed;
    expect(!(result instanceof DnsError)).toBe(isSuccess && isTrusted);
    if (rcode !== 'NOERROR') {
      const [, name = rcode] = /^[A-Z]+\/([A-Z]+)$/.exec(rcode) ?? [];
      expect(result).toBeInstanceOf(classes[tsigError ?? name]);
    } else {
      expect(result).toMatchObject(
        isSuccess && isTrusted
          ? { authenticated: sent.signed !== undefined }
          : { name: expect.any(String) },
      );
    }
  });
});
