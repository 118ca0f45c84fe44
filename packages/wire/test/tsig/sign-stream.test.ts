import { describe, expect, it } from 'vitest';
import { decodeWithLayout, signStream, verifyStream } from '../../src/index.ts';
import { readCorpus } from '../corpus.ts';
import { fromHex, toHex } from '../hex.ts';
import { corpusKey } from './corpus-key.ts';

const corpus = readCorpus('tsig-vectors');

/** A message as it was before it was signed, and what was signed into it. */
function unsigned(hex: string) {
  const bytes = fromHex(hex);
  const { message, tsigOffset } = decodeWithLayout(bytes);
  if (message.tsig === undefined) throw new Error('not signed');
  const without = bytes.slice(0, tsigOffset);
  const additional = ((without[10] as number) << 8) + (without[11] as number) - 1;
  without.set([additional >>> 8, additional & 0xff], 10);
  return { without, tsig: message.tsig };
}

const signedThroughout = corpus.live_streams.filter(
  ({ signed_messages, messages }) =>
    messages.length > 1 && signed_messages.every((isSigned) => isSigned),
);

describe('signStream: MACs of one TCP exchange (RFC 8945 section 5.3.1)', () => {
  it('has streams of real servers to be held against', () => {
    expect(signedThroughout.map(({ server }) => server)).toEqual(
      expect.arrayContaining(['bind', 'knot']),
    );
  });

  it.each(signedThroughout)('$server: $title, every MAC the same', (given) => {
    const key = corpusKey(given.key);
    const [first] = given.messages;
    if (first === undefined) throw new Error('no message');
    const mac = fromHex(given.request_mac);
    const sign = signStream(key, { ...unsigned(first).tsig, mac });
    for (const hex of given.messages) {
      const { without, tsig } = unsigned(hex);
      expect(tsig.fudge).toBe(300);
      const { message } = decodeWithLayout(sign(without, { now: tsig.timeSigned }));
      expect(toHex(message.tsig?.mac ?? mac)).toBe(toHex(tsig.mac));
    }
  });

  it('a message left out, or in another place, is noticed', () => {
    const [given] = signedThroughout;
    const [first, second, third] = given?.messages ?? [];
    if (given === undefined || first === undefined || second === undefined) throw new Error('few');
    const options = { requestMac: fromHex(given.request_mac), now: given.now };
    const sign = signStream(corpusKey(given.key), {
      ...unsigned(first).tsig,
      mac: options.requestMac,
    });
    const signed = [first, second, third ?? second].map((hex) =>
      sign(unsigned(hex).without, { now: given.now }),
    );
    const stream = verifyStream(corpusKey(given.key), options);
    stream.push(signed[0] as Uint8Array);
    expect(() => stream.push(signed[2] as Uint8Array)).toThrow('signature is not valid');
  });
});
