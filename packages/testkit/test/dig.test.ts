import { describe, expect, it } from 'vitest';
import { parseDigOutput, parseRecordLine } from '../src/dig.ts';

// Printed by dig 9.18.49 (Debian 12) of BIND 9.18.49.
const printed = `;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 3341
;; flags: qr aa; QUERY: 1, ANSWER: 1, AUTHORITY: 1, ADDITIONAL: 2

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
; COOKIE: eac28c83856d598d010000006b0004b564708004ee758501 (good)
;; ANSWER SECTION:
example.test.\t\t300\tIN\tSOA\tns1.example.test. hostmaster.example.test. 1 3600 600 86400 300

`;

describe('parseDigOutput', () => {
  it('reads rcode, flags and the answer section', () => {
    expect(parseDigOutput(printed)).toEqual({
      rcode: 'NOERROR',
      flags: ['qr', 'aa'],
      answers: [
        {
          name: 'example.test.',
          ttl: 300,
          class: 'IN',
          type: 'SOA',
          data: 'ns1.example.test. hostmaster.example.test. 1 3600 600 86400 300',
        },
      ],
      raw: printed,
    });
  });

  it('throws with what dig said where there is no answer', () => {
    const text = ';; communications error to 127.0.0.1#21999: connection refused\n';
    expect(() => parseDigOutput(text)).toThrow(/no answer:\n;; communications error/);
  });
});

describe('parseRecordLine', () => {
  it('keeps spaces and semicolons inside rdata', () => {
    expect(parseRecordLine('t.test.\t\t60\tIN\tTXT\t"a  b; c" "d"')?.data).toBe('"a  b; c" "d"');
  });

  it('reads escaped owners, unknown types and empty rdata (RFC 3597 section 5)', () => {
    expect(parseRecordLine('a\\032b.test.\t0\tIN\tTYPE65280\t\\# 0')).toEqual({
      name: 'a\\032b.test.',
      ttl: 0,
      class: 'IN',
      type: 'TYPE65280',
      data: '\\# 0',
    });
  });

  it('takes no comment and no empty line for a record', () => {
    expect(parseRecordLine('; Transfer failed.')).toBeUndefined();
    expect(parseRecordLine('')).toBeUndefined();
  });
});
