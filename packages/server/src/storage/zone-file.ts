/**
 * A zone kept in a file: a master file (RFC 1035 section 5), and beside it a journal of the changes
 * since it was written. A change is in the journal, and synced, before the zone takes it, and so
 * before anybody is told NOERROR. When the journal has grown, the master file is written anew.
 *
 * Writing is synchronous: nothing else is answered meanwhile. That is the price of an order that
 * needs no thought, and this is a server for tests and development.
 */

import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { Zone, type ZoneChange } from '@zonewright/zone';
import { decodeChange, encodeChange } from './change-octets.ts';
import { createSynced, readWhole, syncFolderOf, writeSynced } from './durable-file.ts';
import { FileLock } from './file-lock.ts';
import { encodeEntry, encodeHead, headBytes, readJournal } from './journal-format.ts';
import { StorageError } from './storage-error.ts';

/** The journal is not folded into the master file before it has so many octets. */
const leastJournalBytes = 1_048_576;

export interface ZoneFileOptions {
  /** Octets that the journal may have, if the master file has no more. @default 1 MiB */
  readonly journalBytes?: number;
}

export class ZoneFile {
  readonly #zone: Zone;
  readonly #path: string;
  readonly #mostBytes: number;
  readonly #lock: FileLock;
  #journal: number | undefined;
  #masterBytes = 0;
  #journalBytes = 0;
  /** What went wrong in a way after which nobody knows what the files hold. */
  #failure: StorageError | undefined;
  #end: (() => void) | undefined;

  /** Whether there is something to be loaded, whatever it is. */
  static isThere(path: string): boolean {
    return [path, `${path}.jnl`].some((file) => existsSync(file));
  }

  /**
   * Puts what the files hold into the zone, and from then on every change of the zone into them.
   * Where there is no file yet it is made of the zone.
   *
   * @throws {StorageError} where the files cannot be used
   * @throws {MasterFileError | InvalidZoneError} where the master file is no zone
   */
  constructor(path: string, zone: Zone, options: ZoneFileOptions = {}) {
    this.#path = targetOf(path);
    this.#zone = zone;
    this.#mostBytes = options.journalBytes ?? leastJournalBytes;
    this.#lock = FileLock.take(`${this.#path}.lock`);
    try {
      this.#load();
      this.#end = zone.beforeChange((change) => this.#append(change), { keeps: true });
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  /** Folds the journal into the master file, and lets go of the files. @throws {StorageError} */
  close(): void {
    if (this.#end === undefined) return;
    this.#end();
    this.#end = undefined;
    try {
      if (this.#failure === undefined && this.#journalBytes > headBytes) this.#compact();
    } finally {
      this.#release();
    }
  }

  get #journalPath(): string {
    return `${this.#path}.jnl`;
  }

  #release(): void {
    if (this.#journal !== undefined) closeSync(this.#journal);
    this.#journal = undefined;
    this.#lock.release();
  }

  #load(): void {
    const master = readWhole(this.#path);
    if (master === undefined) {
      if (readWhole(this.#journalPath) !== undefined) {
        throw new StorageError(this.#path, 'there is a journal for it, and it is not there');
      }
      this.#compact();
      return;
    }
    this.#finishCompacting(master);
    const { name, class: rrClass } = this.#zone;
    const read = Zone.parse(name, this.#textOf(master), { class: rrClass });
    this.#replay(read, master);
    this.#zone.replace(read);
  }

  #textOf(master: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(master);
    } catch (cause) {
      throw new StorageError(this.#path, 'it is no text in UTF-8', { cause });
    }
  }

  /** Brings a zone from the master file to where the journal ends, and opens the journal. */
  #replay(read: Zone, master: Uint8Array): void {
    const path = this.#journalPath;
    const octets = readWhole(path);
    this.#masterBytes = master.length;
    if (octets === undefined) {
      this.#startJournal(master);
      return;
    }
    const { digest, entries, wholeBytes } = readJournal(path, octets);
    if (digestOf(master).compare(digest) !== 0) {
      if (entries.length > 0) {
        const what = `it has changes of another version of ${this.#path}, which was changed by hand`;
        throw new StorageError(path, what, { offset: 0 });
      }
      this.#startJournal(master);
      return;
    }
    for (const { offset, octets: entry } of entries) {
      try {
        read.apply(decodeChange(entry));
      } catch (cause) {
        throw new StorageError(path, 'a change in it does not fit the zone', { offset, cause });
      }
    }
    this.#journal = openSync(path, 'r+');
    if (wholeBytes < octets.length) ftruncateSync(this.#journal, wholeBytes);
    this.#journalBytes = wholeBytes;
  }

  /** A new journal without entries, where there was none that counts. */
  #startJournal(master: Uint8Array): void {
    createSynced(this.#journalPath, encodeHead(digestOf(master)));
    syncFolderOf(this.#path);
    this.#openJournal(master);
  }

  #openJournal(master: Uint8Array): void {
    if (this.#journal !== undefined) closeSync(this.#journal);
    this.#journal = openSync(this.#journalPath, 'r+');
    this.#masterBytes = master.length;
    this.#journalBytes = headBytes;
  }

  /**
   * Writes the master file anew, and a journal without entries. Whenever it is interrupted, either the
   * old master file is there with its journal, or the new one, whose own journal says so by its digest.
   */
  #compact(): void {
    const [newMaster, newJournal] = [`${this.#path}.new`, `${this.#journalPath}.new`];
    try {
      const master = new TextEncoder().encode(this.#zone.toString());
      createSynced(newMaster, master, modeOf(this.#path));
      createSynced(newJournal, encodeHead(digestOf(master)));
      syncFolderOf(this.#path);
      renameSync(newMaster, this.#path);
      syncFolderOf(this.#path);
      renameSync(newJournal, this.#journalPath);
      syncFolderOf(this.#path);
      this.#openJournal(master);
    } catch (cause) {
      throw this.#failed(this.#path, 'it could not be written', cause);
    }
  }

  /** Ends what {@link #compact} began and did not end. */
  #finishCompacting(master: Uint8Array): void {
    const newJournal = `${this.#journalPath}.new`;
    const octets = readWhole(newJournal);
    const expected = Buffer.from(encodeHead(digestOf(master)));
    if (octets !== undefined && expected.equals(octets)) {
      renameSync(newJournal, this.#journalPath);
    } else rmSync(newJournal, { force: true });
    rmSync(`${this.#path}.new`, { force: true });
    syncFolderOf(this.#path);
  }

  /** Puts a change into the journal; when it returns, it is there for good. */
  #append(change: ZoneChange): void {
    if (this.#failure !== undefined) throw this.#failure;
    // The zone is still as the journal has it.
    if (this.#journalBytes > Math.max(this.#mostBytes, this.#masterBytes)) this.#compact();
    const entry = encodeEntry(encodeChange(change));
    const journal = this.#journal as number;
    try {
      writeSynced(journal, entry, this.#journalBytes);
    } catch (cause) {
      this.#takeBack(journal);
      throw new StorageError(this.#journalPath, `a change could not be written`, { cause });
    }
    this.#journalBytes += entry.length;
  }

  /** Cuts off what was written of a change that is refused. */
  #takeBack(journal: number): void {
    try {
      ftruncateSync(journal, this.#journalBytes);
      writeSynced(journal, new Uint8Array(0), this.#journalBytes);
    } catch (cause) {
      this.#failed(this.#journalPath, 'a change that was refused may stand in it', cause);
    }
  }

  /** From now on every change is refused. */
  #failed(path: string, what: string, cause: unknown): StorageError {
    this.#failure ??= new StorageError(path, what, { cause });
    return this.#failure;
  }
}

/** What a symbolic link leads to: what is renamed into its place would leave that as it was. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there, or not to be reached, which is told when it is read.
    return resolve(path);
  }
}

/** Who may read a file goes on to read it. */
function modeOf(path: string): number | undefined {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  return mode === undefined ? undefined : mode & 0o777;
}

function digestOf(octets: Uint8Array): Buffer {
  return createHash('sha256').update(octets).digest();
}
