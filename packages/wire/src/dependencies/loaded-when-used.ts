/**
 * What is needed of other packages, loaded when something needs it. The tables of tr46 take Node 8 ms
 * and 6 MB, and few programs have names beyond ASCII; @noble/hashes takes 5 ms, and the client's keys
 * make their MACs by Node's own hashes; @scure/base takes 2.5 ms, and Node reads base64 by itself, if
 * not strictly. In a bundle this would look for packages that are not there: those who bundle take
 * loaded-at-once.ts, by the condition `module` that they all set and Node does not.
 */

import { Buffer } from 'node:buffer';
import process from 'node:process';
import type * as hmacs from '@noble/hashes/hmac.js';
import type * as legacy from '@noble/hashes/legacy.js';
import type * as sha2 from '@noble/hashes/sha2.js';
import type * as scure from '@scure/base';
import type * as tr46 from 'tr46';
import type * as atOnce from './loaded-at-once.ts';
import type { OctetsCoder } from './octets-coder.ts';

interface Packages {
  '@noble/hashes/hmac.js': typeof hmacs;
  '@noble/hashes/legacy.js': typeof legacy;
  '@noble/hashes/sha2.js': typeof sha2;
  '@scure/base': typeof scure;
  tr46: typeof tr46;
}

let loadByName: ((name: string) => unknown) | undefined;

function load<Name extends keyof Packages>(name: Name): Packages[Name] {
  loadByName ??= process.getBuiltinModule('node:module').createRequire(import.meta.url);
  return loadByName(name) as Packages[Name];
}

/** Node's own, which skips what it does not know: what it reads has to print as what was given. */
function ofNode(encoding: 'base64' | 'hex'): OctetsCoder {
  const encode = ({ buffer, byteOffset, length }: Uint8Array): string =>
    Buffer.from(buffer, byteOffset, length).toString(encoding);
  return {
    encode,
    decode: (text) => {
      // Memory of its own: it may become a secret, and other code gets what lies beside it in a pool.
      const memory = new Uint8Array(text.length);
      const octets = memory.slice(0, Buffer.from(memory.buffer).write(text, encoding));
      if (encode(octets) !== text) throw new Error(`no ${encoding}`);
      return octets;
    },
  };
}

export const base64: OctetsCoder = ofNode('base64');

export const hex: OctetsCoder = ofNode('hex');

export const base32hexnopad: OctetsCoder = {
  encode: (octets) => load('@scure/base').base32hexnopad.encode(octets),
  decode: (text) => load('@scure/base').base32hexnopad.decode(text),
};

export const toASCII: typeof atOnce.toASCII = (name, options) =>
  load('tr46').toASCII(name, options);

export const toUnicode: typeof atOnce.toUnicode = (name, options) =>
  load('tr46').toUnicode(name, options);

export const keyedState: typeof atOnce.keyedState = (name, secret) => {
  const { hmac } = load('@noble/hashes/hmac.js');
  const hash =
    name === 'md5' || name === 'sha1'
      ? load('@noble/hashes/legacy.js')[name]
      : load('@noble/hashes/sha2.js')[name];
  return hmac.create(hash, secret);
};
