import { describe, expect, it } from 'vitest';
import { toUnicodeRdata } from '../../src/masterfile/unicode-rdata.ts';

describe('toUnicodeRdata', () => {
  it.each([
    ['MX', '10 xn--bcher-kva.example.', '10 bücher.example.'],
    ['SOA', 'xn--fa-hia.de. h.xn--bcher-kva. 1 2 3 4 5', 'faß.de. h.bücher. 1 2 3 4 5'],
    ['NAPTR', '1 2 "u" "xn--bcher-kva." "" xn--bcher-kva.', '1 2 "u" "xn--bcher-kva." "" bücher.'],
    ['RP', 'xn--bcher-kva. xn--abc-.', 'bücher. xn--abc-.'],
  ])('prints the names in %s %s in Unicode, and nothing else', (type, rdata, unicode) => {
    expect(toUnicodeRdata(type, rdata)).toBe(unicode);
  });

  it.each([
    ['no A-label', 'MX', '10 mail.example.'],
    ['no whole name', 'TXT', '"xn--bcher-kva"'],
    ['text that looks like a name', 'TXT', 'xn--bcher-kva. x'],
    ['what the type does not take', 'A', 'xn--bcher-kva.'],
    ['a parameter', 'HTTPS', '1 . key65000=xn--bcher-kva.'],
  ])('leaves %s as it is: %s %s', (_, type, rdata) => {
    expect(toUnicodeRdata(type, rdata)).toBe(rdata);
  });
});
