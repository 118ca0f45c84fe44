import { decodeMessage, InvalidNameError, TsigKey } from '@zonewright/wire';
import { MasterFileError, Update } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { ZoneSession } from '../../.vitepress/theme/playground/zone-session.ts';

const now = 1_700_000_000;
const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
const masterFile = `$TTL 300
@    SOA ns1 hostmaster 1 3600 600 86400 300
@    NS  ns1
ns1  A   192.0.2.53
old  TXT "x"`;

const start = (): ZoneSession => new ZoneSession('example.com', masterFile);
const insertWww = new Update('example.com').insert('www', 60, 'A', '192.0.2.1').toWire({ id: 7 });

/** The lines that are not in both versions, the SOA's left out. */
function changes(report: ReturnType<ZoneSession['send']>): string[] {
  return report.lines
    .filter(({ state, text }) => state !== 'kept' && !text.includes(' SOA '))
    .map(({ state, text }) => `${state} ${text.replaceAll(/\s+/g, ' ')}`);
}

describe('ZoneSession', () => {
  it('carries out an update and shows what it changed', () => {
    const session = start();
    const update = new Update('example.com')
      .insert('www', 60, 'A', '192.0.2.1')
      .removeRRset('old', 'TXT');
    const report = session.send(update.toWire(), { now });
    expect(report).toMatchObject({ rcode: 'NOERROR', changed: true, notShown: [] });
    expect(report.error).toBeUndefined();
    expect(changes(report)).toEqual([
      'removed old.example.com. 300 IN TXT "x"',
      'added www.example.com. 60 IN A 192.0.2.1',
    ]);
    expect(session.serial).toBe(2);
  });

  it('signs with the key, and verifies the reply', () => {
    const report = start().send(insertWww, { key, now });
    expect(decodeMessage(report.request).tsig).toMatchObject({
      name: 'ddns-key.',
      timeSigned: now,
    });
    expect(decodeMessage(report.reply).tsig?.mac).toHaveLength(32);
    expect(report).toMatchObject({ rcode: 'NOERROR', isSigned: true, authenticated: true });
  });

  it('takes another key that is pasted, and keeps the zone', () => {
    const session = start();
    session.send(insertWww, { key, now });
    const other = TsigKey.parse('hmac-sha512:other-key:b3RoZXI=');
    const report = session.send(insertWww, { key: other, now });
    expect(report).toMatchObject({ rcode: 'NOERROR', authenticated: true, changed: false });
    expect(report.lines.map(({ text }) => text).join()).toContain('www.example.com.');
  });

  it('refuses while the zone is frozen, also when the key changes, and takes updates again', () => {
    const session = start();
    session.isFrozen = true;
    for (const options of [{ now }, { key, now }]) {
      const report = session.send(insertWww, options);
      expect(report).toMatchObject({ rcode: 'REFUSED', changed: false });
      expect(report.error?.name).toBe('RefusedError');
      expect(report.error?.message).toMatch(/frozen/);
    }
    session.isFrozen = false;
    expect(session.send(insertWww, { key, now }).rcode).toBe('NOERROR');
  });

  it('names the prerequisite that failed, as a client does', () => {
    const update = new Update('example.com').used('old', 'TXT', 'y').removeRRset('old', 'TXT');
    const report = start().send(update.toWire(), { now });
    expect(report.error?.name).toBe('NxRRsetError');
    expect(report.error?.message).toContain('used(old.example.com. TXT)');
    expect(report.changed).toBe(false);
  });

  it('answers NOTAUTH for another zone', () => {
    const update = new Update('example.net').removeName('www');
    expect(start().send(update.toWire(), { now }).error?.name).toBe('NotAuthError');
  });

  it('tells what NOERROR left undone', () => {
    const update = new Update('example.com')
      .insert('ns1', 60, 'CNAME', 'lb.example.net')
      .removeRRset('@', 'NS');
    const report = start().send(update.toWire(), { now });
    expect(report.rcode).toBe('NOERROR');
    expect(report.notShown).toEqual([
      'ns1.example.com. CNAME lb.example.net. is not there.',
      'example.com. NS ns1.example.com. is still there.',
    ]);
  });

  it.each([
    [
      'what is inserted and then removed',
      (it: Update) => it.insert('a', 60, 'A', '192.0.2.9').removeName('a'),
    ],
    [
      'what is removed and then inserted',
      (it: Update) => it.removeRRset('old', 'TXT').insert('old', 60, 'TXT', 'x'),
    ],
    [
      'a record in other letters',
      (it: Update) => it.insert('@', 60, 'MX', '10 MAIL.Example.net').remove('OLD', 'TXT', 'x'),
    ],
    [
      'the apex but for SOA and NS',
      (it: Update) => it.insert('@', 60, 'A', '192.0.2.9').removeName('@'),
    ],
    [
      'a CNAME in the place of another',
      (it: Update) =>
        it.insert('c', 60, 'CNAME', 'a.example').insert('c', 60, 'CNAME', 'b.example'),
    ],
    [
      'an SOA',
      (it: Update) => it.insert('@', 60, 'SOA', 'ns1.example.com. h.example.com. 9 1 1 1 1'),
    ],
  ])('finds nothing undone of %s', (_what, build) => {
    const update = build(new Update('example.com'));
    expect(start().send(update.toWire(), { now }).notShown).toEqual([]);
  });

  it('refuses text that is no zone, with the line', () => {
    const start = (name: string, text: string) => () => new ZoneSession(name, text);
    expect(start('example.com', `${masterFile}\nwww A 300.0.2.1`)).toThrow(MasterFileError);
    expect(start('example.com', `${masterFile}\nwww A 300.0.2.1`)).toThrow(/line 6/);
    expect(start('example..com', masterFile)).toThrow(InvalidNameError);
  });
});
