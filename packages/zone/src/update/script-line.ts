/**
 * The lines of a script as nsupdate and knsupdate read them: one command on each, `;` for comments.
 * Behind a command only knsupdate has comments, and parentheses: to nsupdate they are data.
 * What an error shows of a line is decided here, because a line may hold a key.
 */

import { InvalidValueError, readEntries, TextSyntaxError, type Token } from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';

/** A line with a command. */
export interface ScriptLine {
  /** From 1. */
  readonly number: number;
  /** Its first word, in lower case. */
  readonly command: string;
  /** The words behind it. */
  readonly words: readonly Token[];
  readonly text: string;
}

/** Commands that `Update.parse` carries out. */
const taken: ReadonlySet<string> = new Set(
  `zone class ttl origin prereq nxdomain yxdomain nxrrset yxrrset update add del delete send quit
  exit`.split(/\s+/),
);

/** Commands that choose a server or a key, or talk to who sits at the terminal. */
const commandLines: ReadonlySet<string> = new Set(
  `server local key gsstsig oldgsstsig realm tkeyname lease check-names checknames check-svcb
  checksvcb show answer debug help version`.split(/\s+/),
);

/** A script's line that cannot be taken. */
export function lineError(line: ScriptLine, rule: string): InvalidUpdateError {
  return new InvalidUpdateError(`script line ${line.number}`, line.text, rule);
}

/**
 * The lines of a script, one by one: undefined for a blank one, which nsupdate takes for `send`;
 * comments are left out.
 *
 * @throws {InvalidUpdateError} for a command that is not taken, shown without what stands behind it
 */
export function* readLines(script: string): Generator<ScriptLine | undefined, void, undefined> {
  let number = 0;
  for (const text of script.split(/\r?\n/)) {
    number += 1;
    const trimmed = text.trim();
    if (trimmed === '') yield undefined;
    else if (!trimmed.startsWith(';')) yield readLine(trimmed, number);
  }
}

function readLine(text: string, number: number): ScriptLine {
  const word = /^\S+/.exec(text)?.[0] as string;
  const command = word.toLowerCase();
  if (!taken.has(command)) refuseCommand(text, command, number);
  try {
    return { number, command, words: wordsOf(text), text };
  } catch (error) {
    if (!(error instanceof TextSyntaxError)) throw error;
    throw new InvalidUpdateError(`script line ${number}`, text, error.rule);
  }
}

/**
 * The words behind the command.
 *
 * @throws {TextSyntaxError}
 */
export function wordsOf(text: string): Token[] {
  return [...readEntries(text, 'apart')].flatMap(({ tokens }) => tokens).slice(1);
}

function refuseCommand(text: string, command: string, number: number): never {
  const what = `script line ${number}`;
  if (commandLines.has(command)) {
    throw new InvalidUpdateError(
      what,
      command === 'key' ? 'key …' : text,
      'this command is for the command line, which chooses servers and keys; an update has none',
    );
  }
  // What is no command may be a piece of a key, so that no more than a word is shown.
  throw new InvalidUpdateError(
    what,
    /^[a-z-]{1,12}$/.test(command) ? `${command} …` : '…',
    'it does not begin with a command of an update',
  );
}

/** Runs what a line asks for; an error in it tells the line. */
export function duringLine(line: ScriptLine, run: () => void): void {
  try {
    run();
  } catch (error) {
    // A line's own error tells the line already.
    if (!(error instanceof InvalidValueError) || error.value === line.text) throw error;
    error.during(`parse, line ${line.number}`);
    error.operation = 'parse';
    throw error;
  }
}
