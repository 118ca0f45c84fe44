/**
 * The corpora that several packages test against: wire vectors, hostile messages and captured
 * replies of real servers, kept compressed in `packages/testkit/corpus`.
 */

import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** The corpora, by file name. */
export type CorpusName =
  | 'captures'
  | 'malformed'
  | 'server-responses'
  | 'tsig-vectors'
  | 'update-vectors';

/**
 * Reads a corpus. Its format is told by its own `about` and by the test that reads it, which says
 * in `Corpus` what it expects.
 */
export function readCorpus<Corpus>(name: CorpusName): Corpus {
  const file = new URL(`../corpus/${name}.json.br`, import.meta.url);
  return JSON.parse(brotliDecompressSync(readFileSync(file)).toString('utf8')) as Corpus;
}

/** Octets from the corpora's hexadecimal text. */
export function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
