import { describe, expect, it } from 'vitest';
import { InvalidRdataError, parseRdata } from '../../src/index.ts';
import { errorOf } from '../error-of.ts';

describe('a comment in the data of one record (RFC 1035 section 5.1)', () => {
  it.each([
    ['CAA', '0 issue letsencrypt.org; validationmethods=dns-01'],
    ['CAA', '0 issue letsencrypt.org;validationmethods=dns-01'],
    ['CAA', '0 issue letsencrypt.org ; validationmethods=dns-01'],
    ['CAA', '0 issue ;'],
    ['TXT', 'v=DKIM1; k=rsa; p=MIIB'],
    ['TXT', 'v=DKIM1;\n'],
    ['TXT', '(v=DKIM1;\nk=rsa )'],
    ['TXT', '"a\\"" b\\\\; c'],
    ['MX', '10 mail.example.;'],
    ['SVCB', '1 . alpn=h2;h3'],
    ['TYPE65280', '\\# 1 00 ; one octet'],
  ])('%s %j is refused: it would cut the data', (type, text) => {
    const error = errorOf(() => parseRdata(type, text));
    expect(error).toBeInstanceOf(InvalidRdataError);
    expect(error.message).toMatch(/";" would begin a comment/);
  });

  it.each([
    ['CAA', '0 issue "ca.example; x=y"', { flags: 0, tag: 'issue', value: 'ca.example; x=y' }],
    ['CAA', '0 issue ca.example\\;x=y', { flags: 0, tag: 'issue', value: 'ca.example;x=y' }],
    ['SVCB', '1 . alpn="h2;h3"', { priority: 1, target: '.', params: { alpn: ['h2;h3'] } }],
    [
      'MX',
      '(\n 10 ; preference; of "many\n mail.example. )',
      { preference: 10, exchange: 'mail.example.' },
    ],
    ['PTR', '( ; one\u2028of;many\n host.example. )', 'host.example.'],
    ['MX', '( 10 ;preference\n mail.example. );', { preference: 10, exchange: 'mail.example.' }],
  ])('%s %j is read', (type, text, data) => {
    expect(parseRdata<string>(type, text)).toEqual(data);
  });
});
