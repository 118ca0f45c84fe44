import { describe, expect, it } from 'vitest';
import {
  BadTimeError,
  decodeMessage,
  ednsOptionOctets,
  rcodes,
  tsigErrorCodes,
  verifyResponse,
} from '../../src/index.ts';
import { judgeReply } from '../../src/tsig/reply-verdict.ts';
import { type ReplySummary, readCorpus } from '../corpus.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';
import { corpusKey, outcomeOfVerdict } from './corpus-key.ts';

const { exchanges, tcp_behaviour } = readCorpus('server-responses');

const replies = exchanges.flatMap(({ id, title, answers }) =>
  Object.entries(answers).flatMap(([server, answer]) =>
    answer.exchanges.map((exchange, i) => ({ id: `${id} ${server} ${i}`, title, ...exchange })),
  ),
);

const answered = replies.flatMap((reply) =>
  reply.response === null || typeof reply.summary === 'string'
    ? []
    : [{ ...reply, wire: fromHex(reply.response), summary: reply.summary }],
);

/** What the client should find of a reply to a signed request, by the summary of dnspython. */
function expectedOutcome({ tsig }: ReplySummary): string {
  if (tsig === undefined) return 'missing';
  return tsig.error === 0 ? 'ok' : `peer-${tsig.error_name.toLowerCase()}`;
}

describe('server-responses: BIND, Knot, PowerDNS and NSD', () => {
  it('are all there', () => {
    expect(exchanges).toHaveLength(218);
    expect(replies).toHaveLength(626);
    expect(answered).toHaveLength(600);
    expect(answered.filter(({ key }) => key !== undefined)).toHaveLength(566);
    expect(answered.filter(({ summary }) => summary.tsig !== undefined)).toHaveLength(495);
    expect(answered.filter(({ summary }) => summary.edns !== null)).toHaveLength(22);
  });

  it.each(replies.filter(({ response }) => response === null))(
    '$id $title: no answer',
    ({ summary }) => {
      expect(typeof summary).toBe('string');
    },
  );

  it.each(answered)('$id $title: decodes to what dnspython reads', ({ wire, summary }) => {
    const message = decodeMessage(wire);
    expect(rcodes.number(message.rcode)).toBe(summary.rcode);
    expect(message.opcode === 'UPDATE').toBe(summary.opcode === 5);
    const flags = Object.entries(message.flags).flatMap(([flag, set]) =>
      set ? [flag.toUpperCase()] : [],
    );
    expect(flags).toEqual(summary.flags);
    const own = (message.edns === undefined ? 0 : 1) + (message.tsig === undefined ? 0 : 1);
    const counts =
      message.opcode === 'UPDATE'
        ? [
            message.zone === undefined ? 0 : 1,
            message.prerequisites.length,
            message.updates.length,
            message.additional.length + own,
          ]
        : [
            message.questions.length,
            message.answers.length,
            message.authorities.length,
            message.additionals.length + own,
          ];
    expect(counts).toEqual(summary.counts);
    expect(wire).toHaveLength(summary.octets);
    const { edns = null } = message;
    expect(edns && { ...edns, options: edns.options.map(ednsOptionOctets) }).toEqual(
      summary.edns === null
        ? null
        : {
            udpPayloadBytes: summary.edns.udp_payload,
            version: summary.edns.version,
            dnssecOk: summary.edns.do,
            options: summary.edns.options.map(({ code, data_hex }) => ({
              code,
              data: fromHex(data_hex),
            })),
          },
    );
    const { tsig } = summary;
    expect(message.tsig === undefined).toBe(tsig === undefined);
    if (tsig !== undefined) {
      expect(message.tsig).toMatchObject({
        name: tsig.key,
        algorithm: tsig.algorithm,
        timeSigned: tsig.time_signed,
        fudge: tsig.fudge,
        error: tsig.error,
        originalId: tsig.original_id,
      });
      expect(message.tsig?.mac).toHaveLength(tsig.mac_size);
      expect(message.tsig?.otherData).toHaveLength(tsig.other_len);
      expect(tsigErrorCodes.mnemonic(tsig.error)).toBe(tsig.error_name);
    }
  });

  it.each(answered.filter(({ key }) => key !== undefined))(
    '$id $title: verifies, or is what the server says of the request',
    (given) => {
      if (given.key === undefined) return;
      const { tsig } = given.summary;
      const size = tsig?.mac_size ?? 0;
      const key = corpusKey(given.key, size > 0 ? size : undefined);
      const requestMac = fromHex(given.request_mac ?? '');
      const verdict = judgeReply(given.wire, key, { requestMac, now: given.client_now });
      expect(outcomeOfVerdict(verdict)).toBe(expectedOutcome(given.summary));
      if (verdict.status === 'server-error') {
        expect(verdict.authenticated).toBe(size > 0);
        expect(verdict.serverTime).toBe(tsig?.other_server_time);
      }
    },
  );

  it('what they come to', () => {
    const counts: Record<string, number> = {};
    for (const { key, summary } of answered) {
      if (key === undefined) continue;
      const outcome = expectedOutcome(summary);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    expect(counts).toEqual({
      ok: 442,
      missing: 71,
      'peer-badkey': 20,
      'peer-badsig': 21,
      'peer-badtime': 9,
      'peer-badtrunc': 3,
    });
  });

  it('BADTIME tells the clock of the server (RFC 8945 section 5.2.3)', () => {
    const [given] = answered.filter(({ title }) => title === 'clock 4000 s behind');
    if (given?.key === undefined) throw new Error('no such exchange');
    // The client's clock is behind by so much: it signed at its own time.
    const signed = decodeMessage(given.wire).tsig?.timeSigned as number;
    const error = errorOf(() =>
      verifyResponse(given.wire, corpusKey(given.key as never), {
        requestMac: fromHex(given.request_mac as string),
        now: signed,
      }),
    ) as BadTimeError;
    expect(error).toBeInstanceOf(BadTimeError);
    expect(error.skewSeconds).toBeGreaterThanOrEqual(3999);
    expect(error.skewSeconds).toBeLessThanOrEqual(4001);
    expect(error.message).toContain('s ahead of ours');
  });

  it('a reply verifies for no other request', () => {
    const signed = answered.filter(({ summary }) => expectedOutcome(summary) === 'ok');
    for (const given of signed.slice(0, 50)) {
      if (given.key === undefined) continue;
      const key = corpusKey(given.key, given.summary.tsig?.mac_size);
      for (const requestMac of [new Uint8Array(0), new Uint8Array(32)]) {
        const verdict = judgeReply(given.wire, key, { requestMac, now: given.client_now });
        expect(outcomeOfVerdict(verdict)).toBe('badsig');
      }
    }
    expect(signed.length).toBeGreaterThan(400);
  });

  it('pipelined updates are answered by messages that decode', () => {
    const pipelined = tcp_behaviour.filter(({ responses }) => responses !== undefined);
    expect(pipelined).toHaveLength(3);
    for (const { requests = [], responses = [], rcodes: given = [] } of pipelined) {
      expect(responses.map((hex) => rcodes.number(decodeMessage(fromHex(hex)).rcode))).toEqual(
        given,
      );
      expect(responses.map((hex) => decodeMessage(fromHex(hex)).id)).toEqual(
        requests.map((hex) => decodeMessage(fromHex(hex)).id),
      );
      expect(responses.every((hex) => toHex(fromHex(hex)) === hex)).toBe(true);
    }
  });
});
