/**
 * What is needed of other packages, loaded when something needs it. The tables of tr46 take Node 8 ms
 * and 6 MB, and few programs have names beyond ASCII; @noble/hashes takes 5 ms, and the client's keys
 * make their MACs by Node's own hashes. In a bundle this would look for packages that are not there:
 * those who bundle take loaded-at-once.ts, by the condition `module` that they all set and Node does not.
 */

import process from 'node:process';
import type * as hmacs from '@noble/hashes/hmac.js';
import type * as legacy from '@noble/hashes/legacy.js';
import type * as sha2 from '@noble/hashes/sha2.js';
import type * as tr46 from 'tr46';
import type * as atOnce from './loaded-at-once.ts';

interface Packages {
  '@noble/hashes/hmac.js': typeof hmacs;
  '@noble/hashes/legacy.js': typeof legacy;
  '@noble/hashes/sha2.js': typeof sha2;
  tr46: typeof tr46;
}

let loadByName: ((name: string) => unknown) | undefined;

function load<Name extends keyof Packages>(name: Name): Packages[Name] {
  loadByName ??= process.getBuiltinModule('node:module').createRequire(import.meta.url);
  return loadByName(name) as Packages[Name];
}

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
