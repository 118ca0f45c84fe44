import { decodeMessage, ResponseSignatureError, verifyResponse } from '@zonewright/wire';
import { parseMasterFile } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { makeWorks, us } from '../src/in-process.ts';
import { masterFileText } from '../src/master-file-text.ts';
import { fullRecords, hosts, key, makeGiven, pureKey, signedUpdate } from '../src/workload.ts';

const now = 1_700_000_000;

describe('what is measured', () => {
  it.each([
    ['compressed', true],
    ['whole', false],
  ] as const)('the full update fills 65,000 octets and not 65,536, names %s', (names, compress) => {
    const bytes = signedUpdate(hosts(fullRecords[names]), { compress, now });
    expect(bytes.length).toBeGreaterThan(64_800);
    expect(bytes.length).toBeLessThan(65_000);
    const message = decodeMessage(bytes);
    expect(message.opcode === 'UPDATE' && message.updates.length).toBe(fullRecords[names]);
    expect(message.tsig?.mac).toHaveLength(32);
  });

  it('the reply verifies, and not without the MAC of its request', () => {
    const { reply, requestMac } = makeGiven(now);
    expect(verifyResponse(reply, key, { requestMac, now }).rcode).toBe('NOERROR');
    const other = { requestMac: new Uint8Array(32), now };
    expect(() => verifyResponse(reply, key, other)).toThrow(ResponseSignatureError);
  });

  it('both keys sign the same, so that their rows differ in time alone', () => {
    const sign = (signer: typeof pureKey): Uint8Array =>
      signedUpdate(hosts(100), { compress: true, now, key: signer });
    expect(sign(key)).toEqual(sign(pureKey));
  });

  it('every work of every case is done', () => {
    const works = makeWorks(makeGiven(now), now, { compressed: 30, whole: 20 });
    for (const entries of Object.values(works)) {
      expect(Object.keys(entries)[0]).toBe(us);
      for (const work of Object.values(entries)) expect(work()).toBeGreaterThan(12);
    }
    // dns-packet writes what we write with names whole, but for the TSIG record: 78 octets here.
    const [ours, theirs] = Object.values(works['update 100 whole'] ?? {}).map((work) => work());
    expect((ours as number) - (theirs as number)).toBe(key.overheadBytes);
  });

  it('the master file has as many records as were asked for', () => {
    const records = parseMasterFile(masterFileText(1_000), { origin: 'big.example.' });
    expect(records).toHaveLength(1_000);
    expect(new Set(records.map(({ type }) => type)).size).toBe(8);
  });
});
