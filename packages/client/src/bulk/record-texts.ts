/** Text of many records, cut where an owner begins, so that it can be packed like single records. */

import { readEntries, TextSyntaxError } from '@zonewright/wire';
import type { Read, Source } from './source.ts';

/** What a source has, and of its texts of several lines one piece after the other. */
export class Pieces {
  readonly #source: Source<unknown>;
  #texts: Iterator<string, undefined> | undefined;

  constructor(source: Source<unknown>) {
    this.#source = source;
  }

  /** As of the source. */
  next(): Read<unknown> | Promise<Read<unknown>> {
    const text = this.#texts?.next().value;
    if (text !== undefined) return { item: text };
    const read = this.#source.next();
    return read instanceof Promise ? read.then((later) => this.#cut(later)) : this.#cut(read);
  }

  #cut(read: Read<unknown>): Read<unknown> {
    if (typeof read?.item !== 'string' || !read.item.includes('\n')) return read;
    this.#texts = recordTexts(read.item);
    return { item: this.#texts.next().value };
  }
}

/** All of the text, piece by piece: in each are the records of one owner, and comments. */
function* recordTexts(text: string): Generator<string, undefined> {
  const lines = text.split('\n');
  let start = 0;
  try {
    for (const { tokens } of readEntries(text, 'apart')) {
      const [first] = tokens;
      // Behind white space is another record of the owner before; behind a parenthesis it began above.
      if (first === undefined || first.column > 1) continue;
      yield lines.slice(start, first.line - 1).join('\n');
      start = first.line - 1;
    }
  } catch (error) {
    if (!(error instanceof TextSyntaxError)) throw error;
    // Who reads it as records tells what is wrong, and in which line.
    yield `${'\n'.repeat(start)}${lines.slice(start).join('\n')}`;
    return;
  }
  yield lines.slice(start).join('\n');
}
