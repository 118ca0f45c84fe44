/**
 * Owner and data of a record in a master file, and the place of what is wrong in them: the names
 * and data of all types are read by wire, which knows no lines and columns.
 */

import {
  InvalidValueError,
  parseName,
  parseRdataTokens,
  quote,
  type RRType,
  type Token,
} from '@zonewright/wire';
import { fault } from './master-file-error.ts';

/**
 * Reads a name.
 *
 * @param what the name's part in the text, for an error
 * @throws {MasterFileError}
 */
export function readName(token: Token, origin: string, what: string): string {
  if (token.kind === 'quoted') throw fault(token, `${what} must not be quoted`);
  try {
    return parseName(token.text, { origin });
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    throw fault(token, `${what}, ${quote(error.value)}: ${error.rule}`, error);
  }
}

/** A master file may be what a server printed, which holds records that break the rules of their type. */
const lenient = { lenient: true };

/**
 * Reads the tokens of a record's data.
 *
 * @param typeToken where the error is if there are no tokens
 * @throws {MasterFileError}
 */
export function readData(
  type: RRType,
  tokens: readonly Token[],
  typeToken: Token,
  origin: string,
): unknown {
  try {
    return parseRdataTokens(type, tokens, origin, lenient);
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    const token = tokens[countToFault(type, tokens, origin, error.rule) - 1] ?? typeToken;
    throw fault(token, `${type} data: ${error.rule}`, error);
  }
}

/** How many tokens the one at fault is looked for among: behind them it is taken to be the last. */
const searchedTokens = 4_096;

/**
 * How many tokens it takes to break the rule that all of them break: the last of them is at fault.
 * Data is read from left to right, so that what breaks a rule still does with more behind it.
 */
function countToFault(
  type: RRType,
  tokens: readonly Token[],
  origin: string,
  rule: string,
): number {
  const isBroken = (count: number): boolean =>
    ruleBroken(type, tokens.slice(0, count), origin) === rule;
  let enough = tokens.length;
  if (enough > searchedTokens) {
    if (!isBroken(searchedTokens)) return enough;
    enough = searchedTokens;
  }
  for (let few = 0; few < enough; ) {
    const middle = (few + enough) >>> 1;
    if (isBroken(middle)) enough = middle;
    else few = middle + 1;
  }
  return enough;
}

function ruleBroken(type: RRType, tokens: readonly Token[], origin: string): string | undefined {
  try {
    parseRdataTokens(type, tokens, origin, lenient);
    return undefined;
  } catch (error) {
    return error instanceof InvalidValueError ? error.rule : undefined;
  }
}
