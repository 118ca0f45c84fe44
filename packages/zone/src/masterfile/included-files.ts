/**
 * The files that a master file includes (RFC 1035 section 5.1): their text comes from a function of
 * the caller's. Here is how deep and how often, and which file an error is in.
 */

import type { Token } from '@zonewright/wire';
import { fault, MasterFileError, within } from './master-file-error.ts';

/** How deep files may include each other, and how many times a file is included in all. */
const maxDepth = 16;
const maxFiles = 1_000;

/** The files of one master file. */
export class IncludedFiles {
  readonly #include: ((fileName: string) => string) | undefined;
  /** The files that are being read, outermost first. */
  readonly #open: string[] = [];
  #count = 0;

  /** @param include gives the text of a file; without it every `$INCLUDE` is an error */
  constructor(include: ((fileName: string) => string) | undefined) {
    this.#include = include;
  }

  /**
   * Gives the text of the file that a token names to `take`.
   *
   * @throws {MasterFileError} and what `take` throws, with the file's name
   */
  read(file: Token, take: (text: string) => void): void {
    const fileName = file.text;
    if (this.#include === undefined) {
      throw fault(file, '$INCLUDE, and no option include that would give the text of the file');
    }
    if (this.#open.includes(fileName)) throw fault(file, 'a file includes itself');
    if (this.#open.length >= maxDepth) {
      throw fault(file, `files include each other more than ${maxDepth} deep`);
    }
    this.#count += 1;
    if (this.#count > maxFiles) throw fault(file, `more than ${maxFiles} $INCLUDE`);
    let text: string;
    try {
      text = this.#include(fileName);
    } catch (error) {
      throw fault(file, 'the file could not be read', error);
    }
    if (typeof text !== 'string') throw fault(file, 'the option include gave no text');
    this.#open.push(fileName);
    try {
      take(text);
    } catch (error) {
      throw error instanceof MasterFileError ? within(error, { fileName }) : error;
    }
    this.#open.pop();
  }
}
