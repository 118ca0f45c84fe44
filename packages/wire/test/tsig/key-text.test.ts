import { describe, expect, it } from 'vitest';
import { InvalidKeyError, parseKeyText, TsigKey } from '../../src/index.ts';
import { errorOf } from '../error-of.ts';

const secret = 'scbeUIi2oOTMRq9LchHKXw+8nV0v7l6HOsWS9YjkrJo=';
const other = 'FdHpZ/rRow7qcbHbDzpYdUC/MOcWeIGGfxokD1GuA50=';

/** Name, algorithm, secret and macBytes of the key in a text. */
function read(text: string, options?: { name?: string }): (string | number)[] {
  const key = TsigKey.parse(text, options);
  return [key.name, key.algorithm, key.revealSecret(), key.macBytes];
}

function ruleOf(text: string, options?: { name?: string }): string {
  const error = errorOf(() => TsigKey.parse(text, options)) as InvalidKeyError;
  expect(error).toBeInstanceOf(InvalidKeyError);
  return error.rule;
}

describe('named.conf and tsig-keygen', () => {
  it('reads the output of tsig-keygen', () => {
    const text = `key "tsig-key" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`;
    expect(read(text)).toEqual(['tsig-key.', 'hmac-sha256', secret, 32]);
  });

  it('reads the session.key of named', () => {
    const text = `key "local-ddns" {\n\talgorithm hmac-sha512;\n\tsecret "${secret}";\n};\n`;
    expect(read(text)).toEqual(['local-ddns.', 'hmac-sha512', secret, 64]);
  });

  it.each([
    ['on one line', `key "k" { algorithm hmac-sha1; secret "${secret}"; };`],
    ['without spaces', `key"k"{algorithm hmac-sha1;secret "${secret}";};`],
    ['with nothing quoted', `key k { algorithm hmac-sha1; secret ${secret}; };`],
    ['with all quoted', `key "k" { algorithm "hmac-sha1"; secret "${secret}"; };`],
    ['the secret first', `key k { secret "${secret}"; algorithm hmac-sha1; };`],
    [
      'in other case, with the final dot',
      `KEY "K." { Algorithm HMAC-SHA1.; Secret "${secret}"; };`,
    ],
    ['without the last semicolons', `key k { algorithm hmac-sha1; secret "${secret}" }`],
    ['with CRLF', `key k {\r\n algorithm hmac-sha1;\r\n secret "${secret}";\r\n};\r\n`],
    [
      'with comments of all kinds',
      `/* key "a" { secret "${other}"; }; */
       # key "b" { secret "${other}"; };
       // key "c" { secret "${other}"; };
       key k { # here
         algorithm /* not md5 */ hmac-sha1; // there
         secret "${secret}";
       };`,
    ],
    ['with a byte order mark', `\ufeffkey k { algorithm hmac-sha1; secret "${secret}"; };`],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual(['k.', 'hmac-sha1', secret, 20]);
  });

  it('takes hmac-sha256 where no algorithm is stated', () => {
    expect(read(`key "k" { secret "${secret}"; };`)).toEqual(['k.', 'hmac-sha256', secret, 32]);
  });

  it('a secret may hold what begins a comment elsewhere', () => {
    const tricky = 'ab//cd/*ef//gh==';
    expect(ruleOf(`key k { secret "${tricky}"; };`)).toContain('neither octets nor base64');
    const slashes = 'ab//cd//ef//ghI=';
    expect(read(`key k { secret "${slashes}"; };`)[2]).toBe(slashes);
    expect(read(`key k { secret ${slashes}; };`)[2]).toBe(slashes);
  });

  it('hmac-sha256-128 means a cut MAC here, as all names with bits (RFC 8945 section 5.2.2.1)', () => {
    const cut = (algorithm: string): (string | number)[] =>
      read(`key k { algorithm ${algorithm}; secret "${secret}"; };`);
    expect(cut('hmac-sha256-128')).toEqual(['k.', 'hmac-sha256', secret, 16]);
    expect(cut('hmac-sha384-192')).toEqual(['k.', 'hmac-sha384', secret, 24]);
    expect(cut('hmac-md5-80')).toEqual(['k.', 'hmac-md5', secret, 10]);
    expect(cut('HMAC-SHA1-80')).toEqual(['k.', 'hmac-sha1', secret, 10]);
    expect(ruleOf(`key k { algorithm hmac-sha256-80; secret "${secret}"; };`)).toContain(
      'macBytes',
    );
    expect(ruleOf(`key k { algorithm hmac-sha256-129; secret "${secret}"; };`)).toContain(
      'macBytes',
    );
  });

  it('finds the keys of a whole named.conf, and none where keys are only named', () => {
    const text = `
      options { directory "/var/cache/bind"; allow-transfer { key "xfer"; }; };
      acl trusted { 192.0.2.0/24; key "ddns"; !key other; };
      include "/etc/bind/other.conf";
      controls { inet 127.0.0.1 port 953 allow { localhost; } keys { "rndc"; }; };
      key "xfer" { algorithm hmac-sha256; secret "${other}"; };
      view "internal" {
        match-clients { key "ddns"; };
        key ddns { algorithm hmac-sha512; secret "${secret}"; };
        zone "example.com" { type primary; update-policy { grant ddns zonesub ANY; }; };
      };
      server 192.0.2.1 { keys { xfer; }; };`;
    expect(read(text, { name: 'ddns' })).toEqual(['ddns.', 'hmac-sha512', secret, 64]);
    expect(read(text, { name: 'XFER.' })).toEqual(['xfer.', 'hmac-sha256', other, 32]);
    expect(ruleOf(text)).toBe('the text holds 2 keys ("xfer", "ddns"): name one');
    expect(ruleOf(text, { name: 'rndc' })).toBe('the text holds no key named "rndc"');
  });

  it('reads only the statements of a block, not words within them', () => {
    const noted = `key k { description secret; algorithm hmac-sha1; secret "${secret}"; };`;
    expect(read(noted)).toEqual(['k.', 'hmac-sha1', secret, 20]);
    const nested = `key a { key b { secret "${secret}"; }; };`;
    expect(ruleOf(nested, { name: 'b' })).toBe('the text holds no key named "b"');
    const text = `key k { algorithm hmac-sha1; secret "${secret}"; }; key algorithm { secret "${other}"; };`;
    expect(read(text, { name: 'k' })).toEqual(['k.', 'hmac-sha1', secret, 20]);
    expect(read(text, { name: 'algorithm' })).toEqual(['algorithm.', 'hmac-sha256', other, 32]);
  });

  it.each([
    [`key k { algorithm hmac-sha1; };`, 'the key has no secret'],
    [`key k { secret ""; };`, 'the key has no secret'],
    [`key "" { secret "${secret}"; };`, 'the key has no name'],
    [`key k { secret "${secret}";`, 'a key block is not closed'],
    [`key k { secret "${secret.slice(0, 20)}`, 'a key block is not closed'],
    [`key k { /* secret "${secret}"; };`, 'a key block is not closed'],
    [`acl x { key "k"; };`, 'the text is in no known form'],
    [`{}`, 'the text is in no known form'],
  ])('refuses %j', (text, rule) => {
    expect(ruleOf(text)).toContain(rule);
  });
});

describe('Knot and NSD', () => {
  it('reads the output of keymgr -t', () => {
    const text = `# hmac-sha256:t4:${secret}\nkey:\n  - id: t4\n    algorithm: hmac-sha256\n    secret: ${secret}\n`;
    expect(read(text)).toEqual(['t4.', 'hmac-sha256', secret, 32]);
  });

  it('reads a knot.conf with several keys and other sections', () => {
    const text = `server:
    listen: 127.0.0.1@53
    rundir: "/run/knot"

# Keys.
key:
  - id: "first."
    algorithm: hmac-sha512   # strong
    secret: "${other}"

  - id: second
    algorithm: hmac-md5
    secret: ${secret} # not this: ${other}

acl:
  - id: update
    key: [first., second]
    action: update

zone:
  - domain: example.com
    acl: update
`;
    expect(read(text, { name: 'first' })).toEqual(['first.', 'hmac-sha512', other, 64]);
    expect(read(text, { name: 'second' })).toEqual(['second.', 'hmac-md5', secret, 16]);
    expect(ruleOf(text)).toBe('the text holds 2 keys ("first.", "second"): name one');
  });

  it('reads an nsd.conf with several keys', () => {
    const text = `server:
\tip-address: 127.0.0.1
key:
\tname: "first.example"
\talgorithm: hmac-sha256
\tsecret: "${other}"

key:   # the other
\tname: second
\talgorithm: hmac-md5.sig-alg.reg.int
\tsecret: "${secret}"

zone:
\tname: "example.com"
\tprovide-xfr: 127.0.0.1 second
`;
    expect(read(text, { name: 'second' })).toEqual(['second.', 'hmac-md5', secret, 16]);
    expect(read(text, { name: 'first.example.' })).toEqual([
      'first.example.',
      'hmac-sha256',
      other,
      32,
    ]);
    expect(ruleOf(text, { name: 'example.com' })).toContain('no key named "example.com"');
  });

  it.each([
    ['sha256', 'hmac-sha256'],
    ['SHA512', 'hmac-sha512'],
    ['md5', 'hmac-md5'],
  ])("reads the short name %s of nsd.conf's manual as %s", (short, algorithm) => {
    const text = `key:\n\tname: "k"\n\talgorithm: ${short}\n\tsecret: "${secret}"\n`;
    expect(read(text).slice(0, 3)).toEqual(['k.', algorithm, secret]);
  });

  it('reads options that are not indented, with CRLF', () => {
    const text = `key:\r\nname: "k"\r\nalgorithm: hmac-sha1\r\nsecret: "${secret}"\r\n`;
    expect(read(text)).toEqual(['k.', 'hmac-sha1', secret, 20]);
  });

  it('takes RFC 8945 algorithms by their names: the cut is meant in named.conf alone', () => {
    const text = `key:\n  - id: k\n    algorithm: hmac-sha256-128\n    secret: ${secret}\n`;
    expect(read(text)).toEqual(['k.', 'hmac-sha256-128', secret, 16]);
  });

  it.each([
    [`key:\n  - id: k\n    algorithm: hmac-sha1\n`, 'the key has no secret'],
    [`key:\n  - algorithm: hmac-sha1\n    secret: ${secret}\n`, 'the key has no name'],
    [`key:\n  - id: k\n    algorithm: hmac-sha3\n    secret: ${secret}\n`, 'algorithm "hmac-sha3"'],
  ])('refuses %j', (text, rule) => {
    expect(ruleOf(text)).toContain(rule);
  });
});

describe('pdnsutil list-tsig-keys', () => {
  it('reads its lines, of which a name picks one', () => {
    const text = `ddns-key. hmac-sha256. ${secret}\nold. hmac-md5.sig-alg.reg.int. ${other}\n`;
    expect(read(text, { name: 'ddns-key' })).toEqual(['ddns-key.', 'hmac-sha256', secret, 32]);
    expect(read(text, { name: 'old' })).toEqual(['old.', 'hmac-md5', other, 16]);
    expect(ruleOf(text)).toBe('the text holds 2 keys: name one');
  });
});

describe('K*.key and K*.private of dnssec-keygen, which made HMAC keys up to BIND 9.12', () => {
  const numbers = [
    ['157', 'hmac-md5'],
    ['161', 'hmac-sha1'],
    ['162', 'hmac-sha224'],
    ['163', 'hmac-sha256'],
    ['164', 'hmac-sha384'],
    ['165', 'hmac-sha512'],
  ] as const;

  it.each(numbers)('reads algorithm %s as %s', (number, algorithm) => {
    const text = `Example-Key. IN KEY 512 3 ${number} ${secret}\n`;
    expect(read(text).slice(0, 3)).toEqual(['example-key.', algorithm, secret]);
    const file = `Private-key-format: v1.3\nAlgorithm: ${number} (HMAC)\nKey: ${secret}\nBits: AAA=\nCreated: 20120101000000\n`;
    const options = parseKeyText(file, { fileName: `Kexample-key.+${number}+12345.private` });
    expect(new TsigKey(options)).toMatchObject({ name: 'example-key.', algorithm });
    expect(options.secret).toBe(secret);
  });

  it('reads a record with a TTL, comments, and a secret in parts', () => {
    const text = `; This is a host key\nk.example. 3600 IN KEY 512 3 163 ${secret.slice(0, 20)} ${secret.slice(20)}\n`;
    expect(read(text)).toEqual(['k.example.', 'hmac-sha256', secret, 32]);
  });

  it("the name of a K*.private key is its file's", () => {
    const text = `Private-key-format: v1.2\r\nAlgorithm: 157 (HMAC_MD5)\r\nKey: ${secret}\r\n`;
    const fileName = 'Khost.sub.example.+157+00042.private';
    expect(parseKeyText(text, { fileName })).toMatchObject({ name: 'host.sub.example.', secret });
    expect(ruleOf(text)).toContain('read it by fromFile');
    for (const wrong of ['key.private', 'Kname.private', 'Kname.+157+1.private', '']) {
      expect(errorOf(() => parseKeyText(text, { fileName: wrong })).message).toContain('fromFile');
    }
  });

  it('refuses DNSSEC keys and files without a key', () => {
    expect(ruleOf(`example. IN KEY 512 3 8 ${secret}`)).toBe(
      'algorithm "8" is none of an HMAC key',
    );
    const fileName = 'Kk.+163+00001.private';
    const withAlgorithm = (lines: string): string =>
      errorOf(() => parseKeyText(`Private-key-format: v1.3\n${lines}`, { fileName })).message;
    expect(withAlgorithm('Algorithm: 8 (RSASHA256)\nModulus: AAAA\n')).toContain('"8" is none');
    expect(withAlgorithm('Key: AAAA\n')).toContain('states no algorithm');
    expect(withAlgorithm('Algorithm: 163\n')).toContain('the key has no secret');
  });
});

describe('names in errors', () => {
  it('are left out where one of them may be a secret in the wrong place', () => {
    const list = 'the text holds 2 keys: name one';
    const swapped = `key:\n  - id: ${secret}\n    secret: test\n  - id: b\n    secret: ${other}\n`;
    expect(ruleOf(swapped)).toBe(list);
    const long = Buffer.alloc(48, 7).toString('base64');
    expect(long).not.toContain('=');
    expect(ruleOf(`key ${long} { secret test; }; key b { secret "${other}"; };`)).toBe(list);
    expect(ruleOf(`key a { algorithm hmac-md5; }; key b { secret "${other}"; };`)).toBe(list);
  });
});

describe('parts with colons, as -y of dig, nsupdate and knsupdate take them', () => {
  it.each([
    [`hmac-sha512:k:${secret}`, ['k.', 'hmac-sha512', secret, 64]],
    [`k:${secret}`, ['k.', 'hmac-sha256', secret, 32]],
    [`HMAC-MD5:DDNS.Key.:${secret}`, ['ddns.key.', 'hmac-md5', secret, 16]],
    [`k:hmac-sha1:${secret}`, ['k.', 'hmac-sha1', secret, 20]],
    [`k:${secret}:hmac-sha1`, ['k.', 'hmac-sha1', secret, 20]],
    [`hmac-sha256:hmac-key:${secret}`, ['hmac-key.', 'hmac-sha256', secret, 32]],
    [`hmac-sha1-80:k:${secret}`, ['k.', 'hmac-sha1', secret, 10]],
    [`hmac-sha512-256:k:${secret}`, ['k.', 'hmac-sha512-256', secret, 32]],
    [`hmac-md5.sig-alg.reg.int.:k:${secret}`, ['k.', 'hmac-md5', secret, 16]],
    [`  k:${secret}\n\n`, ['k.', 'hmac-sha256', secret, 32]],
    [`# a comment\n; another\nk:${secret}\n`, ['k.', 'hmac-sha256', secret, 32]],
    [`key:${secret}`, ['key.', 'hmac-sha256', secret, 32]],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('picks one of several lines by name', () => {
    const text = `hmac-sha1:a:${other}\nb:${secret}`;
    expect(read(text, { name: 'B' })).toEqual(['b.', 'hmac-sha256', secret, 32]);
    expect(ruleOf(text, { name: 'c' })).toBe('the text holds no key named "c"');
    // By position alone a secret could stand in the place of a name.
    expect(ruleOf(text)).toBe('the text holds 2 keys: name one');
  });

  it('a name to pick by, or one in the text, that is none is no crash', () => {
    expect(ruleOf(`a..b:${secret}`, { name: 'a' })).toContain('no key named "a"');
    expect(ruleOf(`a:${secret}`, { name: 'a..b' })).toContain('no key named');
    expect(ruleOf(`a:${secret}`, { name: 7 as never })).toContain('no key named');
  });

  it.each([
    ['', 'the text is empty'],
    [' \n\t', 'the text is empty'],
    ['# only a comment', 'the text holds no key'],
    ['k', 'the text is in no known form'],
    [secret, 'the text is in no known form'],
    ['a:b:c:d', 'the text is in no known form'],
    [`sha256:k:${secret}`, 'no part of the key is an algorithm'],
    [`:${secret}`, 'the key has no name'],
    ['k:', 'the key has no secret'],
    ['hmac-sha256:k:', 'the key has no secret'],
    [`hmac-sha256::${secret}`, 'the key has no name'],
    ['k:not base64!', 'neither octets nor base64'],
    [`k:${secret.slice(0, -1)}`, 'neither octets nor base64'],
    [`hmac-sha999:k:${secret}`, 'algorithm "hmac-sha999" is none of'],
    [`${'a'.repeat(64)}:${secret}`, 'its name is no domain name: label of 64 octets'],
  ])('refuses %j: %s', (text, rule) => {
    expect(ruleOf(text)).toContain(rule);
  });

  it('refuses what is no text', () => {
    for (const value of [undefined, null, 7, {}, Buffer.from('k:AAAA')]) {
      expect(ruleOf(value as never)).toBe('the key is no string');
    }
  });
});

describe('texts that are made to cost', () => {
  const size = 1_000_000;
  const fill = (part: string): string => part.repeat(Math.floor(size / part.length));

  it('over a megabyte is refused unread', () => {
    expect(ruleOf(`k:${'A'.repeat(1_048_576)}`)).toContain('over 1048576 characters');
  });

  // Each is read once: a second look per word would take minutes.
  it.each([
    ['blocks that are not closed', fill('key a{')],
    ['blocks that are', fill('key a{}')],
    ['blocks that open each other', `${fill('key a{')}}`],
    ['comments that are not closed', `{${fill('/* ')}`],
    ['quotes that are not closed', `{"${'a'.repeat(size)}`],
    ['quotes before line ends', `{${fill('"\\\n')}`],
    ['words', `{${fill('a ')}`],
    ['statements of one block', `key a{${fill('x;')}}`],
    ['sections', fill('key:\n')],
    ['entries of a section', `key:\n${fill(' - id: a\n')}`],
    ['lines', fill('a:AAAA\n')],
    ['lines that are nearly a record', fill('a 1 IN KEY 1 3 \n')],
    ['spaces', `a${' '.repeat(size)}b`],
    ['dashes', '-'.repeat(size)],
    ['colons', ':'.repeat(size)],
  ])(
    '%s',
    (_, text) => {
      expect(errorOf(() => TsigKey.parse(text))).toBeInstanceOf(InvalidKeyError);
      expect(errorOf(() => TsigKey.parse(text, { name: 'zz' }))).toBeInstanceOf(InvalidKeyError);
    },
    15_000,
  );
});
