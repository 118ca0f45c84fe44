import fs from 'node:fs';
import { createRecord } from '@zonewright/wire';
import { MasterFileError, Zone } from '@zonewright/zone';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StorageError } from '../../src/storage/storage-error.ts';
import { ZoneFile } from '../../src/storage/zone-file.ts';
import { type Folder, makeFolder } from '../support/folder.ts';
import { zoneText } from '../support/zone.ts';

let folder: Folder;
let path: string;
let zone: Zone;
const opened: ZoneFile[] = [];

beforeEach(() => {
  folder = makeFolder();
  path = folder.file('example.com.zone');
  zone = Zone.parse('example.com', zoneText);
});

afterEach(() => {
  for (const file of opened.splice(0)) file.close();
  folder[Symbol.dispose]();
});

/** Opens the files, for a zone that holds nothing of what they hold. */
function open(options?: { readonly journalBytes: number }): Zone {
  zone = Zone.parse('example.com', zoneText);
  opened.push(new ZoneFile(path, zone, options));
  return zone;
}

function close(): void {
  for (const file of opened.splice(0)) file.close();
}

/** What a process leaves that is killed: its files, without its lock in this process. */
function kill(): void {
  const left = fs.readdirSync(folder.path).filter((name) => !name.endsWith('.lock'));
  const octets = left.map(
    (name) => [folder.file(name), fs.readFileSync(folder.file(name))] as const,
  );
  close();
  for (const name of fs.readdirSync(folder.path)) fs.rmSync(folder.file(name));
  for (const [name, bytes] of octets) fs.writeFileSync(name, bytes);
}

function change(to: Zone = zone, padding = ''): void {
  const { soa } = to;
  const serial = soa.data.serial + 1;
  const fresh = createRecord({ ...soa, data: { ...soa.data, serial } });
  const added = createRecord({
    name: `n${serial}.example.com`,
    type: 'TXT',
    ttl: 9,
    data: [padding],
  });
  to.apply({ from: serial - 1, to: serial, removed: [soa], added: [fresh, added] });
}

const names = () => fs.readdirSync(folder.path).sort();
const journal = () => fs.readFileSync(`${path}.jnl`);

describe('a zone kept in a file', () => {
  it('is written when it is opened first, and its changes to the journal alone', () => {
    open();
    const written = fs.readFileSync(path, 'utf8');
    expect(written).toBe(zone.toString());
    const before = journal().length;
    change();
    expect(fs.readFileSync(path, 'utf8')).toBe(written);
    expect(journal().length).toBeGreaterThan(before);
    expect(names()).toEqual(['example.com.zone', 'example.com.zone.jnl', 'example.com.zone.lock']);
  });

  it('is what it was when it is opened again, closed or killed', () => {
    open();
    for (let n = 0; n < 20; n++) change();
    const after = zone.toString();
    kill();
    expect(open().toString()).toBe(after);
    change();
    const later = zone.toString();
    close();
    expect(names()).toEqual(['example.com.zone', 'example.com.zone.jnl']);
    expect(fs.readFileSync(path, 'utf8')).toBe(later);
    expect(open().toString()).toBe(later);
  });

  it('is written anew when the journal has grown, and goes on', () => {
    open({ journalBytes: 1_000 });
    for (let n = 0; n < 50; n++) change(zone, 'x'.repeat(100));
    expect(journal().length).toBeLessThan(fs.statSync(path).size + 1_000);
    expect(Zone.parse('example.com', fs.readFileSync(path, 'utf8')).serial).toBeGreaterThan(40);
    const after = zone.toString();
    kill();
    expect(open().toString()).toBe(after);
  });

  it('may be changed by hand while it is closed', () => {
    open();
    change();
    close();
    fs.writeFileSync(path, zoneText.replace(' 7 ', ' 99 '));
    expect(open().serial).toBe(99);
    change();
    kill();
    expect(open().serial).toBe(100);
  });

  it('keeps who may read it, and what links to it', () => {
    open();
    close();
    fs.chmodSync(path, 0o644);
    fs.symlinkSync(path, folder.file('link'));
    zone = Zone.parse('example.com', zoneText);
    opened.push(new ZoneFile(folder.file('link'), zone));
    change();
    close();
    expect(fs.statSync(path).mode & 0o777).toBe(0o644);
    expect(fs.lstatSync(folder.file('link')).isSymbolicLink()).toBe(true);
    expect(open().serial).toBe(8);
  });
});

describe('what is left by a process that was killed', () => {
  it('in the middle of a change: its entry is cut off, and the next one takes its place', () => {
    open();
    change();
    const after = zone.toString();
    const whole = journal().length;
    change();
    kill();
    for (const length of [whole + 1, whole + 20, journal().length - 1]) {
      fs.truncateSync(`${path}.jnl`, length);
      expect(open().toString()).toBe(after);
      expect(journal().length).toBe(whole);
      change();
      kill();
      expect(open().serial).toBe(9);
      kill();
    }
  });

  it('in the middle of writing the file anew: nothing is lost at any step', () => {
    open();
    for (let n = 0; n < 5; n++) change();
    const after = zone.toString();
    kill();
    const old = { master: fs.readFileSync(path), journal: journal() };
    open();
    close();
    const fresh = { master: fs.readFileSync(path), journal: journal() };
    const steps: { [suffix: string]: Uint8Array }[] = [
      { '': old.master, '.jnl': old.journal, '.new': fresh.master.subarray(0, 50) },
      { '': old.master, '.jnl': old.journal, '.new': fresh.master },
      {
        '': old.master,
        '.jnl': old.journal,
        '.new': fresh.master,
        '.jnl.new': fresh.journal.subarray(0, 9),
      },
      { '': old.master, '.jnl': old.journal, '.new': fresh.master, '.jnl.new': fresh.journal },
      { '': fresh.master, '.jnl': old.journal, '.jnl.new': fresh.journal },
      { '': fresh.master, '.jnl': fresh.journal },
    ];
    for (const step of steps) {
      for (const name of names()) fs.rmSync(folder.file(name));
      for (const [suffix, octets] of Object.entries(step)) fs.writeFileSync(path + suffix, octets);
      expect(open().toString()).toBe(after);
      expect(names().filter((name) => name.endsWith('.new'))).toEqual([]);
      change();
      kill();
      expect(open().serial).toBe(13);
      close();
    }
  });
});

describe('files that cannot be used are a StorageError that names the file', () => {
  const failure = (): StorageError => {
    try {
      open();
    } catch (error) {
      if (error instanceof StorageError) return error;
      throw error;
    }
    throw new Error('it was opened');
  };

  it('a journal that is damaged before its last entry, with the octet', () => {
    open();
    const offset = journal().length;
    for (let n = 0; n < 3; n++) change();
    kill();
    const octets = journal();
    octets[offset + 30] = (octets[offset + 30] as number) ^ 1;
    fs.writeFileSync(`${path}.jnl`, octets);
    expect(failure()).toMatchObject({ file: `${path}.jnl`, offset });
    expect(names().filter((name) => name.endsWith('.lock'))).toEqual([]);
    expect(journal()).toEqual(octets);
  });

  it('a master file that was changed by hand while there are changes to it in the journal', () => {
    open();
    change();
    kill();
    fs.writeFileSync(path, zoneText);
    expect(failure().message).toContain('changed by hand');
    fs.rmSync(path);
    expect(failure().message).toContain('it is not there');
  });

  it('a folder that is not there, a folder in the place of a file, octets that are no text', () => {
    path = folder.file('none/zone');
    expect(failure()).toMatchObject({ file: `${path}.lock` });
    path = folder.path;
    expect(failure().message).toContain('EISDIR');
    path = folder.file('latin1');
    fs.writeFileSync(path, Buffer.from([0xff, 0xfe]));
    expect(failure().message).toContain('UTF-8');
  });

  it('a text that is no zone is a MasterFileError, and lets go of the files', () => {
    fs.writeFileSync(path, '@ 60 SOA nothing');
    expect(() => open()).toThrow(MasterFileError);
    expect(names()).toEqual(['example.com.zone']);
  });

  it('those of a server that is there, in this process or in another', () => {
    open();
    expect(failure().message).toContain('another server of this process');
    close();
    // The parent of this process is alive as long as this one.
    fs.writeFileSync(`${path}.lock`, `${process.ppid}\n`);
    expect(failure().message).toContain(`process ${process.ppid} has it`);
    for (const left of ['', 'x', `${2 ** 22 + 1}`, `${process.pid}`]) {
      fs.writeFileSync(`${path}.lock`, left);
      fs.utimesSync(`${path}.lock`, 0, 0);
      open();
      close();
      expect(fs.existsSync(`${path}.lock`)).toBe(false);
    }
  });
});
