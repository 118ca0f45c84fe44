import { encodeMessage } from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import {
  type BuilderFailure,
  type BuiltUpdate,
  evaluateBuilder,
  messageId,
} from '../../.vitepress/theme/playground/evaluate-builder.ts';
import { presets } from '../../.vitepress/theme/playground/presets.ts';

async function built(code: string): Promise<BuiltUpdate> {
  const outcome = await evaluateBuilder(code);
  if (outcome.status !== 'built') throw new Error(`${outcome.name}: ${outcome.message}`);
  return outcome;
}

async function failure(code: string): Promise<BuilderFailure> {
  const outcome = await evaluateBuilder(code);
  if (outcome.status !== 'failed') throw new Error('it built an update');
  return outcome;
}

describe('evaluateBuilder', () => {
  it('gives the octets, the script and the lint of the update that is returned', async () => {
    const outcome = await built(
      `return new Update('example.com').nameUsed('www').removeRRset('@', 'NS');`,
    );
    const update = new Update('example.com').nameUsed('www').removeRRset('@', 'NS');
    expect(outcome.octets).toEqual(encodeMessage(update.toMessage({ id: messageId })));
    expect(outcome.script).toBe(
      'zone example.com.\nprereq yxdomain www.example.com.\nupdate delete example.com. NS\nsend\n',
    );
    expect(outcome.lint.map(({ operation, type }) => [operation, type])).toEqual([
      ['removeRRset', 'NS'],
    ]);
    expect(outcome.refused).toEqual(outcome.lint);
    expect(outcome.prerequisites).toEqual([{ method: 'nameUsed', name: 'www.example.com.' }]);
    expect(outcome.zone).toBe('example.com.');
  });

  it.each(presets)('can be passed to another thread: $id', async ({ code }) => {
    const outcome = await built(code);
    expect(structuredClone(outcome)).toEqual(outcome);
  });

  it.each([
    [
      'made last',
      `new Update('a.example').removeName('x'); new Update('b.example').removeName('x');`,
    ],
    ['read from a script', `Update.parse('del x.b.example', { zone: 'b.example' });`],
    ['made after a wait', `await null; const u = new Update('b.example').removeName('x');`],
  ])('takes the update %s where none is returned', async (_how, code) => {
    expect((await built(code)).zone).toBe('b.example.');
  });

  it('takes the import lines of examples, renamed names too, and keeps the lines of the code', async () => {
    const outcome = await failure(
      [
        `import { Update as U, type UpdateOptions } from 'zonewright';`,
        'import {',
        '  TsigKey,',
        `} from "@zonewright/wire";`,
        `TsigKey.parse('hmac-sha256:k:c2VjcmV0');`,
        `new U('example.com').insert('www', -1, 'A', '192.0.2.1');`,
      ].join('\n'),
    );
    expect([outcome.name, outcome.line]).toEqual(['InvalidUpdateError', 6]);
    expect(outcome.message).toMatch(/TTL -1/);
  });

  it.each([
    ['InvalidRdataError', `new Update('example.com').insert('www', 60, 'A', '300.0.2.1');`],
    ['InvalidNameError', `new Update('example..com');`],
    ['InvalidUpdateError', `new Update('example.com');`],
    ['InvalidKeyError', `TsigKey.parse('x');`],
    ['SyntaxError', `new Update('example.com'`],
    ['ReferenceError', `dns.update('example.com');`],
    ['BuilderCodeError', `return 42;`],
    ['BuilderCodeError', ``],
    ['BuilderCodeError', `import { DnsClient } from 'zonewright';`],
    ['BuilderCodeError', `import { readFileSync } from 'node:fs';`],
    ['BuilderCodeError', `await import('https://example.com/x.js');`],
    ['Thrown', `throw 'a string';`],
  ])('fails with %s for %s', async (name, code) => {
    const outcome = await failure(code);
    expect(outcome.name).toBe(name);
    expect(outcome.message).not.toBe('');
  });

  it('says of DnsClient what to do without it', async () => {
    const { message } = await failure(`import { DnsClient } from 'zonewright';`);
    expect(message).toMatch(/sockets.*new Update/);
  });

  it('keeps what is written to the console, and no more than can be shown', async () => {
    const { output } = await built(
      `console.log('a', 1, { b: [2] }); for (let i = 0; i < 1000; i++) console.log('x'.repeat(9999));
       new Update('example.com').removeName('x');`,
    );
    expect(output[0]).toBe('a 1 {"b":[2]}');
    expect(output).toHaveLength(100);
    expect(output.join('').length).toBeLessThan(51_000);
  });
});
