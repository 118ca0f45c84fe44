/**
 * What is needed of other packages, loaded with the rest: for browsers and for whoever bundles. Node
 * has loaded-when-used.ts in its place, by `#dependencies` in `imports` of package.json.
 */

import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import type { CHash } from '@noble/hashes/utils.js';
import type { HashName, KeyedState } from './keyed-state.ts';

export { base32hexnopad, base64, hex } from '@scure/base';
export { toASCII, toUnicode } from 'tr46';

const hashes: Readonly<Record<HashName, CHash>> = { md5, sha1, sha224, sha256, sha384, sha512 };

/** The state of an HMAC (RFC 2104) that has the secret and no octets yet. */
export function keyedState(hash: HashName, secret: Uint8Array): KeyedState {
  return hmac.create(hashes[hash], secret);
}
