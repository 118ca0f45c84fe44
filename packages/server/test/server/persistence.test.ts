// Zones in files: what the options take, and a server that is killed.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerOptions, StorageError } from '@zonewright/server';
import { Zone } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../support/folder.ts';
import { killRounds } from '../support/kill-rounds.ts';
import { requireProgram, run } from '../support/programs.ts';
import { key, zoneText } from '../support/zone.ts';

describe('zones in files', () => {
  it('one file for the one zone, or files by zone; what is in a file counts', async () => {
    using folder = makeFolder();
    const path = folder.file('zone');
    await createServer({ zones: { 'example.com': zoneText }, file: path }).close();
    expect(readFileSync(path, 'utf8')).toContain('192.0.2.80');
    writeFileSync(path, zoneText.replace(' 7 ', ' 8 '));
    for (const options of [
      { zones: { 'example.com': zoneText }, file: path },
      { zones: { 'example.com': Zone.parse('example.com', zoneText) }, file: path },
      { zones: { 'example.com': '' }, file: path },
      { file: { 'Example.COM.': path } },
    ]) {
      const server = createServer(options);
      expect(server.zone('example.com').serial).toBe(8);
      await server.close();
    }
  });

  it('a file that is not there is made of a text, and of nothing else', () => {
    using folder = makeFolder();
    const path = folder.file('zone');
    expect(() => createServer({ file: { 'example.com': path } })).toThrow(StorageError);
    const empty = { zones: { 'example.com': '' }, file: path };
    expect(() => createServer(empty)).toThrow('give example.com. a text to begin with');
  });

  it('one that cannot be used lets go of the others', async () => {
    using folder = makeFolder();
    const files = { 'example.com': folder.file('a'), 'example.net': folder.file('none/b') };
    const zones = { 'example.com': zoneText, 'example.net': zoneText };
    expect(() => createServer({ zones, file: files })).toThrow(StorageError);
    await createServer({ zones, file: { ...files, 'example.net': folder.file('b') } }).close();
  });

  it('hold no change that one of those who are told of it refuses', async () => {
    using folder = makeFolder();
    const path = folder.file('zone');
    const server = createServer({ zones: { 'example.com': zoneText }, file: path });
    const zone = server.zone('example.com');
    const change = (serial: number) => {
      const text = zone.toString().replace(/ \d+ 3600/, ` ${serial} 3600`);
      zone.replace(Zone.parse('example.com', text));
    };
    const end = zone.beforeChange(() => {
      throw new Error('not now');
    });
    expect(() => change(8)).toThrow('not now');
    end();
    change(9);
    // As after a crash: the journal is read, and nothing is folded.
    const copy = folder.file('copy');
    copyFileSync(path, copy);
    copyFileSync(`${path}.jnl`, `${copy}.jnl`);
    const again = createServer({ file: { 'example.com': copy } });
    expect(again.zone('example.com').serial).toBe(9);
    await again.close();
    await server.close();
  });

  it('one for two zones is told as that', () => {
    const zones = { 'a.test': zoneText, 'b.test': zoneText };
    expect(() => createServer({ zones, file: { 'a.test': 'x', 'b.test': './y/../x' } })).toThrow(
      'Invalid option file "./y/../x": it is the file of a.test., and not of b.test. too.',
    );
  });

  it.each<[Partial<ServerOptions>]>([
    [{ file: 'x' }],
    [{ zones: { 'a.test': zoneText, 'b.test': zoneText }, file: 'x' }],
    [{ zones: { 'a.test': zoneText }, file: '' }],
    [{ zones: { 'a.test': zoneText }, file: { '': 'x' } }],
    [{ file: { 'a.test': 'x' }, primaries: { 'a.test': '127.0.0.1' } }],
  ])('%o is refused', (options) => {
    expect(() => createServer(options)).toThrow(/file/);
  });
});

describe.skipIf(!requireProgram('named-checkzone', 'bind9-utils'))('named-checkzone', () => {
  it('accepts the file that is written', async () => {
    using folder = makeFolder();
    const path = folder.file('zone');
    const text = `${zoneText}t TXT "a\\"b" "\\200;" \n*.w MX 10 www\nx\\.y TYPE65280 \\# 1 ff\n`;
    await createServer({ zones: { 'example.com': text }, file: path, keys: [key] }).close();
    const { code, output } = await run('named-checkzone', ['example.com', path]);
    expect(output).toMatch(/OK\s*$/);
    expect(code).toBe(0);
  });
});

describe('a server that is killed in the middle of its updates', () => {
  it('has every update that it has acknowledged, and no part of another', async () => {
    expect(await killRounds(8)).toBeGreaterThan(8);
  }, 60_000);
});
