/** Names as tests build them: octets of labels, by hand. */

import fc from 'fast-check';

/** The uncompressed octets of a name (RFC 1035 section 3.1). */
export function wireName(labels: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from([...labels.flatMap((label) => [label.length, ...label]), 0]);
}

/** The labels of plain text without escapes. */
export function plainLabels(text: string): Uint8Array[] {
  return text
    .split('.')
    .filter((label) => label !== '')
    .map((label) => Uint8Array.from(Buffer.from(label, 'latin1')));
}

/** Any labels that make a name of at most 255 octets: any octets, and ones that need escapes. */
export const anyLabels: fc.Arbitrary<Uint8Array[]> = fc
  .array(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 63 }),
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      fc
        .array(fc.constantFrom(...'aZ0-_*.\\"();@$ \t\0\x7f\xff'), { minLength: 1, maxLength: 8 })
        .map((characters) => Uint8Array.from(Buffer.from(characters.join(''), 'latin1'))),
    ),
    { maxLength: 12 },
  )
  .filter((labels) => wireName(labels).length <= 255);
