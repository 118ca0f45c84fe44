/** Octets as text, and back; as of @scure/base. */
export interface OctetsCoder {
  encode(octets: Uint8Array): string;
  /** @throws {Error} for what `encode` would have written otherwise */
  decode(text: string): Uint8Array;
}
