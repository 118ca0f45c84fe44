/**
 * Reads the forms in which people hold TSIG keys. What a form means is decided by how the text
 * begins; a text that holds several keys wants a name to choose by. No error shows any of the text
 * but a key's name or algorithm.
 */

import { InvalidKeyError, InvalidNameError, InvalidOptionError } from '../errors/invalid.ts';
import { quote } from '../errors/quote.ts';
import { canonicalName, parseName } from '../name/name.ts';
import { parseBase64 } from '../octets/base64.ts';
import { tsigAlgorithms } from './algorithm.ts';
import type { TsigKeyOptions } from './key.ts';
import { readKeyBlocks } from './key-blocks.ts';
import { readKeySections } from './key-sections.ts';
import type { KeyStatement } from './key-statement.ts';

/** DNSSEC algorithm numbers that dnssec-keygen and ddns-confgen gave to HMAC keys. */
const algorithmNumbers: Readonly<Record<string, string>> = {
  '157': 'hmac-md5',
  '161': 'hmac-sha1',
  '162': 'hmac-sha224',
  '163': 'hmac-sha256',
  '164': 'hmac-sha384',
  '165': 'hmac-sha512',
};

function algorithmOfNumber(number: string): string {
  const algorithm = algorithmNumbers[number];
  if (algorithm === undefined) {
    throw new InvalidKeyError(`algorithm ${quote(number)} is none of an HMAC key`);
  }
  return algorithm;
}

/** Longest text that is read: named.conf with all its keys is far shorter. */
const maxKeyText = 1_048_576;

/**
 * Reads one key from a text.
 *
 * @param options `name`: picks one of several; `fileName`: the last part of the path that the text
 *   was read from, which holds the name of the key of a `K*.private` file
 * @throws {InvalidKeyError | InvalidOptionError}
 */
export function parseKeyText(
  text: string,
  options: { readonly name?: string | undefined; readonly fileName?: string | undefined } = {},
): TsigKeyOptions {
  if (typeof text !== 'string') throw new InvalidKeyError('the key is no string');
  if (typeof options !== 'object' || options === null) {
    // What was given may be the secret: it is not shown.
    throw new InvalidOptionError('options', undefined, 'an object, such as { name }, is needed');
  }
  if (text.length > maxKeyText)
    throw new InvalidKeyError(`the text has over ${maxKeyText} characters`);
  return checkStatement(choose(readStatements(text, options.fileName), options.name));
}

function readStatements(text: string, fileName: string | undefined): readonly KeyStatement[] {
  const trimmed = text.trim();
  if (trimmed === '') throw new InvalidKeyError('the text is empty');
  if (/^Private-key-format:/i.test(trimmed)) return [readPrivateKey(trimmed, fileName)];
  const blocks = trimmed.includes('{') ? readKeyBlocks(trimmed) : [];
  if (blocks.length > 0) return blocks;
  const sections = readKeySections(trimmed);
  if (sections.length > 0) return sections;
  const lines = trimmed
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[;#]/.test(line));
  const records = lines.map(readKeyRecord);
  if (records.some((record) => record !== undefined)) {
    return records.filter((record) => record !== undefined);
  }
  return lines.map(readColons);
}

/** `name. IN KEY 512 3 163 base64`: the line of a `K*.key` file (RFC 2535 section 3, RFC 2845). */
function readKeyRecord(line: string): KeyStatement | undefined {
  const match = /^(\S+)\s+(?:\d+\s+)?(?:IN\s+)?KEY\s+\d+\s+3\s+(\d+)\s+(.+)$/i.exec(line);
  if (match === null) return undefined;
  const [, name, number, secret] = match as unknown as [string, string, string, string];
  return {
    name,
    algorithm: algorithmOfNumber(number),
    secret: secret.replace(/\s+/g, ''),
    isLabelled: true,
  };
}

/** A `K*.private` file: its name has the key's, `Kname.+163+12345.private`. */
function readPrivateKey(text: string, fileName: string | undefined): KeyStatement {
  const name = /^K(.+)\+\d{3}\+\d{5}\.private$/.exec(fileName ?? '')?.[1];
  if (name === undefined) {
    throw new InvalidKeyError(
      "a K*.private file has its key's name in its own: read it by fromFile",
    );
  }
  const number = /^Algorithm:\s*(\d+)/im.exec(text)?.[1];
  if (number === undefined) throw new InvalidKeyError('the file states no algorithm');
  const secret = /^Key:\s*(\S+)\s*$/im.exec(text)?.[1];
  return { name, algorithm: algorithmOfNumber(number), secret, isLabelled: true };
}

/**
 * `alg:name:secret`, `name:secret`, and `name:alg:secret` or `name:secret:alg` where it is clear;
 * `name. alg. secret` of `pdnsutil list-tsig-keys`.
 */
function readColons(line: string): KeyStatement {
  const parts = line.split(/\shmac-/i.test(line) ? /\s+/ : ':');
  if (parts.length === 2) {
    const [name, secret] = parts;
    return { name, secret, isLabelled: false };
  }
  if (parts.length === 3) {
    const at = parts.findIndex((part) => isAlgorithm(part));
    if (at < 0) {
      throw new InvalidKeyError(
        `no part of the key is an algorithm; write alg:name:secret with one of ${tsigAlgorithms.join(', ')}`,
      );
    }
    const [name, secret] = parts.filter((_, i) => i !== at);
    return { name, algorithm: parts[at], secret, isLabelled: false };
  }
  throw new InvalidKeyError(
    'the text is in no known form; write alg:name:secret, name:secret, or key "name" { … };',
  );
}

function isAlgorithm(text: string): boolean {
  return /^hmac-/i.test(text);
}

function choose(statements: readonly KeyStatement[], name: string | undefined): KeyStatement {
  if (name === undefined) {
    const [only, ...more] = statements;
    if (only === undefined) throw new InvalidKeyError('the text holds no key');
    if (more.length > 0) {
      const names = statements.slice(0, 5).map((statement) => quote(statement.name));
      const shown = statements.every(showsItsName) ? ` (${names.join(', ')})` : '';
      throw new InvalidKeyError(`the text holds ${statements.length} keys${shown}: name one`);
    }
    return only;
  }
  const wanted = comparableName(name);
  const found = statements.find(
    (statement) => wanted !== undefined && comparableName(statement.name) === wanted,
  );
  if (found === undefined) throw new InvalidKeyError(`the text holds no key named ${quote(name)}`);
  return found;
}

/**
 * Whether the name of a key may be shown: where the text itself says which part it is, where the
 * secret is in its place too, and where it does not look like one.
 */
function showsItsName({ name, secret, isLabelled }: KeyStatement): boolean {
  return (
    isLabelled &&
    /^[\w.-]{1,30}$/.test(name ?? '') &&
    secret !== undefined &&
    parseBase64(secret) !== undefined
  );
}

/** A name as names are compared; undefined where it is none, and without the error that shows it. */
function comparableName(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  try {
    return canonicalName(parseName(name));
  } catch (error) {
    if (error instanceof InvalidNameError) return undefined;
    throw error;
  }
}

/**
 * `hmac-sha256-80` is hmac-sha256 with its MAC cut to 80 bits. Three such names are also algorithms
 * of their own (RFC 8945 section 6); only named.conf means the cut by those.
 */
function readCut(
  algorithm: string,
  always: boolean,
): { readonly algorithm: string; readonly macBytes?: number } {
  const match = /^(hmac-(?:md5|sha1|sha224|sha256|sha384|sha512))-(\d{1,4})$/i.exec(algorithm);
  const isOwnName = tsigAlgorithms.some((known) => known === algorithm.toLowerCase());
  if (match === null || (isOwnName && !always)) return { algorithm };
  const [, base, bits] = match as unknown as [string, string, string];
  return { algorithm: base, macBytes: Number(bits) / 8 };
}

function checkStatement(statement: KeyStatement): TsigKeyOptions {
  const { name, algorithm = 'hmac-sha256', secret, cutsMac = false } = statement;
  if (name === undefined || name === '') throw new InvalidKeyError('the key has no name');
  if (secret === undefined || secret === '') throw new InvalidKeyError('the key has no secret');
  return { name, secret, ...readCut(algorithm, cutsMac) };
}
