import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  printRdata,
  type QueryMessage,
  type ResourceRecord,
} from '../../src/index.ts';
import { readCorpus } from '../corpus.ts';
import { fromHex, toHex } from '../hex.ts';

const { messages } = readCorpus('captures');

const shown = ({ name, type, ttl, data }: ResourceRecord): unknown => ({
  name,
  type,
  ttl,
  rdata: printRdata<string>(type, data as never),
});

describe('captures of BIND 9.9 and dig', () => {
  it('are all there', () => {
    expect(messages).toHaveLength(4);
  });

  it.each(messages)('$title', ({ hex, framed, decoded }) => {
    const wire = fromHex(hex).subarray(framed ? 2 : 0);
    const message = decodeMessage(wire) as QueryMessage;
    const flags = Object.entries(message.flags).filter(([, set]) => set);
    expect(flags.map(([flag]) => flag.toUpperCase()).join(' ')).toBe(decoded.flags);
    expect(message.id).toBe(decoded.id);
    expect(message.questions.map(({ name, type }) => ({ name, type }))).toEqual(decoded.question);
    expect(message.answers.map(shown)).toEqual(decoded.answer);
    expect(message.authorities.map(shown)).toEqual(decoded.authority);
    expect(message.additionals.map(shown)).toEqual(decoded.additional);
    expect(message.edns?.udpPayloadBytes ?? null).toBe(decoded.payload);
    expect(message.edns?.version ?? -1).toBe(decoded.edns);
    // BIND compresses as we do, so that even the octets are the same.
    expect(toHex(encodeMessage(message))).toBe(toHex(wire));
  });
});
