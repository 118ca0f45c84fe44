import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage, WireError } from '../../src/index.ts';
import { readCorpus } from '../corpus.ts';
import { errorOf } from '../error-of.ts';
import { fromHex } from '../hex.ts';

const cases = readCorpus('malformed').cases.flatMap((given) =>
  given.response_wire === undefined
    ? []
    : [{ ...given, wire: fromHex(given.response_wire), decode: given.expect.decode }],
);

/** Decodes, and proves that the value can be encoded and decoded to itself. */
function expectValue(wire: Uint8Array): void {
  const message = decodeMessage(wire);
  expect(decodeMessage(encodeMessage(message))).toEqual(message);
}

describe('malformed.json: what a client may receive (BEHAVIOURS R-01 to R-03)', () => {
  it('is all there', () => {
    const counts = { error: 0, ok: 0, either: 0, 'n/a': 0 };
    for (const { decode } of cases) counts[decode] += 1;
    expect(counts).toEqual({ error: 325, ok: 69, either: 125, 'n/a': 0 });
  });

  it.each(cases.filter(({ decode }) => decode === 'error'))(
    '$id $category, $title: refused',
    (it) => {
      const error = errorOf(() => decodeMessage(it.wire)) as WireError;
      expect(error).toBeInstanceOf(WireError);
      expect(error.offset).toBeGreaterThanOrEqual(0);
      expect(error.offset).toBeLessThanOrEqual(it.wire.length);
      expect(error.rule).not.toBe('');
    },
  );

  it.each(cases.filter(({ decode }) => decode === 'ok'))('$id $category, $title: decoded', (it) => {
    expectValue(it.wire);
  });

  it.each(cases.filter(({ decode }) => decode === 'either'))(
    '$id $category, $title: a value or a WireError',
    ({ wire }) => {
      try {
        decodeMessage(wire);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
        return;
      }
      expectValue(wire);
    },
  );
});
