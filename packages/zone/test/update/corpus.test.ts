/** `Update` against the vectors of the corpus: what it builds, octet for octet, and what it refuses. */

import { checkRdata, decodeMessage, isDnsError, rrTypes } from '@zonewright/wire';
import { InvalidUpdateError, Update } from '@zonewright/zone';
import { describe, expect, test } from 'vitest';
import { hex, octets } from './support/hex.ts';
import { corpus, type Vector, type VectorEntry } from './support/vectors.ts';

/** Whether a type has only octets for data so far: the table of wire has no fields for it. */
function isUndeclared(type: string): boolean {
  try {
    return checkRdata<string>(type, new Uint8Array()) instanceof Uint8Array;
  } catch {
    return false;
  }
}

/** The types of a vector whose text cannot be read before they are declared. */
function unreadableTypes({ message }: Vector): string[] {
  return [...message.prerequisites, ...message.updates]
    .filter(({ rdata = [] }) => rdata.some((text) => !text.startsWith('\\#')))
    .map(({ type }) => type ?? 'ANY')
    .filter(isUndeclared);
}

const buildable = corpus.vectors.filter(({ decoded }) => decoded.counts[3] === 0);
const filled = buildable.filter(
  ({ message }) => message.prerequisites.length + message.updates.length > 0,
);
const read = filled.filter((vector) => unreadableTypes(vector).length === 0);

/** Each RR as text: it says the same for every type, and for TXT what the corpus means. */
function recordTexts({ name, ttl, type, rdata = [] }: VectorEntry): string[] {
  return rdata.map((text) =>
    [name, ttl, type, text].filter((part) => part !== undefined).join(' '),
  );
}

function build({ message }: Vector): Update {
  const update = new Update(message.zone.name, { class: message.zone.class });
  for (const entry of message.prerequisites) {
    const { form, name, type = '' } = entry;
    if (form === 'rrset-exists') update.rrsetUsed(name, type);
    else if (form === 'rrset-absent') update.rrsetNotUsed(name, type);
    else if (form === 'name-in-use') update.nameUsed(name);
    else if (form === 'name-not-in-use') update.nameNotUsed(name);
    else update.used(recordTexts(entry));
  }
  for (const entry of message.updates) {
    const { op, name, type = '' } = entry;
    if (op === 'add') update.insert(recordTexts(entry));
    else if (op === 'delete-rrset') update.removeRRset(name, type);
    else if (op === 'delete-name') update.removeName(name);
    else update.remove(recordTexts(entry));
  }
  return update;
}

describe('messages of the corpus (RFC 2136 section 2)', () => {
  test.each(read.map((vector) => [`${vector.id} ${vector.title}`, vector] as const))(
    '%s',
    (_, vector) => {
      const { id } = vector.message;
      const update = build(vector);
      const whole = update.toWire({ id, compress: false });
      expect(hex(whole)).toBe(vector.wire_uncompressed);
      const compressed = update.toWire({ id });
      expect(decodeMessage(compressed)).toEqual(decodeMessage(whole));
      expect(update.byteLength).toBe(compressed.length);
      expect(Update.parse(update.toString()).toWire({ id, compress: false })).toEqual(whole);
      if (vector.wire_compressed === undefined) return;
      expect(decodeMessage(compressed)).toEqual(
        // There dnspython points to a name that differs in letter case.
        vector.id === 'pub-upd-052'
          ? decodeMessage(whole)
          : decodeMessage(octets(vector.wire_compressed)),
      );
      // dnspython also compresses names in data of types that are newer than RFC 1035.
      const types = vector.message.updates.map(({ type }) => type);
      const newer = ['SRV', 'DNAME', 'NAPTR', 'LP'];
      if (!types.some((type) => newer.includes(type as string))) {
        expect(hex(compressed)).toBe(vector.wire_compressed);
      }
    },
  );

  test('all of them are run: the text of every type is read', () => {
    expect(read).toEqual(filled);
  });

  test('an update of nothing is refused (pub-upd-028)', () => {
    const empty = buildable.filter((vector) => !filled.includes(vector));
    expect(empty.map(({ id }) => id)).toEqual(['pub-upd-028']);
    for (const vector of empty) expect(() => build(vector).toWire()).toThrow(InvalidUpdateError);
  });

  test('those with an additional section are not for Update to build', () => {
    const others = corpus.vectors.filter((vector) => !buildable.includes(vector));
    expect(others.map(({ title }) => title)).toEqual([
      'EDNS: update lease, 4-octet form',
      'EDNS: update lease, 8-octet form with KEY-LEASE',
      'EDNS: client cookie',
      'EDNS: local option',
      'additional section carries out-of-zone glue',
    ]);
  });
});

describe('data that is refused at the call (corpus, invalid_presentation)', () => {
  const cases = corpus.invalid_presentation.filter(({ type }) => type !== undefined);

  test.each(cases.map(({ id, title, type = '', rdata = '' }) => [id, title, type, rdata] as const))(
    '%s %s',
    (_id, _title, type, rdata) => {
      const update = new Update('example.org').nameUsed('before');
      const before = update.toString();
      const text = `owner 300 ${type} ${rdata}`;
      const calls = [
        () => update.insert(text),
        () => update.remove(text),
        () => update.used([text]),
        // As the data of TXT a string is the value itself, in which all is allowed.
        ...(type === 'TXT' ? [] : [() => update.insert('owner', 300, type, rdata)]),
      ];
      for (const call of calls) {
        expect(codeOf(call)).toMatch(/^INVALID_(?:RDATA|UPDATE)$/);
      }
      expect(() =>
        Update.parse(`zone example.org\nadd owner.example.org 300 ${type} ${rdata}`),
      ).toThrow(
        expect.objectContaining({ operation: 'parse', message: expect.stringContaining('line 2') }),
      );
      expect(update.toString()).toBe(before);
    },
  );
});

describe('names that are refused at the call (corpus, invalid_presentation)', () => {
  const cases = corpus.invalid_presentation.filter(({ name }) => name !== undefined);

  test.each(cases.map(({ id, title, name = '' }) => [id, title, name] as const))(
    '%s %s',
    (_id, _title, name) => {
      const update = new Update('.');
      expect(codeOf(() => update.nameUsed(name))).toBe('INVALID_NAME');
      expect(codeOf(() => update.insert(name, 300, 'A', '192.0.2.1'))).toBe('INVALID_NAME');
      expect(codeOf(() => update.removeName(name))).toBe('INVALID_NAME');
      expect(codeOf(() => new Update(name))).toBe('INVALID_NAME');
      expect(codeOf(() => update.insert('x', 300, 'CNAME', name))).toBe('INVALID_RDATA');
      expect(update.prerequisites).toEqual([]);
      expect(update.operations).toEqual([]);
    },
  );
});

describe('slips that are refused at the call (corpus, invalid_semantics)', () => {
  const run: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => void>> = {
    'pub-upd-sem-01': addWithTtl,
    'pub-upd-sem-02': addWithTtl,
    'pub-upd-sem-03': addWithTtl,
    'pub-upd-sem-04': () => addWithTtl({ ttl: Number.NaN }),
    'pub-upd-sem-05': ownerOutside,
    'pub-upd-sem-06': ownerOutside,
    'pub-upd-sem-07': ownerOutside,
    'pub-upd-sem-08': ({ count, rdata_octets }) => {
      const update = new Update('example.org');
      const data = new Uint8Array(Number(rdata_octets));
      for (let i = 0; i < Number(count); i++) update.insert(`host${i}`, 300, 'TYPE65280', data);
      expect(codeOf(() => update.toWire())).toBe('MESSAGE_TOO_LARGE');
      expect(codeOf(() => update.byteLength)).toBe('MESSAGE_TOO_LARGE');
    },
    'pub-upd-sem-09': ({ types }) => {
      for (const type of types as string[]) {
        const named = [type, type.toLowerCase(), `TYPE${rrTypes.number(type)}`];
        for (const name of named) {
          const update = new Update('example.org');
          const calls = [
            () => update.insert('x', 300, name, '\\# 0'),
            () => update.insert(`x 300 ${name} \\# 0`),
            () => update.remove('x', name, '\\# 0'),
            () => update.used('x', name, '\\# 0'),
            () => update.rrsetUsed('x', name),
            () => update.rrsetNotUsed('x', name),
            () => update.removeRRset('x', name),
            () => update.replaceRRset('x', 300, name, '\\# 0'),
          ];
          for (const call of calls) expect(codeOf(call)).toBe('INVALID_UPDATE');
        }
      }
    },
    'pub-upd-sem-10': () => {
      const update = new Update('example.org');
      expect(codeOf(() => update.remove('x', 'A', ...[]))).toBe('INVALID_UPDATE');
      expect(codeOf(() => update.remove([]))).toBe('INVALID_UPDATE');
      expect(update.operations).toEqual([]);
    },
    'pub-upd-sem-11': () => {
      const update = new Update('example.org');
      expect(codeOf(() => update.used('x', 'A', ...[]))).toBe('INVALID_UPDATE');
      expect(codeOf(() => update.used(new Set<string>()))).toBe('INVALID_UPDATE');
      expect(update.prerequisites).toEqual([]);
    },
  };

  function addWithTtl({ ttl }: Readonly<Record<string, unknown>>): void {
    const update = new Update('example.org');
    expect(codeOf(() => update.insert('x', ttl as number, 'A', '192.0.2.1'))).toBe(
      'INVALID_UPDATE',
    );
    const record = { name: 'x', type: 'A', ttl: ttl as number, data: '192.0.2.1' } as const;
    expect(codeOf(() => update.insert(record))).toBe('INVALID_UPDATE');
    expect(codeOf(() => update.replaceRRset('x', ttl as number, 'A', '192.0.2.1'))).toBe(
      'INVALID_UPDATE',
    );
  }

  function ownerOutside({ zone, name }: Readonly<Record<string, unknown>>): void {
    const update = new Update(zone as string);
    const owner = name as string;
    const calls = [
      () => update.nameUsed(owner),
      () => update.rrsetNotUsed(owner, 'A'),
      () => update.used(owner, 'A', '192.0.2.1'),
      () => update.insert(owner, 300, 'A', '192.0.2.1'),
      () => update.insert(`${owner} 300 A 192.0.2.1`),
      () => update.removeName(owner),
    ];
    for (const call of calls) expect(codeOf(call)).toBe('INVALID_UPDATE');
  }

  test.each(corpus.invalid_semantics.map(({ id, title, input }) => [id, title, input] as const))(
    '%s %s',
    (id, _title, input) => {
      const check = run[id];
      expect(check).toBeDefined();
      check?.(input);
    },
  );
});

describe('what nsupdate and knsupdate send for a script (corpus, command_line_peers)', () => {
  const cases = corpus.command_line_peers.captures.filter(
    ({ commands }) => !commands.some((command) => / HTTPS /.test(command) && isUndeclared('HTTPS')),
  );

  test.each(
    cases.map(({ program, title, commands, wire }) => [program, title, commands, wire] as const),
  )('%s: %s', (_program, _title, commands, wire) => {
    const sent = decodeMessage(octets(wire));
    const parsed = Update.parse(commands.join('\n')).toMessage({ id: sent.id });
    expect(sent).toMatchObject(parsed);
  });
});

function codeOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    return isDnsError(error) ? error.code : `not ours: ${String(error)}`;
  }
  return undefined;
}
