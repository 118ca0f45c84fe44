import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidNameError, nameBytes, parseName, toUnicodeName } from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';

describe('Unicode names become A-labels (UTS 46, non-transitional)', () => {
  // The A-labels are those of IANA's test domains, of the RFCs on IDNA, and of UTS 46.
  it.each([
    ['bücher.example', 'xn--bcher-kva.example.'],
    ['BÜCHER.example', 'xn--bcher-kva.example.'],
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

  // The bidi rule (RFC 5893) has a label in Hebrew or Arabic letters begin with one, and one beside it, too.
  it.each([
    ['*.אבג.example', '*.xn--4dbcd.example.'],
    ['_acme-challenge.אבג.example', '_acme-challenge.xn--4dbcd.example.'],
    ['10.אבג', '10.xn--4dbcd.'],
    ['_25._tcp.مثال.إختبار', '_25._tcp.xn--mgbh0fb.xn--kgbechtv.'],
    ['bücher.אבג', 'xn--bcher-kva.xn--4dbcd.'],
  ])('asks nothing of the labels beside letters from right to left: %s is %s', (text, name) => {
    expect(parseName(text)).toBe(name);
    expect(toUnicodeName(name)).toBe(`${text}.`);
  });

  it('is done before the origin is added, which stays as it is', () => {
    expect(parseName('bücher', { origin: 'Example.' })).toBe('xn--bcher-kva.Example.');
  });

  it('leaves ASCII alone, A-labels that are none included', () => {
    expect(parseName('xn--ABC-.Example')).toBe('xn--ABC-.Example.');
    expect(parseName('xn--ABC-.bücher.Example')).toBe('xn--ABC-.xn--bcher-kva.Example.');
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

describe('A-labels become Unicode again on request (UTS 46)', () => {
  it.each([
    ['xn--bcher-kva.example.', 'bücher.example.'],
    ['xn--fa-hia.de.', 'faß.de.'],
    ['xn--nxasmm1c.com.', 'βόλος.com.'],
    ['xn--10cl1a0b660p.com.', 'ශ්\u200dරී.com.'],
    ['xn--mgba3gch31f060k.com.', 'نامه\u200cای.com.'],
    ['xn--r8jz45g.xn--zckzah.', '例え.テスト.'],
    ['xn--ls8h.la.', '💩.la.'],
    ['*._tcp.xn--bcher-kva.example.', '*._tcp.bücher.example.'],
    ['xn--bcher-kva.', 'bücher.'],
    ['WWW.xn--bcher-kva.example.', 'WWW.bücher.example.'],
    ['xn--bcher-kva.xn--abc-.example.', 'bücher.xn--abc-.example.'],
  ])('%s is %s', (name, unicode) => {
    expect(toUnicodeName(name)).toBe(unicode);
    expect(parseName(unicode)).toBe(name);
  });

  it.each([
    ['the root', '.'],
    ['a name in ASCII', 'WWW.example.'],
    ['an A-label that is none', 'xn--abc-.example.'],
    ['one that stands for ASCII', 'xn--abc.example.'],
    ['one that is not in the form that IDNA gives', 'xn--Bcher-kva.example.'],
    ['one that the mapping makes another of', 'xn--hm-oqu.example.'],
    ['one beside an escape', 'a\\.b.xn--bcher-kva.example.'],
    ['an empty one', 'xn--.example.'],
    ['letters that run both ways', 'xn--a-0hc.example.'],
    ['a label that only holds xn--', 'axn--bcher-kva.example.'],
  ])('leaves %s as it is', (_, name) => {
    expect(toUnicodeName(name)).toBe(name);
  });

  it('whatever it gives is read back to the same name', () => {
    const label = fc.oneof(
      fc.stringMatching(/^xn--[a-z0-9-]{1,12}$/),
      fc.stringMatching(/^[\u00e0-\u00ff\u3042-\u3090a-z]{1,6}$/),
      fc.stringMatching(/^[a-zA-Z0-9_*]{1,6}$/),
    );
    let unicode = 0;
    assertProperty(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
        let name: string;
        try {
          name = parseName(labels.join('.'));
        } catch {
          return;
        }
        const shown = toUnicodeName(name);
        if (shown !== name) unicode += 1;
        expect(parseName(shown)).toBe(name);
      }),
      1_000,
    );
    expect(unicode).toBeGreaterThan(100);
  });
});
