import { describe, expect, it } from 'vitest';
import { InvalidNameError, nameBytes, parseName } from '../../src/index.ts';
import { errorOf } from '../error-of.ts';

describe('Unicode names become A-labels (UTS 46, non-transitional)', () => {
  // The A-labels are those of IANA's test domains, of the RFCs on IDNA, and of UTS 46.
  it.each([
    ['bücher.example', 'xn--bcher-kva.example.'],
    ['BÜCHER.Example', 'xn--bcher-kva.example.'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example.'],
    ['faß.de', 'xn--fa-hia.de.'],
    ['βόλος.com', 'xn--nxasmm1c.com.'],
    ['ශ්\u200dරී.com', 'xn--10cl1a0b660p.com.'],
    ['نامه\u200cای.com', 'xn--mgba3gch31f060k.com.'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah.'],
    ['παράδειγμα.δοκιμή', 'xn--hxajbheg2az3al.xn--jxalpdlp.'],
    ['💩.la', 'xn--ls8h.la.'],
    ['ｗｗｗ.ｅｘａｍｐｌｅ', 'www.example.'],
    ['例え。テスト。', 'xn--r8jz45g.xn--zckzah.'],
  ])('%s is %s', (text, name) => {
    expect(parseName(text)).toBe(name);
  });

  it('leaves wildcards and underscores beside Unicode as they are', () => {
    expect(parseName('*.bücher.example')).toBe('*.xn--bcher-kva.example.');
    expect(parseName('_acme-challenge.bücher.example')).toBe(
      '_acme-challenge.xn--bcher-kva.example.',
    );
  });

  it('is done before the origin is added, which stays as it is', () => {
    expect(parseName('bücher', { origin: 'Example.' })).toBe('xn--bcher-kva.Example.');
  });

  it('leaves ASCII alone, A-labels that are none included', () => {
    expect(parseName('xn--ABC-.Example')).toBe('xn--ABC-.Example.');
  });

  it.each([
    ['a combining mark in front', '\u0301a.example'],
    ['a joiner without what it joins', 'a\u200db.example'],
    ['half a surrogate pair', 'a\ud800.example'],
    ['an unassigned code point', 'a\u0378.example'],
    ['letters that run both ways', 'אa.example'],
    ['what only looks like a backslash, beside Unicode', 'a＼.b.bücher'],
    ['what only looks like a backslash', 'a＼.b'],
  ])('refuses %s', (_, text) => {
    const error = errorOf(() => parseName(text)) as InvalidNameError;
    expect(error).toBeInstanceOf(InvalidNameError);
    expect(error.rule).toBe('not allowed by IDNA (UTS 46)');
    expect(error.value).toBe(text);
  });

  it('refuses Unicode and escapes in one name', () => {
    expect(errorOf(() => parseName('bücher\\.x')).message).toContain('cannot be mixed');
  });

  it('refuses an empty label, also one that mapping leaves empty', () => {
    expect(errorOf(() => parseName('bücher..example')).message).toContain('empty label');
    expect(errorOf(() => parseName('\u00ad.example')).message).toContain('empty label');
  });

  it('counts the octets of the A-label (RFC 1035 section 2.3.4)', () => {
    // xn-- and the letters, then a hyphen and the place of the ü.
    const fits = `${'a'.repeat(53)}ü`;
    expect(parseName(fits)).toMatch(/^xn--a{53}-[a-z0-9]+\.$/);
    expect(nameBytes(parseName(fits))).toBeLessThanOrEqual(65);
    expect(errorOf(() => parseName(`${'a'.repeat(60)}ü`)).message).toMatch(/label of \d+ octets/);
  });
});
