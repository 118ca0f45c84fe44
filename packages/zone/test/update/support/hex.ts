/** Octets as hexadecimal text, for tests: spaces and line ends in it do not count. */

/** The octets that a text spells. */
export function octets(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

/** The text of octets, without spaces. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A hexadecimal text without its spaces. */
export function tight(text: string): string {
  return text.replaceAll(/\s/g, '');
}
