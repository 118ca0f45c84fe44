import { expect, test } from 'vitest';
import { readDnsperf } from '../../src/senders/script-sender.ts';

function said(completed: number, noerror = completed): string {
  return `  Updates completed:    ${completed} (100.00%)
  Response codes:       NOERROR ${noerror} (100.00%)
  Run time (s):         0.519614`;
}

test('what dnsperf did is what it completed, by NOERROR', () => {
  expect(readDnsperf(said(40_000), 40_000)).toEqual({ ms: 519.614 });
  expect(() => readDnsperf(said(40_000, 39_999), 40_000)).toThrow('did not do 40000 updates');
  expect(() => readDnsperf('no such thing', 40_000)).toThrow('did not do 40000 updates');
});

test('an answer in ten thousand may be missing in its count, and no more', () => {
  expect(readDnsperf(said(39_996), 40_000)).toEqual({ ms: 519.614 });
  expect(() => readDnsperf(said(39_995), 40_000)).toThrow('did not do 40000 updates');
  expect(() => readDnsperf(said(9_998), 9_999)).toThrow('did not do 9999 updates');
  expect(() => readDnsperf(said(40_001), 40_000)).toThrow('did not do 40000 updates');
});
