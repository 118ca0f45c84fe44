/**
 * What `toString` prints, given to BIND's nsupdate and Knot's knsupdate: they must send the message
 * that the builder makes itself.
 */

import { decodeMessage, rrTypes, type UpdateMessage } from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyUpdate } from './support/arbitrary-update.ts';
import { isInstalled, sentBy, type UpdateProgram } from './support/update-program.ts';
import { corpus } from './support/vectors.ts';

/** What of a message an update says; the id is the program's. */
function sections({ zone, prerequisites, updates, additional }: UpdateMessage) {
  return { zone, prerequisites, updates, additional };
}

async function expectSent(program: UpdateProgram, updates: readonly Update[]): Promise<void> {
  // nsupdate keeps the class of the script before; the command is Knot's too.
  const scripts = updates.map((update) => `class IN\n${update.toString()}`);
  // A check of host names would refuse what the builder allows; knsupdate has none.
  const options = program === 'nsupdate' ? 'check-names off\n' : '';
  const sent = await sentBy(program, options + scripts.join(''));
  const decoded = sent.map((bytes) => sections(decodeMessage(bytes) as UpdateMessage));
  const expected = updates.map((update) => decodeMessage(update.toWire()) as UpdateMessage);
  expect(decoded).toEqual(expected.map(sections));
}

/** Whether knsupdate can say it: it knows no data without octets, and class IN alone for values. */
function isForKnsupdate(update: Update): boolean {
  const values = [...update.toMessage().prerequisites, ...update.toMessage().updates];
  return (
    update.class === 'IN' &&
    !values.some(({ data }) => data instanceof Uint8Array && data.length === 0)
  );
}

const soa = 'ns1.example.com. host.example.com. 2 3600 600 86400 300';

const everything = (): Update =>
  new Update('example.com')
    .nameUsed('a')
    .nameNotUsed('b')
    .rrsetUsed('c', 'MX')
    .rrsetNotUsed('d', 'TYPE65280')
    .used('e', 'A', '192.0.2.2', '192.0.2.1')
    .used('@', 'SOA', soa)
    .insert('f', 0, 'TXT', 'a;"b" (c)', ['', 'x\\y'], new Uint8Array(600).fill(200))
    .insert('f', 2_147_483_647, 'SRV', '1 2 3 Host.example.net')
    .insert('g', 300, 'CAA', { flags: 128, tag: 'issue', value: 'ca.example; x="1"' })
    .insert('*.h', 300, 'AAAA', '::', '2001:db8::1', '::ffff:192.0.2.1')
    .insert('a\\.b\\@\\$\\;\\"\\(\\)\\000\\255\\032.i', 300, 'PTR', 'a\\.b\\@\\$\\;\\"\\(.example.')
    .insert('www', 300, 'MX', { preference: 0, exchange: '.' })
    .remove('j', 'MX', '10 mail.example.net')
    .removeRRset('k', 'AAAA')
    .removeName('l')
    .insert('m', 1, 'A', '192.0.2.1')
    .removeRRset('m', 'A')
    .insert('m', 1, 'A', '192.0.2.1')
    .insert('m', 1, 'A', '192.0.2.1')
    .replaceRRset('n', 60, 'TYPE65280', Uint8Array.of(1, 2))
    .replaceRRset('@', 300, 'SOA', soa)
    .removeName('@');

/** Every type that has a name, in every place where a script has one. */
function allTypes(): Update {
  const update = new Update('example.com');
  for (let number = 1; number <= 300; number++) {
    const type = rrTypes.mnemonic(number);
    if (type.startsWith('TYPE') || (number >= 128 && number <= 255) || type === 'OPT') continue;
    update.rrsetUsed('a', type).rrsetNotUsed('a', type).removeRRset('a', type);
  }
  return update.removeRRset('a', 'DLV');
}

describe.each<UpdateProgram>(['nsupdate', 'knsupdate'])('%s', (program) => {
  const available = isInstalled(program);

  test.skipIf(!available)('sends every operation as the builder does, in its order', async () => {
    await expectSent(program, [everything()]);
  });

  test.skipIf(!available)('knows every type that is printed by its name', async () => {
    await expectSent(program, [allTypes()]);
  });

  test.skipIf(!available)('sends random updates as the builder does', async () => {
    const updates = fc
      .sample(anyUpdate, { numRuns: 300, seed: 2136 })
      .filter(({ operations, prerequisites }) => operations.length + prerequisites.length > 0)
      .filter((update) => update.class === 'IN')
      .filter((update) => program === 'nsupdate' || isForKnsupdate(update));
    expect(updates.length).toBeGreaterThan(50);
    await expectSent(program, updates);
  });

  test.skipIf(!available)('sends what parse reads of the scripts in the corpus', async () => {
    const updates = corpus.command_line_peers.captures
      .filter((capture) => capture.program === program && capture.title !== 'https')
      .map(({ commands }) => Update.parse(commands.join('\n')));
    expect(updates.length).toBe(7);
    await expectSent(program, updates);
  });
});

test.skipIf(!isInstalled('nsupdate'))(
  'nsupdate takes another class (RFC 2136 section 2.3)',
  async () => {
    const update = new Update('example.com', { class: 'CH' })
      .used('a', 'TXT', 'x')
      .insert('a', 1, 'TXT', 'y')
      .remove('a', 'TXT', 'x');
    const [sent] = await sentBy('nsupdate', update.toString());
    expect(sections(decodeMessage(sent as Uint8Array) as UpdateMessage)).toEqual(
      sections(update.toMessage()),
    );
  },
);

test.skipIf(!isInstalled('nsupdate'))('nsupdate takes data without octets as such', async () => {
  const update = new Update('example.com').remove('a', 'TYPE65280', '\\# 0').nameUsed('a');
  const [sent] = await sentBy('nsupdate', update.toString());
  expect(Buffer.from(sent as Uint8Array).subarray(2)).toEqual(
    Buffer.from(update.toWire()).subarray(2),
  );
});

test.skipIf(!isInstalled('nsupdate') || !isInstalled('knsupdate'))(
  'nsupdate and knsupdate read ";" and parentheses apart: parse refuses what is two updates to them',
  async () => {
    for (const data of ['x ; y', 'x; y', 'x;y', '( x y )']) {
      const script = `zone example\nadd a.example 1 TXT ${data}\nsend\n`;
      const [one] = await sentBy('nsupdate', script);
      const [other] = await sentBy('knsupdate', script);
      expect(sections(decodeMessage(one as Uint8Array) as UpdateMessage)).not.toEqual(
        sections(decodeMessage(other as Uint8Array) as UpdateMessage),
      );
      expect(() => Update.parse(script)).toThrow(/in quotes/);
    }
  },
);
