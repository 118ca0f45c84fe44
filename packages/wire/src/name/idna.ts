/**
 * Unicode text in a name becomes A-labels here (IDNA2008 by UTS 46, non-transitional), before the
 * name is read as DNS text. ASCII stays as it is, so `_acme-challenge` and `*` pass.
 */

import { toASCII } from 'tr46';

const beyondAscii = /[^\0-\x7f]/;

/** Whether a text needs IDNA at all. */
export function isUnicode(text: string): boolean {
  return beyondAscii.test(text);
}

/** The A-label form of a Unicode text; undefined where UTS 46 does not allow it. */
export function toALabels(text: string): string | undefined {
  const ascii = toASCII(text, {
    checkBidi: true,
    checkHyphens: false,
    checkJoiners: true,
    transitionalProcessing: false,
    // STD 3 would refuse underscores and wildcards, which names of records have.
    useSTD3ASCIIRules: false,
    verifyDNSLength: false,
  });
  return ascii ?? undefined;
}
