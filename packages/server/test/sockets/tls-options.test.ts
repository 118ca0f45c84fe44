import { inspect } from 'node:util';
import { createServer, InvalidOptionError } from '@zonewright/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkTlsOptions } from '../../src/sockets/tls-options.ts';
import { type Certificates, hasOpenssl, makeCertificates } from '../support/certificates.ts';
import { zoneText } from '../support/zone.ts';

describe.skipIf(!hasOpenssl)('the option tls', () => {
  let made: Certificates;

  beforeAll(async () => {
    made = await makeCertificates();
  });

  it('takes PEM as text and as octets, with one certificate or more', () => {
    const { server, authority } = made;
    const text = { cert: server.cert + authority.cert, key: server.key, ca: authority.cert };
    expect(checkTlsOptions(text)).toEqual(text);
    const octets = { cert: Buffer.from(text.cert), key: Buffer.from(text.key) };
    expect(checkTlsOptions(octets)).toEqual({ cert: text.cert, key: text.key, ca: undefined });
  });

  it.each<[string, string, (made: Certificates) => unknown]>([
    ['tls', 'a text', ({ server }) => server.key],
    ['tls', 'null', () => null],
    ['tls.cert', 'none', ({ server }) => ({ key: server.key })],
    ['tls.cert', 'empty', ({ server }) => ({ key: server.key, cert: '' })],
    ['tls.cert', 'a key', ({ server }) => ({ key: server.key, cert: server.key })],
    ['tls.cert', 'damaged', ({ server }) => ({ ...server, cert: damaged(server.cert) })],
    [
      'tls.cert',
      'the second one damaged',
      ({ server }) => ({ ...server, cert: server.cert + damaged(server.cert) }),
    ],
    ['tls.key', 'none', ({ server }) => ({ cert: server.cert })],
    ['tls.key', 'empty', ({ server }) => ({ cert: server.cert, key: '' })],
    ['tls.key', 'a certificate', ({ server }) => ({ cert: server.cert, key: server.cert })],
    ['tls.key', 'damaged', ({ server }) => ({ cert: server.cert, key: damaged(server.key) })],
    [
      'tls.key',
      'damaged, as octets',
      ({ server }) => ({ cert: server.cert, key: Buffer.from(damaged(server.key)) }),
    ],
    [
      'tls.key',
      'that of another certificate',
      ({ server, client }) => ({ cert: server.cert, key: client.key }),
    ],
    ['tls.ca', 'empty', ({ server }) => ({ ...server, ca: '' })],
    ['tls.ca', 'a key', ({ server, client }) => ({ ...server, ca: client.key })],
    ['tls.ca', 'damaged', ({ server, authority }) => ({ ...server, ca: damaged(authority.cert) })],
  ])(
    'that cannot be used is an InvalidOptionError that shows no key: %s, %s',
    (option, _, make) => {
      const given = make(made);
      // What a caller without types may give.
      const options = { zones: { 'example.com': zoneText }, tls: given } as never;
      const error = errorOf(() => createServer(options));
      expect(error).toBeInstanceOf(InvalidOptionError);
      expect(error).toMatchObject({ option });
      const shown = `${error.stack} ${JSON.stringify(error)} ${inspect(error, { depth: 9 })}`;
      for (const { key } of Object.values(made)) {
        for (const line of key.split('\n').filter((part: string) => /^\w/.test(part))) {
          expect(shown).not.toContain(line.slice(0, 12));
        }
      }
    },
  );

  it('does not show in the server', () => {
    const server = createServer({ zones: {}, tls: made.server });
    const shown = `${inspect(server, { depth: 9, showHidden: true })} ${JSON.stringify(server)}`;
    expect(shown).not.toContain(made.server.key.split('\n')[1]);
  });
});

/** PEM with a line missing. */
function damaged(pem: string): string {
  return pem.split('\n').toSpliced(2, 1).join('\n');
}

function errorOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.unreachable('it throws an Error');
}
