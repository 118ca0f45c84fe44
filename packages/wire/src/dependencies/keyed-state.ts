/** What is called of @noble/hashes. */

export type HashName = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** The state of an HMAC. */
export interface KeyedState {
  clone(): KeyedState;
  /** As `clone`, into another state of the same hash. */
  _cloneInto(to: unknown): KeyedState;
  update(octets: Uint8Array): unknown;
  digestInto(octets: Uint8Array): void;
}
