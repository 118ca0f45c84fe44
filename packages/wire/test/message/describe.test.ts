import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  describeMessage,
  encodeMessage,
  type MessagePart,
  signRequest,
  TsigKey,
  WireError,
} from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { readCorpus } from '../corpus.ts';
import { fromHex } from '../hex.ts';
import { anyMessage } from './any-message.ts';

/** Each octet is in exactly one part without parts; each part holds its own, in order. */
function expectCovered(part: MessagePart, start: number, end: number): void {
  expect([part.start, part.end]).toEqual([start, end]);
  expect(part.label).not.toBe('');
  let at = start;
  for (const inner of part.parts) {
    expect(inner.end).toBeGreaterThan(inner.start);
    expectCovered(inner, at, inner.end);
    at = inner.end;
  }
  if (part.parts.length > 0) expect(at).toBe(end);
}

function expectDescribed(bytes: Uint8Array): void {
  expectCovered(describeMessage(bytes), 0, bytes.length);
}

/** The deepest part of each octet, as `start label value`, once. */
function leaves(part: MessagePart): string[] {
  if (part.parts.length > 0) return part.parts.flatMap(leaves);
  return [`${part.start} ${part.label}: ${part.value}`];
}

describe('describeMessage covers each octet once', () => {
  it('of whatever encodeMessage writes, compressed or not', () => {
    assertProperty(
      fc.property(anyMessage, fc.boolean(), (message, compress) => {
        expectDescribed(encodeMessage(message, { compress }));
      }),
    );
  });

  const { vectors, command_line_peers } = readCorpus('update-vectors');
  it('of the updates that dnspython, nsupdate and knsupdate write', () => {
    const wires = [
      ...vectors.flatMap((it) => [it.wire_uncompressed, it.wire_compressed ?? []].flat()),
      ...command_line_peers.captures.map(({ wire }) => wire),
    ];
    expect(wires.length).toBeGreaterThan(100);
    for (const wire of wires) expectDescribed(fromHex(wire));
  });

  it('of what real servers answer', () => {
    const { messages } = readCorpus('captures');
    expect(messages).toHaveLength(4);
    for (const { hex, framed } of messages) expectDescribed(fromHex(hex).slice(framed ? 2 : 0));
  });

  it('of each malformed message that can be decoded, and refuses the others as the decoder does', () => {
    let described = 0;
    for (const { response_wire } of readCorpus('malformed').cases) {
      if (response_wire === undefined) continue;
      const bytes = fromHex(response_wire);
      try {
        decodeMessage(bytes);
      } catch {
        expect(() => describeMessage(bytes)).toThrow(WireError);
        continue;
      }
      expectDescribed(bytes);
      described += 1;
    }
    expect(described).toBeGreaterThanOrEqual(69);
  });
});

describe('describeMessage says what the octets are', () => {
  it('names header, labels, pointers and fields of rdata (RFC 1035 section 4.1)', () => {
    // An MX whose names point back, put together by hand.
    const bytes = fromHex(
      `1234 2800 0001 0001 0001 0000
       07 6578616d706c65 03 636f6d 00 0006 0001
       03 777777 c00c 00ff 00fe 00000000 0000
       c00c 000f 0001 0000012c 0009 000a 04 6d61696c c00c`.replaceAll(/\s/g, ''),
    );
    expect(leaves(describeMessage(bytes))).toEqual([
      '0 id: 4660 (0x1234)',
      '2 flags, opcode and RCODE: UPDATE request, NOERROR',
      '4 ZOCOUNT: 1',
      '6 PRCOUNT: 1',
      '8 UPCOUNT: 1',
      '10 ADCOUNT: 0',
      '12 label: example',
      '20 label: com',
      '24 root: .',
      '25 type: SOA',
      '27 class: IN',
      '29 label: www',
      '33 compression pointer: to octet 12: example.com.',
      '35 type: ANY',
      '37 class: NONE',
      '39 TTL: 0 s',
      '43 RDLENGTH: 0 octets',
      '45 compression pointer: to octet 12: example.com.',
      '47 type: MX',
      '49 class: IN',
      '51 TTL: 300 s',
      '55 RDLENGTH: 9 octets',
      '57 preference: 10',
      '59 label: mail',
      '64 compression pointer: to octet 12: example.com.',
    ]);
  });

  it.each([
    ['00fe', '00ff', 'name is not in use'],
    ['00fe', '0001', 'RRset does not exist'],
    ['00ff', '00ff', 'name is in use'],
    ['00ff', '0001', 'RRset exists'],
  ])('a prerequisite of class %s, type %s: %s (RFC 2136 section 2.4)', (rrClass, type, label) => {
    const bytes = fromHex(
      `000028000001000100000000 00 0006 0001 00 ${type} ${rrClass} 00000000 0000`.replaceAll(
        ' ',
        '',
      ),
    );
    expect(describeMessage(bytes).parts[2]?.parts[0]?.label).toBe(label);
  });

  it.each([
    ['00ff', '00ff', 'delete all RRsets from a name', '0000'],
    ['00ff', '0001', 'delete an RRset', '0000'],
    ['00fe', '0001', 'delete an RR from an RRset', '0004c0000201'],
    ['0001', '0001', 'add to an RRset', '0004c0000201'],
  ])('an update of class %s, type %s: %s (RFC 2136 section 2.5)', (rrClass, type, label, rdata) => {
    const bytes = fromHex(
      `000028000001000000010000 00 0006 0001 00 ${type} ${rrClass} 00000000 ${rdata}`.replaceAll(
        ' ',
        '',
      ),
    );
    expect(describeMessage(bytes).parts[2]?.parts[0]?.label).toBe(label);
  });

  it('names the fields of a TSIG (RFC 8945 section 4.2)', () => {
    const key = TsigKey.parse('hmac-sha256:k:c2VjcmV0');
    const zone = { name: '.', type: 'SOA', class: 'IN' } as const;
    const request = encodeMessage({ id: 258, opcode: 'UPDATE', zone });
    const { bytes, mac } = signRequest(request, key, { now: 1_700_000_000 });
    expect(leaves(describeMessage(bytes)).slice(9)).toEqual([
      '17 label: k',
      '19 root: .',
      '20 type: TSIG',
      '22 class: ANY',
      '24 TTL: 0 s',
      '28 RDLENGTH: 61 octets',
      '30 label: hmac-sha256',
      '42 root: .',
      '43 time signed: 1700000000 s (2023-11-14T22:13:20Z)',
      '49 fudge: 300 s',
      '51 MAC size: 32 octets',
      `53 MAC: ${Buffer.from(mac).toString('hex')}`,
      '85 original id: 258 (0x0102)',
      '87 error: NOERROR',
      '89 other length: 0 octets',
    ]);
  });

  it('names the options of an OPT (RFC 6891 section 6.1.2)', () => {
    const bytes = fromHex(
      '0000 0000 0000 0000 0000 0001 00 0029 04d0 00 00 8000 0007 0003 0003 6e7331'.replaceAll(
        ' ',
        '',
      ),
    );
    expect(leaves(describeMessage(bytes)).slice(6)).toEqual([
      '12 owner: .',
      '13 type: OPT',
      '15 UDP payload size: 1232 octets',
      '17 upper bits of the RCODE: 0',
      '18 EDNS version: 0',
      '19 EDNS flags: DO',
      '21 RDLENGTH: 7 octets',
      '23 option code: NSID',
      '25 option length: 3 octets',
      '27 option data: 6e7331',
    ]);
  });
});
