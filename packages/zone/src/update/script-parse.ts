/**
 * Scripts of nsupdate and knsupdate that hold one update: their commands become calls of the methods
 * of `Update`. Servers and keys are not chosen here: a script that does so is the command line's.
 */

import {
  isInZone,
  parseName,
  parseRdataTokens,
  parseTtl,
  sameName,
  type Token,
} from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';
import type { GivenInsert, GivenRecord } from './given-records.ts';
import { readTtl, readType } from './given-type.ts';
import { readHead } from './record-head.ts';
import { duringLine, lineError, readLines, type ScriptLine, wordsOf } from './script-line.ts';
import { checkClass, readZone, type UpdateZone } from './update-zone.ts';

/** The methods of `Update` that scripts call. */
export interface ScriptTarget {
  nameUsed(name: string): unknown;
  nameNotUsed(name: string): unknown;
  rrsetUsed(name: string, type: string): unknown;
  rrsetNotUsed(name: string, type: string): unknown;
  used(record: GivenRecord): unknown;
  insert(record: GivenInsert): unknown;
  remove(record: GivenRecord): unknown;
  removeRRset(name: string, type: string): unknown;
  removeName(name: string): unknown;
}

type Call = (target: ScriptTarget) => void;

/** A script that was read: the zone it is for, and the calls that make its update. */
export interface Script {
  readonly zone: UpdateZone;
  readonly calls: readonly Call[];
}

/** What is known of a script's update beside its text. */
export interface ScriptOptions {
  /** The zone; a `zone` line must name the same. */
  readonly zone?: string | undefined;
  /** The zone's class; a `class` line must name the same. @default 'IN' */
  readonly class?: string | undefined;
}

/** What the lines before have set for those that follow. */
interface Setting {
  readonly zone: UpdateZone;
  /** What names without a final dot are relative to. */
  origin: string;
  ttl: number | undefined;
}

/**
 * Reads a script.
 *
 * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
 */
export function readScript(script: unknown, options: ScriptOptions): Script {
  if (typeof script !== 'string') {
    throw new InvalidUpdateError('script', script, 'a string is needed');
  }
  const lines = oneUpdate(script);
  const setting: Setting = { zone: zoneOf(lines, options), origin: '.', ttl: undefined };
  const calls: Call[] = [];
  for (const line of lines) {
    duringLine(line, () => {
      const call = readCommand(line, setting);
      if (call === undefined) return;
      refuseTwoReadings(line, setting);
      calls.push((target) => duringLine(line, () => call(target)));
    });
  }
  return { zone: setting.zone, calls };
}

/** @throws {InvalidUpdateError} for a line that nsupdate takes, too, and reads in another way */
function refuseTwoReadings(line: ScriptLine, setting: Setting): void {
  // What begins a comment and what groups words, outside quotes, is no more than a letter to nsupdate.
  const plain = line.text.replace(/"(?:\\.|[^"\\])*"|\\.|[;()]/g, (part) =>
    part.length > 1 ? part : `\\${part}`,
  );
  if (plain === line.text) return;
  try {
    readCommand({ ...line, words: wordsOf(plain) }, setting);
  } catch {
    return;
  }
  throw lineError(
    line,
    'to nsupdate ";" and parentheses are data, to knsupdate they are not: put data that has them in quotes, and a comment on a line of its own',
  );
}

const settings: ReadonlySet<string> = new Set(['zone', 'class', 'ttl', 'origin']);

/** The lines of the one update of a script, and a refusal of any that follows. */
function oneUpdate(script: string): ScriptLine[] {
  const lines: ScriptLine[] = [];
  let holdsOperations = false;
  let end: 'blank' | 'send' | 'quit' | undefined;
  for (const line of readLines(script)) {
    if (line === undefined) {
      if (holdsOperations) end ??= 'blank';
    } else if (line.command === 'quit' || line.command === 'exit') {
      if (holdsOperations && end === undefined) {
        throw lineError(line, 'it discards the update, because no "send" stands before it');
      }
      if (end === 'quit') throw lineError(line, 'the script has ended before');
      end = 'quit';
    } else if (line.command === 'send') {
      if (end === 'send' || end === 'quit') throw lineError(line, 'a second update; one is read');
      end = 'send';
    } else if (end !== undefined) {
      throw lineError(line, 'a second update; one is read, up to "send" or a blank line');
    } else {
      lines.push(line);
      holdsOperations ||= !settings.has(line.command);
    }
  }
  return lines;
}

/** The zone that the options or the lines name. */
function zoneOf(lines: readonly ScriptLine[], options: ScriptOptions): UpdateZone {
  const zoneLine = onlyLine(lines, 'zone');
  const classLine = onlyLine(lines, 'class');
  const zoneWord = zoneLine && onlyWord(zoneLine);
  const classWord = classLine && onlyWord(classLine);
  if (zoneWord === undefined && options.zone === undefined) {
    throw new InvalidUpdateError('script', undefined, 'neither it nor the options name the zone');
  }
  const given = options.zone === undefined ? undefined : readZone(options.zone, 'IN').name;
  let zone = readZone(given ?? '.', 'IN');
  if (zoneLine !== undefined) {
    duringLine(zoneLine, () => {
      zone = readZone(zoneWord, 'IN');
    });
    if (given !== undefined && !sameName(given, zone.name)) {
      throw lineError(zoneLine, `the update is for the zone ${given}`);
    }
  }
  if (classLine === undefined) return readZone(zone.name, options.class ?? 'IN');
  const firstOperation = lines.find((line) => !settings.has(line.command));
  if (firstOperation !== undefined && firstOperation.number < classLine.number) {
    throw lineError(classLine, 'the class is set before the first operation');
  }
  duringLine(classLine, () => {
    zone = readZone(zone.name, classWord);
  });
  if (options.class !== undefined) {
    const expected = readZone(zone.name, options.class).class;
    if (expected !== zone.class) throw lineError(classLine, `the update is of class ${expected}`);
  }
  return zone;
}

function onlyLine(lines: readonly ScriptLine[], command: string): ScriptLine | undefined {
  const [first, second] = lines.filter((line) => line.command === command);
  if (second !== undefined) throw lineError(second, `a second "${command}" line`);
  return first;
}

function onlyWord(line: ScriptLine): string {
  const [word, more] = line.words;
  if (word === undefined) throw lineError(line, 'its argument is missing');
  if (more !== undefined) throw lineError(line, 'it takes one argument');
  return word.text;
}

/** What a line asks for; undefined for one that only sets something. */
function readCommand(line: ScriptLine, setting: Setting): Call | undefined {
  switch (line.command) {
    case 'ttl': {
      const word = onlyWord(line);
      setting.ttl = word.toLowerCase() === 'none' ? undefined : readTtl(parseTtl(word) ?? word);
      return undefined;
    }
    case 'origin':
      setting.origin = parseName(onlyWord(line));
      return undefined;
    case 'zone':
    case 'class':
      return undefined;
    case 'prereq':
    case 'update': {
      const [word, ...words] = line.words;
      const command = word?.text.toLowerCase() ?? '';
      if (!(line.command === 'prereq' ? conditions : changes).has(command)) {
        throw lineError(line, `"${line.command}" is not followed by what it can do`);
      }
      return readOperation({ ...line, command, words }, setting);
    }
    default:
      return readOperation(line, setting);
  }
}

const conditions: ReadonlySet<string> = new Set(['nxdomain', 'yxdomain', 'nxrrset', 'yxrrset']);
const changes: ReadonlySet<string> = new Set(['add', 'del', 'delete']);

function readOperation(line: ScriptLine, setting: Setting): Call {
  const name = readName(line, setting);
  const head = readHead(line.words.slice(1));
  checkClass(setting.zone, head.class);
  switch (line.command) {
    case 'nxdomain':
    case 'yxdomain':
      if (line.words.length > 1) throw lineError(line, 'it takes a name alone');
      return line.command === 'nxdomain'
        ? (target) => target.nameNotUsed(name)
        : (target) => target.nameUsed(name);
    case 'nxrrset': {
      const type = neededType(line, head.type);
      if (head.data.length > 0) throw lineError(line, 'it takes a name and a type alone');
      return (target) => target.rrsetNotUsed(name, type);
    }
    case 'yxrrset': {
      const type = neededType(line, head.type);
      if (head.data.length === 0) return (target) => target.rrsetUsed(name, type);
      const record = readRecord(name, type, head.data, setting);
      return (target) => target.used(record);
    }
    case 'add': {
      const ttl = readTtl(head.ttl ?? setting.ttl);
      const type = neededType(line, head.type);
      if (head.data.length === 0) throw lineError(line, `the ${type} data is missing`);
      const record = { ...readRecord(name, type, head.data, setting), ttl };
      return (target) => target.insert(record);
    }
    default: {
      // A TTL before what is deleted means nothing (nsupdate takes it all the same).
      const everything = head.type === undefined || head.type.toUpperCase() === 'ANY';
      if (everything && head.data.length === 0) return (target) => target.removeName(name);
      const type = neededType(line, head.type);
      if (head.data.length === 0) return (target) => target.removeRRset(name, type);
      const record = readRecord(name, type, head.data, setting);
      return (target) => target.remove(record);
    }
  }
}

function readName(line: ScriptLine, setting: Setting): string {
  const word = line.words[0];
  if (word === undefined) throw lineError(line, 'the name is missing');
  if (word.kind === 'quoted') throw lineError(line, 'the name must not be quoted');
  const name = parseName(word.text, { origin: setting.origin });
  if (!isInZone(name, setting.zone.name)) {
    throw lineError(
      line,
      `${name} is outside the zone ${setting.zone.name}; names in a script are relative to the ` +
        'root, or to what "origin" sets',
    );
  }
  return name;
}

function neededType(line: ScriptLine, type: string | undefined): string {
  if (type === undefined) throw lineError(line, 'the record type is missing');
  return readType(type);
}

function readRecord(
  name: string,
  type: string,
  data: readonly Token[],
  { origin }: Setting,
): GivenRecord {
  // The data is that of the type, which the compiler cannot see for one that varies.
  return { name, type, data: parseRdataTokens(type, data, origin) } as GivenRecord;
}
