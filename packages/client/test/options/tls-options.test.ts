import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidOptionError } from '../../src/index.ts';
import { checkTls } from '../../src/options/tls-options.ts';
import { type Certificates, hasOpenssl, makeCertificates } from '../transport/certificates.ts';

function slip(options: unknown): InvalidOptionError {
  try {
    checkTls(options);
  } catch (error) {
    if (error instanceof InvalidOptionError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

/** RFC 7469 section 2.1.5 has it as an example of a digest. */
const pin = 'd6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmM=';

describe('options of TLS', () => {
  test.each<readonly [string, unknown]>([
    ['tls', null],
    ['tls', true],
    ['tls.servername', { servername: 'ns1.example.com' }],
    ['tls.rejectUnauthorized', { rejectUnauthorized: false }],
    ['tls.ca', { ca: '' }],
    ['tls.ca', { ca: [] }],
    ['tls.ca', { ca: 'ca.pem' }],
    ['tls.ca', { ca: 5 }],
    ['tls.ca', { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }],
    ['tls.serverName', { serverName: '' }],
    ['tls.serverName', { serverName: 'a..b' }],
    ['tls.serverName', { serverName: 'https://ns1.example.com' }],
    ['tls.serverName', { serverName: 5 }],
    ['tls.pin', { pin: '' }],
    ['tls.pin', { pin: [] }],
    ['tls.pin', { pin: `sha256/${pin}` }],
    ['tls.pin', { pin: [pin, pin.slice(0, -1)] }],
    // Not the one way to write its octets: the last letter has bits that count for nothing.
    ['tls.pin', { pin: pin.replace('mM=', 'mN=') }],
    ['tls.key', { cert: 'x' }],
    ['tls.cert', { key: 'x' }],
    ['tls.cert', { cert: 'x', key: 'x' }],
    ['tls.key', { cert: 'x', key: 5 }],
  ])('%s: %j is refused', (option, options) => {
    expect(slip(options)).toMatchObject({ code: 'INVALID_OPTION', option, applied: 'no' });
  });

  test('without any, the chain and the name are checked', () => {
    for (const options of [undefined, {}, { pin: undefined }]) {
      expect(checkTls(options)).toMatchObject({
        pins: [],
        serverName: undefined,
        checksChain: true,
      });
    }
  });

  test('a name is sent without its final dot, and in ASCII', () => {
    expect(checkTls({ serverName: 'bücher.example.' }).serverName).toBe('xn--bcher-kva.example');
    expect(checkTls({ serverName: '2001:db8::1' }).serverName).toBe('2001:db8::1');
  });

  test('a pin without ca decides alone (RFC 7858 section 4.2)', () => {
    expect(checkTls({ pin })).toMatchObject({ pins: [pin], checksChain: false });
  });
});

describe.skipIf(!hasOpenssl)('certificates and keys', () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = makeCertificates();
  });
  afterAll(() => certificates[Symbol.dispose]());

  test('in PEM are taken, as text and as octets, several in one', () => {
    const { ca, stranger, client } = certificates;
    const cert = new TextEncoder().encode(client.cert);
    expect(checkTls({ ca: `${ca.cert}\n${stranger.cert}`, cert, key: client.key })).toMatchObject({
      checksChain: true,
    });
    expect(checkTls({ ca: [ca.cert], pin }).checksChain).toBe(true);
  });

  test('one bad certificate among good ones is refused', () => {
    const { ca, stranger } = certificates;
    const lines = stranger.cert.split('\n');
    const bad = [lines[0], 'AAAA', ...lines.slice(2)].join('\n');
    expect(slip({ ca: `${ca.cert}\n${bad}` }).option).toBe('tls.ca');
    expect(slip({ ca: [ca.cert, 'ca.pem'] }).option).toBe('tls.ca');
  });

  test('that do not belong together are refused, and the key shows nowhere', () => {
    const { client, stranger } = certificates;
    const secret = stranger.key.split('\n')[1] ?? '';
    const cut = stranger.key.replace(/-----END.*/s, '');
    for (const key of [stranger.key, cut, Buffer.from(cut)]) {
      const error = slip({ cert: client.cert, key });
      expect(error.option).toBe('tls.key');
      expect(`${inspect(error)} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
        secret,
      );
    }
    expect(slip({ cert: stranger.key, key: stranger.key }).option).toBe('tls.cert');
  });
});
