import type { TsigKey } from '@zonewright/wire';

/** Whether a signer is a key, which can verify more than one reply; of another copy of wire, too. */
export function isTsigKey(key: unknown): key is TsigKey {
  return typeof (key as Partial<TsigKey> | undefined)?.verifiesMac === 'function';
}
