import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage, rrTypes, WireError } from '../../src/index.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';

/** A message with one record, owned by `a.`, whose rdata may point to that name at octet 12. */
function messageWith(type: string, rdata: string): Uint8Array {
  const octets = fromHex(rdata);
  const number = (rrTypes.number(type) as number).toString(16).padStart(4, '0');
  const length = octets.length.toString(16).padStart(4, '0');
  return fromHex(
    `0000 8000 0000 0001 0000 0000 0161 00 ${number} 0001 00000000 ${length} ${toHex(octets)}`,
  );
}

const dataOf = (type: string, rdata: string): unknown => {
  const message = decodeMessage(messageWith(type, rdata));
  return 'answers' in message ? message.answers[0]?.data : undefined;
};

/** What stands before the name, and behind it. */
const readCompressed = [
  ['NS', '', ''],
  ['MD', '', ''],
  ['MF', '', ''],
  ['CNAME', '', ''],
  ['MB', '', ''],
  ['MG', '', ''],
  ['MR', '', ''],
  ['PTR', '', ''],
  ['MINFO', '00', ''],
  ['MX', '0001', ''],
  ['SOA', '00', '0000000100000002000000030000000400000005'],
  ['RP', '00', ''],
  ['AFSDB', '0001', ''],
  ['RT', '0001', ''],
  ['SIG', `0001080000000000${'00000000'.repeat(2)}0001`, 'ff'],
  ['PX', '0001 00', ''],
  ['NXT', '', '40'],
  ['SRV', '000100020003', ''],
  ['NAPTR', '00010002 00 00 00', ''],
  ['KX', '0001', ''],
  ['DNAME', '', ''],
  // Against RFC 6742 section 2.4.1, and as dnspython sends it.
  ['LP', '0001', ''],
] as const;

const wholeOnly = [
  ['NSEC', '', '000140'],
  ['RRSIG', `0001080000000000${'00000000'.repeat(2)}0001`, 'ff'],
  ['SVCB', '0001', ''],
  ['HTTPS', '0001', ''],
  ['HIP', '01 02 0001 ff ff', ''],
  ['IPSECKEY', '0a 03 02', 'ff'],
  ['TALINK', '00', ''],
  ['NSAP-PTR', '', ''],
] as const;

describe('compression pointers in rdata (RFC 3597 section 4)', () => {
  it.each(readCompressed)('%s: are read', (type, before, behind) => {
    const whole = dataOf(type, `${before} 0161 00 ${behind}`);
    expect(whole).toBeDefined();
    expect(dataOf(type, `${before} c00c ${behind}`)).toEqual(whole);
  });

  it.each(wholeOnly)('%s: are refused', (type, before, behind) => {
    expect(dataOf(type, `${before} 0161 00 ${behind}`)).toBeDefined();
    const error = errorOf(() => dataOf(type, `${before} c00c ${behind}`)) as WireError;
    expect(error).toBeInstanceOf(WireError);
    expect(error.rule).toBe('a compression pointer where none is allowed');
  });

  const rfc1035 = 'NS MD MF CNAME MB MG MR PTR MINFO MX SOA'.split(' ');

  it.each([...readCompressed, ...wholeOnly])('%s: RFC 1035 alone has them written', (...given) => {
    const [type, before, behind] = given;
    const wire = messageWith(type, `${before} 0161 00 ${behind}`);
    const again = encodeMessage(decodeMessage(wire));
    expect(again.length).toBe(wire.length - (rfc1035.includes(type) ? 1 : 0));
  });
});
