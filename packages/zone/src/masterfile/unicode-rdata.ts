/**
 * The names in printed data, in Unicode. Which words of the data are names is not asked of its type:
 * a word that looks like a name with A-labels is tried, and kept where the data is read back to the
 * same.
 */

import { isDnsError, parseRdata, printRdata, readEntries, toUnicodeName } from '@zonewright/wire';

/** A whole name is a word with the final dot; nothing that is no name has A-labels by chance. */
const nameWithALabel = /^(?:[^"=]*\.)?xn--[^"=]*\.$/;

/**
 * @param type the data's type
 * @param rdata as {@link printRdata} prints it, names whole
 */
export function toUnicodeRdata(type: string, rdata: string): string {
  if (!rdata.includes('xn--')) return rdata;
  let text = '';
  let done = 0;
  for (const { tokens } of readEntries(rdata)) {
    for (const token of tokens) {
      if (token.kind === 'quoted' || !nameWithALabel.test(token.text)) continue;
      const start = token.column - 1;
      text += rdata.slice(done, start) + toUnicodeName(token.text);
      done = start + token.text.length;
    }
  }
  text += rdata.slice(done);
  return text !== rdata && isReadBack(type, text, rdata) ? text : rdata;
}

function isReadBack(type: string, text: string, rdata: string): boolean {
  try {
    // The data is that of the type, which the compiler cannot see for a type that varies.
    return printRdata<string>(type, parseRdata<string>(type, text) as never) === rdata;
  } catch (error) {
    if (!isDnsError(error)) throw error;
    return false;
  }
}
