import { describe, expect, it } from 'vitest';
import { maxTtl, parseTtl } from '../../src/index.ts';

describe('parseTtl', () => {
  it.each([
    ['0', 0],
    ['3600', 3600],
    ['1h30m', 5400],
    ['1w2d3h4m5s', 788_645],
    ['1W', 604_800],
    ['2147483647', maxTtl],
    ['0s', 0],
    ['007', 7],
  ])('%s is %d seconds', (text, expected) => {
    expect(parseTtl(text)).toBe(expected);
  });

  it.each([
    '',
    'www',
    '1x',
    'h',
    '1h30',
    '1hh',
    '1h30m5',
    '1\u0130',
    '1ſ',
    '1\x13',
    '１',
    '1.5',
    '-1',
    '+1',
    '1 h',
    'h1',
    '0x10',
    '1e3',
    '٣',
  ])('%j is none', (text) => {
    expect(parseTtl(text)).toBeUndefined();
  });

  it('gives no number for a text that goes on for ever', () => {
    expect(parseTtl('1'.repeat(1_000_000))).toBeUndefined();
    expect(parseTtl('1h'.repeat(1_000_000))).toBeUndefined();
  });
});
