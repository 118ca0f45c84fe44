/**
 * The builder of an UPDATE message (RFC 2136 section 2). It gathers checked records and makes plain
 * frozen messages of them; encoding is wire's, sending the client's.
 */

import {
  canonicalName,
  encodeMessage,
  type RRClass,
  sameName,
  trustedSection,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';
import type { ChangeMethod, LintFinding } from '../errors/lint-finding.ts';
import { describeChanges, type Operation } from './change.ts';
import { Changes } from './changes.ts';
import { type Draft, emptyRecord } from './draft.ts';
import { during, refusedBy } from './during.ts';
import { readNameAlone, readNameAndType, readRecords, readTtlRecords } from './given-arguments.ts';
import {
  type GivenInsert,
  type GivenRecord,
  type RecordSource,
  readSource,
} from './given-records.ts';
import type { DataInput, TypeName } from './given-type.ts';
import { lintUpdate } from './lint.ts';
import { describePrerequisites, type Prerequisite } from './prerequisite.ts';
import { readScript, type ScriptOptions } from './script-parse.ts';
import { printScript } from './script-print.ts';
import { checkSingletons } from './singletons.ts';
import { checkCount, makeMessage, readId, type UpdateSections } from './update-message.ts';
import { readZone, type UpdateZone } from './update-zone.ts';

/** Options of an {@link Update}. */
export interface UpdateOptions {
  /** The zone's class. @default 'IN' */
  readonly class?: string | undefined;
}

/**
 * One UPDATE message in the making: prerequisites, all of which must hold, and the changes that are
 * made then, all or none.
 *
 * Owners are relative to the zone unless they end in a dot or in the zone's own labels; `@` is the
 * apex. Names in data are absolute, with or without the dot. Every method gives the builder back,
 * keeps the order of calls, copies what it is given, and refuses a slip at once: the builder is then
 * as it was before the call. It can be used on after a message was made of it.
 *
 * @example
 * ```ts
 * import { Update } from '@zonewright/zone';
 *
 * const update = new Update('example.com')
 *   .nameNotUsed('www')
 *   .insert('www', 300, 'A', '192.0.2.1', '192.0.2.2')
 *   .removeRRset('old', 'TXT');
 * update.toWire({ id: 1 }).length; // => 93
 * ```
 */
export class Update {
  readonly #zone: UpdateZone;
  readonly #prerequisites: UpdateRecord[] = [];
  readonly #changes: Changes;

  /**
   * @param zone the zone's name, absolute with or without the final dot; the root is `.`
   * @throws {InvalidUpdateError} for a name that is empty and a class that no zone has
   * @throws {InvalidNameError}
   */
  constructor(zone: string, options: UpdateOptions = {}) {
    this.#zone = during('Update', () =>
      readZone(zone, readOptions<UpdateOptions>(options).class ?? 'IN'),
    );
    this.#changes = new Changes(this.#zone.name);
  }

  /** The zone's name, absolute, in lower case, with the final dot. */
  get zone(): string {
    return canonicalName(this.#zone.name);
  }

  /** The zone's class. */
  get class(): RRClass {
    return this.#zone.class;
  }

  /**
   * Asks that the name has a record of any type (section 2.4.4). A name that only has names below it
   * has none.
   *
   * ```text
   * nsupdate: prereq yxdomain www.example.com.
   * wire:     www.example.com. type ANY 00ff class ANY 00ff TTL 00000000 no data
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').nameUsed('www').toString().split('\n')[1];
   * // => 'prereq yxdomain www.example.com.'
   * ```
   */
  nameUsed(name: string): this;
  nameUsed(...given: readonly unknown[]): this {
    return during('nameUsed', () =>
      this.#require([emptyRecord(readNameAlone(this.#zone, given, 'rrsetUsed'), 'ANY', 'ANY')]),
    );
  }

  /**
   * Asks that the name has no record of any type (section 2.4.5). A name that only has names below
   * it passes.
   *
   * ```text
   * nsupdate: prereq nxdomain www.example.com.
   * wire:     www.example.com. type ANY 00ff class NONE 00fe TTL 00000000 no data
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').nameNotUsed('www').toString().split('\n')[1];
   * // => 'prereq nxdomain www.example.com.'
   * ```
   */
  nameNotUsed(name: string): this;
  nameNotUsed(...given: readonly unknown[]): this {
    return during('nameNotUsed', () =>
      this.#require([emptyRecord(readNameAlone(this.#zone, given, 'rrsetNotUsed'), 'ANY', 'NONE')]),
    );
  }

  /**
   * Asks that the name has a record of the type, whatever its data (section 2.4.1).
   *
   * ```text
   * nsupdate: prereq yxrrset www.example.com. A
   * wire:     www.example.com. type A 0001 class ANY 00ff TTL 00000000 no data
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').rrsetUsed('www', 'A').toString().split('\n')[1];
   * // => 'prereq yxrrset www.example.com. A'
   * ```
   */
  rrsetUsed(name: string, type: TypeName): this;
  rrsetUsed(...given: readonly unknown[]): this {
    return during('rrsetUsed', () => {
      const { name, type } = readNameAndType(this.#zone, given, 'used');
      return this.#require([emptyRecord(name, type, 'ANY')]);
    });
  }

  /**
   * Asks that the name has no record of the type (section 2.4.3).
   *
   * ```text
   * nsupdate: prereq nxrrset www.example.com. A
   * wire:     www.example.com. type A 0001 class NONE 00fe TTL 00000000 no data
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').rrsetNotUsed('www', 'A').toString().split('\n')[1];
   * // => 'prereq nxrrset www.example.com. A'
   * ```
   */
  rrsetNotUsed(name: string, type: TypeName): this;
  rrsetNotUsed(...given: readonly unknown[]): this {
    return during('rrsetNotUsed', () => {
      const { name, type } = readNameAndType(this.#zone, given, undefined);
      return this.#require([emptyRecord(name, type, 'NONE')]);
    });
  }

  /**
   * Asks that an RRset has exactly these data, in any order (section 2.4.2). All that one update asks
   * of an RRset, in however many calls, is one RRset to the server. TTLs do not count. Each of the data
   * is a line, and a record:
   *
   * ```text
   * nsupdate: prereq yxrrset www.example.com. A 192.0.2.1
   * wire:     www.example.com. type A 0001 class IN 0001 TTL 00000000 data c0000201
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').used('www', 'A', '192.0.2.1').toString().split('\n')[1];
   * // => 'prereq yxrrset www.example.com. A 192.0.2.1'
   * ```
   */
  used<Type extends TypeName>(name: string, type: Type, ...data: readonly DataInput<Type>[]): this;
  /**
   * Asks that RRsets have exactly these records (section 2.4.2). A record is `{ name, type, data }` or a
   * line, `'www A 192.0.2.1'`; an iterable of records is taken, too.
   *
   * ```text
   * nsupdate: prereq yxrrset www.example.com. A 192.0.2.1
   * wire:     www.example.com. type A 0001 class IN 0001 TTL 00000000 data c0000201
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
   */
  used(records: RecordSource<GivenRecord>): this;
  used(...given: readonly unknown[]): this {
    return during('used', () =>
      this.#require(
        readRecords(this.#zone, given, this.#zone.class, 'rrsetUsed asks for the type alone'),
      ),
    );
  }

  /**
   * Adds records to the zone (section 2.5.1). One that is there already stays; its TTL becomes the
   * RRset's, except with Knot. Each of the data is a line, and a record:
   *
   * ```text
   * nsupdate: update add www.example.com. 300 A 192.0.2.1
   * wire:     www.example.com. type A 0001 class IN 0001 TTL 0000012c data c0000201
   * ```
   *
   * @param ttl seconds, 0 to 2147483647
   * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * const update = new Update('example.com')
   *   .insert('@', 300, 'MX', { preference: 10, exchange: 'mail.example.net' })
   *   .insert('www 300 A 192.0.2.1')
   *   .insert([{ name: 'www', type: 'TXT', ttl: 60, data: 'a value as it is' }]);
   * update.toString().split('\n').slice(1, 4);
   * // => ['update add example.com. 300 MX 10 mail.example.net.', 'update add www.example.com. 300 A 192.0.2.1', 'update add www.example.com. 60 TXT "a value as it is"']
   * ```
   */
  insert<Type extends TypeName>(
    name: string,
    ttl: number,
    type: Type,
    ...data: readonly DataInput<Type>[]
  ): this;
  /**
   * Adds records to the zone (section 2.5.1). A record is `{ name, ttl, type, data }` or a line,
   * `'www 300 A 192.0.2.1'`; an iterable of records is taken, too.
   *
   * ```text
   * nsupdate: update add www.example.com. 300 A 192.0.2.1
   * wire:     www.example.com. type A 0001 class IN 0001 TTL 0000012c data c0000201
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
   */
  insert(records: RecordSource<GivenInsert>): this;
  insert(...given: readonly unknown[]): this {
    // What `during` does, written out: its closure would be a fifth of what this leaves behind.
    try {
      return this.#change(
        'insert',
        given.length === 1
          ? this.#additions(readSource(this.#zone, given[0], this.#zone.class, true))
          : this.#additions(readTtlRecords(this.#zone, given)),
      );
    } catch (error) {
      throw refusedBy('insert', error);
    }
  }

  /**
   * Removes records with exactly these data (section 2.5.4). What is not there is no error. A TXT
   * record is removed only in the character-strings that it is stored in. Each of the data is a line,
   * and a record:
   *
   * ```text
   * nsupdate: update delete www.example.com. A 192.0.2.1
   * wire:     www.example.com. type A 0001 class NONE 00fe TTL 00000000 data c0000201
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').remove('www', 'A', '192.0.2.1').toString().split('\n')[1];
   * // => 'update delete www.example.com. A 192.0.2.1'
   * ```
   */
  remove<Type extends TypeName>(
    name: string,
    type: Type,
    ...data: readonly DataInput<Type>[]
  ): this;
  /**
   * Removes exactly these records (section 2.5.4). A record is `{ name, type, data }` or a line,
   * `'www A 192.0.2.1'`; an iterable of records is taken, too.
   *
   * ```text
   * nsupdate: update delete www.example.com. A 192.0.2.1
   * wire:     www.example.com. type A 0001 class NONE 00fe TTL 00000000 data c0000201
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
   */
  remove(records: RecordSource<GivenRecord>): this;
  remove(...given: readonly unknown[]): this {
    return during('remove', () =>
      this.#change(
        'remove',
        readRecords(this.#zone, given, 'NONE', 'removeRRset removes all of the type'),
      ),
    );
  }

  /**
   * Removes all records of a type at a name (section 2.5.2).
   *
   * ```text
   * nsupdate: update delete www.example.com. A
   * wire:     www.example.com. type A 0001 class ANY 00ff TTL 00000000 no data
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').removeRRset('www', 'A').toString().split('\n')[1];
   * // => 'update delete www.example.com. A'
   * ```
   */
  removeRRset(name: string, type: TypeName): this;
  removeRRset(...given: readonly unknown[]): this {
    return during('removeRRset', () => {
      const { name, type } = readNameAndType(this.#zone, given, 'remove');
      return this.#change('removeRRset', [emptyRecord(name, type, 'ANY')]);
    });
  }

  /**
   * Removes all records at a name (section 2.5.3); names below it stay. At the apex SOA and NS stay.
   *
   * ```text
   * nsupdate: update delete www.example.com.
   * wire:     www.example.com. type ANY 00ff class ANY 00ff TTL 00000000 no data
   * ```
   *
   * @throws {InvalidUpdateError | InvalidNameError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').removeName('www').toString().split('\n')[1];
   * // => 'update delete www.example.com.'
   * ```
   */
  removeName(name: string): this;
  removeName(...given: readonly unknown[]): this {
    return during('removeName', () =>
      this.#change('removeName', [
        emptyRecord(readNameAlone(this.#zone, given, 'removeRRset'), 'ANY', 'ANY'),
      ]),
    );
  }

  /**
   * Makes an RRset be exactly these data: removes it, then adds them. For SOA, which servers replace
   * by themselves, it is the addition alone. The NS RRset of the apex cannot be replaced so: insert
   * the new name servers, then remove the old ones one by one.
   *
   * ```text
   * nsupdate: update delete www.example.com. A
   * nsupdate: update add www.example.com. 300 A 192.0.2.9
   * wire:     www.example.com. type A 0001 class ANY 00ff TTL 00000000 no data
   * wire:     www.example.com. type A 0001 class IN 0001 TTL 0000012c data c0000209
   * ```
   *
   * @param ttl seconds, 0 to 2147483647
   * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * const update = new Update('example.com').replaceRRset('www', 300, 'A', '192.0.2.9');
   * update.toString().split('\n').slice(1, 3);
   * // => ['update delete www.example.com. A', 'update add www.example.com. 300 A 192.0.2.9']
   * ```
   */
  replaceRRset<Type extends TypeName>(
    name: string,
    ttl: number,
    type: Type,
    ...data: readonly DataInput<Type>[]
  ): this;
  replaceRRset(...given: readonly unknown[]): this {
    return during('replaceRRset', () => {
      const additions = this.#additions(
        readTtlRecords(this.#zone, given, 'removeRRset removes all of the type'),
      );
      // readTtlRecords gives one record at least, and all with one name and type.
      const { name, type } = (additions[0] as Draft).record;
      if (type === 'SOA') return this.#change('replaceRRset', additions);
      if (type === 'NS' && sameName(name, this.#zone.name)) {
        throw new InvalidUpdateError(
          'replacement of NS records at',
          given[0],
          'servers keep those of the apex: insert the new ones, then remove the old ones one by one',
        );
      }
      return this.#change('replaceRRset', [emptyRecord(name, type, 'ANY'), ...additions]);
    });
  }

  /**
   * The prerequisites so far, RRset by RRset.
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').rrsetUsed('www', 'A').prerequisites;
   * // => [{ method: 'rrsetUsed', name: 'www.example.com.', type: 'A' }]
   * ```
   */
  get prerequisites(): readonly Prerequisite[] {
    return describePrerequisites({ prerequisites: this.#prerequisites });
  }

  /**
   * The changes so far, in order; records of one RRset that follow each other in a call are one.
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').remove('www', 'A', '192.0.2.1', '192.0.2.2').operations;
   * // => [{ method: 'remove', name: 'www.example.com.', type: 'A', data: ['192.0.2.1', '192.0.2.2'] }]
   * ```
   */
  get operations(): readonly Operation[] {
    return describeChanges(this.#changes.calls());
  }

  /**
   * What BIND, Knot or PowerDNS are known to skip with NOERROR, as far as this update shows it.
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * const update = new Update('example.com').removeRRset('@', 'SOA');
   * update.lint()[0]?.servers; // => ['BIND', 'Knot', 'PowerDNS']
   * ```
   */
  lint(): readonly LintFinding[] {
    return lintUpdate(this.#zone, this.#prerequisites, this.#changes);
  }

  /**
   * The message as it is now, frozen; the builder can be used on.
   *
   * @param options `id`: 16 bits. @default 0
   * @throws {InvalidUpdateError} where there are neither prerequisites nor changes
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').removeName('www').toMessage({ id: 7 }).updates;
   * // => [{ name: 'www.example.com.', type: 'ANY', class: 'ANY', ttl: 0 }]
   * ```
   */
  toMessage(options: { readonly id?: number | undefined } = {}): UpdateMessage {
    return during('toMessage', () => {
      this.#checkFilled();
      return this.#message(readId(readOptions(options).id));
    });
  }

  /**
   * The message as octets, without a signature.
   *
   * @param options `id`: as for {@link toMessage}. `compress`: whether names that were written before
   *   are pointed to; false leaves every name whole. @default true
   * @throws {InvalidUpdateError} where there are neither prerequisites nor changes
   * @throws {MessageTooLargeError} over 65,535 octets
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').removeName('www').toWire().length; // => 45
   * new Update('example.com').removeName('www').toWire({ compress: false }).length; // => 56
   * ```
   */
  toWire(
    options: { readonly id?: number | undefined; readonly compress?: boolean | undefined } = {},
  ): Uint8Array {
    return during('toWire', () => {
      const { id, compress = true } = readOptions(options);
      this.#checkFilled();
      return encodeMessage(this.#sections(readId(id)), { compress });
    });
  }

  /**
   * Octets of the message without a signature, names compressed; also of one that is still empty.
   *
   * @throws {MessageTooLargeError} over 65,535 octets
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').byteLength; // => 29
   * ```
   */
  get byteLength(): number {
    return encodeMessage(this.#sections(0)).length;
  }

  /**
   * The update as a script that nsupdate and knsupdate take, and {@link Update.parse} reads back.
   *
   * nsupdate wants the names of hosts, in owners and in data, to be host names: where one has an
   * underscore, put `check-names off` before. It is no part of the update, so it is not printed.
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * new Update('example.com').removeName('www').toString();
   * // => 'zone example.com.\nupdate delete www.example.com.\nsend\n'
   * ```
   */
  toString(): string {
    return printScript(this.#zone, this.#message(0));
  }

  /**
   * Reads the script of one update, as nsupdate or knsupdate take it. Names in it are relative to the
   * root, or to what an `origin` line sets, and `send` or a blank line ends it. A line that the two
   * read apart is refused: `;` and parentheses outside quotes, which only nsupdate takes for data.
   *
   * @param options `zone`: needed where the script has no `zone` line
   * @throws {InvalidUpdateError} naming the line, for what is no such script: a command that chooses a
   *   server or a key, one that is unknown, or a second update
   * @throws {InvalidNameError | InvalidRdataError} naming the line
   *
   * @example
   * ```ts
   * import { Update } from '@zonewright/zone';
   *
   * const update = Update.parse('add www.example.com 300 A 192.0.2.1\nsend', { zone: 'example.com' });
   * update.operations;
   * // => [{ method: 'insert', name: 'www.example.com.', type: 'A', ttl: 300, data: ['192.0.2.1'] }]
   * Update.parse('server ns1.example.com', { zone: 'example.com' }); // => throws InvalidUpdateError
   * ```
   */
  static parse(script: string, options: ScriptOptions = {}): Update {
    return during('parse', () => {
      const { zone, calls } = readScript(script, readOptions(options));
      const update = new Update(zone.name, { class: zone.class });
      for (const call of calls) call(update);
      return update;
    });
  }

  #require(drafts: readonly Draft[]): this {
    checkCount(this.#prerequisites.length + drafts.length);
    for (const { record } of drafts) this.#prerequisites.push(record);
    return this;
  }

  #change(method: ChangeMethod, drafts: readonly Draft[]): this {
    checkCount(this.#changes.records.length + drafts.length);
    this.#changes.add(method, drafts);
    return this;
  }

  #additions(drafts: readonly Draft[]): readonly Draft[] {
    checkSingletons(drafts, this.#changes.records);
    return drafts;
  }

  /** @throws {InvalidUpdateError} where there is nothing to send */
  #checkFilled(): void {
    if (this.#prerequisites.length + this.#changes.records.length > 0) return;
    throw new InvalidUpdateError(
      'update of',
      this.#zone.name,
      'it has neither prerequisites nor changes',
    );
  }

  #message(id: number): UpdateMessage {
    return makeMessage(this.#sections(id), this.#changes.owners);
  }

  /** The message as it is in here: for encoding, not for handing out. */
  #sections(id: number): UpdateSections {
    const { name, class: rrClass } = this.#zone;
    return {
      id,
      opcode: 'UPDATE',
      zone: { name, type: 'SOA', class: rrClass },
      prerequisites: trustedSection(this.#prerequisites),
      updates: trustedSection(this.#changes.records, this.#changes.owners),
    };
  }
}

function readOptions<Options extends object>(options: Options): Options {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidUpdateError('options', options, 'an object is needed');
  }
  return options;
}
