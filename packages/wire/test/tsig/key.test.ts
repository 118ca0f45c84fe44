import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { InvalidKeyError, parseAlgorithm, TsigKey, tsigAlgorithms } from '../../src/index.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';

const utf8 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const repeated = (octet: number, count: number): Uint8Array => new Uint8Array(count).fill(octet);

/** Secrets and data of RFC 4231 section 4; those of RFC 2202 differ in the lengths of secrets. */
const largerKey = 'Test Using Larger Than Block-Size Key - Hash Key First';
const counting = Uint8Array.from({ length: 25 }, (_, i) => i + 1);
const rfc4231 = [
  { secret: repeated(0x0b, 20), data: utf8('Hi There') },
  { secret: utf8('Jefe'), data: utf8('what do ya want for nothing?') },
  { secret: repeated(0xaa, 20), data: repeated(0xdd, 50) },
  { secret: counting, data: repeated(0xcd, 50) },
  { secret: repeated(0xaa, 131), data: utf8(largerKey) },
];
const rfc2202 = (secretBytes: number): typeof rfc4231 => [
  { secret: repeated(0x0b, secretBytes), data: utf8('Hi There') },
  { secret: utf8('Jefe'), data: utf8('what do ya want for nothing?') },
  { secret: repeated(0xaa, secretBytes), data: repeated(0xdd, 50) },
  { secret: counting, data: repeated(0xcd, 50) },
  { secret: repeated(0xaa, 80), data: utf8(largerKey) },
];

const vectors = [
  {
    algorithm: 'hmac-md5',
    cases: rfc2202(16),
    macs: [
      '9294727a3638bb1c13f48ef8158bfc9d',
      '750c783e6ab0b503eaa86e310a5db738',
      '56be34521d144c88dbb8c733f0e8b3f6',
      '697eaf0aca3a3aea3a75164746ffaa79',
      '6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd',
    ],
  },
  {
    algorithm: 'hmac-sha1',
    cases: rfc2202(20),
    macs: [
      'b617318655057264e28bc0b6fb378c8ef146be00',
      'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
      '125d7342b9ac11cd91a39af48aa17b4f63f175d3',
      '4c9007f4026250c6bc8414f9bf50c86c2d7235da',
      'aa4ae5e15272d00e95705637ce8a3b55ed402112',
    ],
  },
  {
    algorithm: 'hmac-sha224',
    cases: rfc4231,
    macs: [
      '896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22',
      'a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44',
      '7fb3cb3588c6c1f6ffa9694d7d6ad2649365b0c1f65d69d1ec8333ea',
      '6c11506874013cac6a2abc1bb382627cec6a90d86efc012de7afec5a',
      '95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e',
    ],
  },
  {
    algorithm: 'hmac-sha256',
    cases: rfc4231,
    macs: [
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
      '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  },
  {
    algorithm: 'hmac-sha384',
    cases: rfc4231,
    macs: [
      'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6',
      'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
      '88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27',
      '3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb',
      '4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952',
    ],
  },
  {
    algorithm: 'hmac-sha512',
    cases: rfc4231,
    macs: [
      '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
      'fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb',
      'b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd',
      '80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598',
    ],
  },
] as const;

/** Octets of a whole MAC of each algorithm (RFC 8945 section 6). */
const macBytes: Readonly<Record<string, number>> = {
  'hmac-md5': 16,
  'hmac-sha1': 20,
  'hmac-sha224': 28,
  'hmac-sha256': 32,
  'hmac-sha384': 48,
  'hmac-sha512': 64,
  'hmac-sha256-128': 16,
  'hmac-sha384-192': 24,
  'hmac-sha512-256': 32,
};

const secret = 'c2VjcmV0';
const keyOf = (algorithm: string, cut?: number): TsigKey =>
  new TsigKey({ name: 'k', algorithm, secret, macBytes: cut });

function ruleOf(run: () => unknown): string {
  const error = errorOf(run) as InvalidKeyError;
  expect(error).toBeInstanceOf(InvalidKeyError);
  expect(error.code).toBe('INVALID_KEY');
  return error.rule;
}

describe('mac: HMAC (RFC 2104) with the vectors of RFC 2202 and RFC 4231', () => {
  it.each(vectors)('$algorithm', ({ algorithm, cases, macs }) => {
    for (const [i, { secret: octets, data }] of cases.entries()) {
      const key = new TsigKey({ name: 'k', algorithm, secret: octets });
      expect(toHex(key.mac(data))).toBe(macs[i]);
      // The same again, in parts: the keyed state is not used up.
      expect(toHex(key.mac(data.subarray(0, 3), data.subarray(3, 3), data.subarray(3)))).toBe(
        macs[i],
      );
      expect(key.verifiesMac(fromHex(macs[i] as string), data)).toBe(true);
    }
    expect(macs).toHaveLength(5);
  });

  it.each([
    ['hmac-sha256-128', 'hmac-sha256'],
    ['hmac-sha384-192', 'hmac-sha384'],
    ['hmac-sha512-256', 'hmac-sha512'],
  ])('%s is the beginning of %s (RFC 8945 section 6)', (cut, whole) => {
    const data = utf8('what do ya want for nothing?');
    const expected = keyOf(whole).mac(data);
    expect(keyOf(cut).mac(data)).toEqual(expected.slice(0, macBytes[cut]));
  });
});

describe('algorithms (RFC 8945 section 6)', () => {
  it('are the nine', () => {
    expect([...tsigAlgorithms].toSorted()).toEqual(Object.keys(macBytes).toSorted());
  });

  it.each(tsigAlgorithms)('%s: in any case, with or without the final dot', (algorithm) => {
    for (const text of [algorithm, algorithm.toUpperCase(), `${algorithm}.`]) {
      expect(parseAlgorithm(text)).toBe(algorithm);
      expect(keyOf(text).algorithm).toBe(algorithm);
    }
    expect(keyOf(algorithm).macBytes).toBe(macBytes[algorithm]);
    expect(keyOf(algorithm).mac(utf8('x'))).toHaveLength(macBytes[algorithm] as number);
  });

  it('hmac-md5 has a long name on the wire, the others their own', () => {
    expect(keyOf('hmac-md5').algorithmName).toBe('hmac-md5.sig-alg.reg.int.');
    expect(parseAlgorithm('HMAC-MD5.SIG-ALG.REG.INT.')).toBe('hmac-md5');
    expect(parseAlgorithm('hmac-md5.sig-alg.reg.int')).toBe('hmac-md5');
    expect(keyOf('hmac-sha512-256').algorithmName).toBe('hmac-sha512-256.');
  });

  it('the default is hmac-sha256', () => {
    expect(new TsigKey({ name: 'k', secret }).algorithm).toBe('hmac-sha256');
  });

  it.each(['hmac-sha3-256', 'hmac-sha257', 'hmac-sha256-127', 'HMAC-MD6.'])(
    '%s is none, and is named',
    (text) => {
      expect(ruleOf(() => parseAlgorithm(text))).toContain(
        `algorithm "${text}" is none of hmac-md5,`,
      );
    },
  );

  it.each(['', 'sha256', 'gss-tsig', 'constructor', secret, `hmac-${secret}`, 'hmac-sha256..'])(
    '%j is none, and is not shown: it may be a secret in the wrong place',
    (text) => {
      const rule = ruleOf(() => keyOf(text));
      expect(rule).toMatch(/^the algorithm is none of hmac-md5,/);
    },
  );

  it('what is no string is none', () => {
    expect(ruleOf(() => keyOf(7 as never))).toBe('its algorithm is no string');
  });
});

describe('macBytes: from half of the MAC, and 10, to all of it (RFC 8945 section 5.2.2.1)', () => {
  it.each(Object.entries(macBytes))('%s of %d octets', (algorithm, whole) => {
    const shortest = Math.max(10, whole / 2);
    for (const fits of [shortest, whole]) expect(keyOf(algorithm, fits).macBytes).toBe(fits);
    for (const wrong of [shortest - 1, whole + 1, 0, -1, shortest + 0.5, Number.NaN]) {
      expect(ruleOf(() => keyOf(algorithm, wrong))).toContain(
        `macBytes ${wrong} is no integer from ${shortest} to ${whole}`,
      );
    }
  });

  it('verifiesMac takes a MAC cut as far as is allowed at all, and none that is shorter', () => {
    const key = keyOf('hmac-sha256');
    const data = utf8('data');
    const mac = key.mac(data);
    for (let length = 0; length <= 40; length++) {
      const cut = Uint8Array.from([...mac, ...new Uint8Array(8)]).slice(0, length);
      expect(key.verifiesMac(cut, data)).toBe(length >= 16 && length <= 32);
    }
    expect(key.verifiesMac(mac, utf8('other'))).toBe(false);
  });
});

describe('new TsigKey', () => {
  it('has its name absolute and in lower case', () => {
    expect(new TsigKey({ name: 'DDNS-Key', secret }).name).toBe('ddns-key.');
    expect(new TsigKey({ name: '.', secret }).name).toBe('.');
    expect(new TsigKey({ name: 'a\\.B.Example.', secret }).name).toBe('a\\.b.example.');
  });

  it('takes the secret as octets, which it copies, or as base64', () => {
    const octets = Buffer.from('secret');
    const key = new TsigKey({ name: 'k', secret: octets });
    const mac = key.mac(utf8('x'));
    octets.fill(0);
    expect(key.mac(utf8('x'))).toEqual(mac);
    expect(key.revealSecret()).toBe(secret);
    expect(new TsigKey({ name: 'k', secret }).mac(utf8('x'))).toEqual(mac);
  });

  it.each([
    ['no secret', undefined],
    ['null', null],
    ['a number', 7],
    ['no padding', 'c2VjcmV'],
    ['bits left over', 'c2VjcmW='],
    ['base64url', 'c2V-cmV0'],
    ['white space', 'c2Vj cmV0'],
    ['hexadecimal with a colon', 'c2:56'],
    ['an array', [1, 2, 3]],
  ])('refuses %s', (_, value) => {
    expect(ruleOf(() => new TsigKey({ name: 'k', secret: value as string }))).toBe(
      'the secret is neither octets nor base64 with its padding',
    );
  });

  it('refuses an empty secret', () => {
    expect(ruleOf(() => new TsigKey({ name: 'k', secret: '' }))).toBe('the secret is empty');
    expect(ruleOf(() => new TsigKey({ name: 'k', secret: new Uint8Array(0) }))).toBe(
      'the secret is empty',
    );
  });

  it('refuses a name that is none, without showing it: it may be a secret in the wrong place', () => {
    const long = Buffer.alloc(60, 7).toString('base64');
    for (const name of ['a..b', long, 'a\\']) {
      const error = errorOf(() => new TsigKey({ name, secret }));
      expect(error).toBeInstanceOf(InvalidKeyError);
      expect(error.message).not.toContain(name.slice(0, 20));
    }
    for (const options of [undefined, null, {}, { secret }]) {
      expect(ruleOf(() => new TsigKey(options as never))).toBe('its name is missing');
    }
  });

  it('counts what it adds to a message', () => {
    // Owner 3, fixed part 10, algorithm 13, times and lengths 16, MAC 32.
    expect(keyOf('hmac-sha256').overheadBytes).toBe(3 + 10 + 13 + 16 + 32);
    expect(keyOf('hmac-md5', 10).overheadBytes).toBe(3 + 10 + 26 + 16 + 10);
  });
});

describe('what a key shows of itself', () => {
  const words = ['correct', 'horse', 'battery'];
  const hidden = Buffer.from(words.join(' '));
  const key = new TsigKey({ name: 'k', secret: hidden });
  const forms = [
    hidden.toString('base64'),
    hidden.toString('hex'),
    hidden.toString('latin1'),
    hidden.join(','),
    hidden.join(', '),
    ...words,
  ];

  it('is its name and algorithm, and never the secret', () => {
    const shown = [
      inspect(key),
      inspect(key, { showHidden: true, depth: null, getters: true }),
      inspect({ nested: [key] }, { depth: null }),
      JSON.stringify(key),
      String(key),
      `${key}`,
      Object.entries(key).flat().join(),
      JSON.stringify(structuredClone({ ...key })),
      Reflect.ownKeys(key).map(String).join(),
    ];
    for (const text of shown) {
      for (const form of forms) expect(text).not.toContain(form);
    }
    expect(JSON.stringify(key)).toBe('{"name":"k.","algorithm":"hmac-sha256"}');
    expect(JSON.stringify(keyOf('hmac-sha256', 16))).toBe(
      '{"name":"k.","algorithm":"hmac-sha256","macBytes":16}',
    );
    expect(String(key)).toBe('TsigKey(hmac-sha256:k.)');
  });

  it('what it signs does not hold it', () => {
    const signed = key.sign(new Uint8Array(12), { now: 0 });
    const text = inspect(signed, { showHidden: true, depth: null });
    for (const form of forms) expect(text).not.toContain(form);
  });
});
