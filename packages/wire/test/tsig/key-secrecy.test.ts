import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidKeyError, isDnsError, parseKeyText, TsigKey } from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';

const secrets = fc
  .uint8Array({ minLength: 12, maxLength: 72 })
  .map((octets) => Buffer.from(octets).toString('base64'));

/** A text that holds keys, in each form that is read. */
const keyText = (secret: string, other: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    `hmac-sha256:ddns-key:${secret}`,
    `ddns-key:${secret}`,
    `ddns-key:hmac-sha512:${secret}`,
    `${secret}:ddns-key`,
    `${secret}:ddns-key:hmac-sha1`,
    `hmac-sha1:${secret}:ddns-key`,
    `a:${secret}\nb:${other}`,
    `${secret}:a\n${other}:b`,
    `key "ddns-key" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};`,
    `key "a" { algorithm hmac-sha1; secret "${secret}"; };\nkey "b" { secret "${other}"; };`,
    `key "${secret}" { algorithm "${secret}"; secret "ddns key"; };`,
    `key "a" { algorithm "${secret}"; };\nkey "${other}" { secret "${secret}"; };`,
    `key:\n  - id: ddns-key\n    algorithm: hmac-sha256\n    secret: ${secret}\n`,
    `key:\n  - id: a\n    secret: ${secret}\n  - id: b\n    secret: "${other}" # note\n`,
    `key:\n\tname: "${secret}"\n\talgorithm: ${other}\n\tsecret: "x"\nkey:\n\tname: b\n`,
    `ddns-key. IN KEY 512 3 163 ${secret}`,
    `ddns-key. IN KEY ${secret} 3 163 ${other}`,
    `Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: ${secret}\n`,
    `Private-key-format: v1.3\nAlgorithm: ${secret}\nKey: 163\n`,
    secret,
  );

const edit = fc.record({
  at: fc.nat(),
  remove: fc.oneof(fc.nat(3), fc.nat(40)),
  insert: fc.constantFrom(
    '',
    '',
    '"',
    ';',
    '{',
    '}',
    ':',
    ' ',
    '\n',
    '#',
    '/*',
    '=',
    'é',
    '\\',
    '-',
  ),
});

const options = fc.constantFrom<{ name?: string; fileName?: string }>(
  {},
  { name: 'ddns-key' },
  { name: 'b' },
  { name: 'zz' },
  { fileName: 'Kddns-key.+163+00001.private' },
  { fileName: 'K' },
);

/** Everything that an error may come to be printed as. */
function everything(error: unknown): string {
  const chain: unknown[] = [];
  for (let link = error; link !== undefined && chain.length < 10; ) {
    chain.push(link);
    link = link instanceof Error ? link.cause : undefined;
  }
  return chain
    .flatMap((link) => [
      String(link),
      JSON.stringify(link),
      inspect(link, { showHidden: true, depth: null, getters: true }),
      link instanceof Error ? `${link.message}\n${link.stack}` : '',
    ])
    .join('\n');
}

/** Parts of a secret so long that they do not stand anywhere by chance. */
function partsOf(secret: string): string[] {
  const length = 7;
  return Array.from({ length: secret.length - length + 1 }, (_, i) => secret.slice(i, i + length));
}

describe('errors of keys hold no part of a secret (RFC 8945 section 8)', () => {
  const seen = { keys: 0, errors: 0 };

  function expectNoLeak(run: () => unknown, given: readonly string[]): void {
    let error: unknown;
    try {
      run();
      seen.keys++;
      return;
    } catch (thrown) {
      error = thrown;
      seen.errors++;
    }
    expect(error).toBeInstanceOf(InvalidKeyError);
    expect(isDnsError(error)).toBe(true);
    const shown = everything(error);
    for (const part of given.flatMap(partsOf)) {
      if (shown.includes(part)) expect(shown).not.toContain(part);
    }
  }

  it('whatever is left out of the text, put into it or put in the wrong place', () => {
    const texts = fc
      .tuple(secrets, secrets)
      .chain(([secret, other]) =>
        fc.tuple(
          keyText(secret, other),
          fc.constant([secret, other]),
          fc.array(edit, { maxLength: 3 }),
          options,
        ),
      );
    assertProperty(
      fc.property(texts, ([text, given, edits, picked]) => {
        let mutated = text;
        for (const { at, remove, insert } of edits) {
          const start = at % (mutated.length + 1);
          mutated = mutated.slice(0, start) + insert + mutated.slice(start + remove);
        }
        expectNoLeak(() => new TsigKey(parseKeyText(mutated, picked)), given);
        if (picked.fileName === undefined) {
          expectNoLeak(() => TsigKey.parse(mutated, picked as { name?: string }), given);
        }
      }),
      4000,
    );
    expect(seen.keys).toBeGreaterThan(300);
    expect(seen.errors).toBeGreaterThan(1000);
  });

  it('whatever option of a key it is given as', () => {
    const anything = (secret: string): fc.Arbitrary<unknown> =>
      fc.constantFrom(
        secret,
        Buffer.from(secret),
        'ddns-key',
        'hmac-sha256',
        `${secret}.`,
        `${secret} `,
        undefined,
        [secret],
        { secret },
        7,
      );
    const given = secrets.chain((secret) =>
      fc.tuple(
        fc.constant(secret),
        fc.record({
          name: anything(secret),
          algorithm: anything(secret),
          secret: anything(secret),
          macBytes: fc.constantFrom(undefined, undefined, 16, secret),
        }),
      ),
    );
    assertProperty(
      fc.property(given, ([secret, it]) => {
        expectNoLeak(() => new TsigKey(it as never), [secret]);
      }),
      1000,
    );
  });
});
