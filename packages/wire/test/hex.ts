/** Octets and hexadecimal text in tests, by Node's own means and not by what is tested. */

/** The octets of hexadecimal digits, which spaces may group, as a plain `Uint8Array`. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  const octets = Uint8Array.from(Buffer.from(digits, 'hex'));
  if (octets.length * 2 !== digits.length) throw new Error(`not hexadecimal: ${text}`);
  return octets;
}

/** Octets as lower-case hexadecimal digits. */
export function toHex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
