import { describe, expect, it } from 'vitest';
import {
  encodeMessage,
  ResponseSignatureError,
  type StreamVerifier,
  TsigKey,
  UnsignedResponseError,
  verifyStream,
} from '../../src/index.ts';
import { readCorpus } from '../corpus.ts';
import { errorOf } from '../error-of.ts';
import { fromHex } from '../hex.ts';
import { corpusKey, outcomeOf } from './corpus-key.ts';

const corpus = readCorpus('tsig-vectors');

/** Pushes messages until one is refused, and ends; gives the outcome and where it was found. */
function run(stream: StreamVerifier, messages: readonly string[]): { outcome: string; at: number } {
  for (const [at, hex] of messages.entries()) {
    const outcome = outcomeOf(() => stream.push(fromHex(hex)));
    if (outcome !== 'ok') return { outcome, at };
  }
  return { outcome: outcomeOf(() => stream.end()), at: messages.length - 1 };
}

describe('tsig-vectors: streams of one TCP exchange (RFC 8945 section 5.3.1)', () => {
  it('is all there', () => {
    expect(corpus.streams).toHaveLength(23);
    expect(corpus.streams.filter(({ expect: it }) => it.outcome === 'ok')).toHaveLength(9);
  });

  it.each(corpus.streams)('$id $title', (given) => {
    const stream = verifyStream(corpusKey(given.key), {
      requestMac: fromHex(given.request_mac),
      now: given.now,
    });
    const { outcome, at } = run(stream, given.messages);
    expect(given.expect.acceptable ?? [given.expect.outcome]).toContain(outcome);
    expect(at).toBeGreaterThanOrEqual(given.expect.at_message ?? 0);
    if (given.expect.at_message !== undefined) expect(outcome).not.toBe('ok');
  });

  it('over 99 messages in a row without a signature are refused, at the hundredth', () => {
    const [given] = corpus.streams.filter(({ title }) => title.startsWith('102 messages'));
    if (given === undefined) throw new Error('no such stream');
    const options = { requestMac: fromHex(given.request_mac), now: given.now };
    expect(run(verifyStream(corpusKey(given.key), options), given.messages)).toEqual({
      outcome: 'missing',
      at: 100,
    });
  });
});

describe('tsig-vectors: zone transfers of BIND, Knot and PowerDNS', () => {
  it('are all there', () => {
    expect(corpus.live_streams).toHaveLength(9);
    const messages = corpus.live_streams.map((given) => given.messages.length);
    expect(messages.reduce((sum, count) => sum + count, 0)).toBe(138);
    expect(new Set(corpus.live_streams.map(({ server }) => server)).size).toBe(3);
  });

  it.each(corpus.live_streams)('$id $server: $title', (given) => {
    const stream = verifyStream(corpusKey(given.key), {
      requestMac: fromHex(given.request_mac),
      now: given.now,
    });
    let records = 0;
    for (const [i, hex] of given.messages.entries()) {
      const message = stream.push(fromHex(hex));
      expect(message.tsig !== undefined).toBe(given.signed_messages[i]);
      if (message.opcode !== 'UPDATE') records += message.answers.length;
    }
    stream.end();
    // About 900 records of the zone, and the SOA twice.
    expect(records).toBeGreaterThan(900);
  });

  it('one without its last message, or with two swapped, is refused', () => {
    for (const given of corpus.live_streams) {
      const open = (): StreamVerifier =>
        verifyStream(corpusKey(given.key), {
          requestMac: fromHex(given.request_mac),
          now: given.now,
        });
      const swapped = [...given.messages];
      swapped.splice(1, 2, given.messages[2] as string, given.messages[1] as string);
      expect(run(open(), swapped).outcome).toBe('badsig');
      expect(run(open(), given.messages.slice(1)).outcome).not.toBe('ok');
      if (given.signed_messages.at(-2) === false) {
        expect(run(open(), given.messages.slice(0, -1)).outcome).toBe('missing');
      }
    }
  });
});

describe('verifyStream', () => {
  const [given] = corpus.streams.filter(({ title }) => title.startsWith('6 messages'));
  const open = (now?: number): StreamVerifier => {
    if (given === undefined) throw new Error('no such stream');
    return verifyStream(corpusKey(given.key), {
      requestMac: fromHex(given.request_mac),
      now: now ?? given.now,
    });
  };
  const messages = given?.messages ?? [];

  it('does not end well before a message came', () => {
    expect(errorOf(() => open().end())).toBeInstanceOf(UnsignedResponseError);
  });

  it('does not end well while the last message is unsigned', () => {
    const stream = open();
    for (const hex of messages.slice(0, 3)) stream.push(fromHex(hex));
    expect(errorOf(() => stream.end())).toBeInstanceOf(UnsignedResponseError);
    stream.push(fromHex(messages[3] as string));
    stream.end();
  });

  it('keeps its own copy of what it did not verify yet: a buffer may be used again', () => {
    const stream = open();
    const buffer = Buffer.alloc(65_535);
    for (const hex of messages) {
      const wire = Buffer.from(hex, 'hex');
      buffer.fill(0xff);
      wire.copy(buffer);
      stream.push(buffer.subarray(0, wire.length));
    }
    stream.end();
    expect(messages).toHaveLength(6);
  });

  it('takes the time of arrival of each message', () => {
    const late = open();
    const wire = fromHex(messages[0] as string);
    const now = (given?.now ?? 0) + 10_000;
    const error = errorOf(() => late.push(wire, { now })) as ResponseSignatureError;
    expect(error).toBeInstanceOf(ResponseSignatureError);
    expect(error.finding).toBe('BADTIME');
    const early = open(0);
    expect(errorOf(() => early.push(wire))).toBeInstanceOf(ResponseSignatureError);
    expect(early.push(wire, { now: given?.now as number }).tsig).toBeDefined();
  });

  it('a first message without a signature is refused', () => {
    const stream = verifyStream(new TsigKey({ name: 'k', secret: 'c2VjcmV0' }), {
      requestMac: new Uint8Array(32),
      now: 0,
    });
    const reply = encodeMessage({ opcode: 'QUERY', flags: { qr: true } });
    expect(errorOf(() => stream.push(reply))).toBeInstanceOf(UnsignedResponseError);
  });
});
