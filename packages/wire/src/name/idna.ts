/**
 * Unicode text in a name becomes A-labels here (IDNA2008 by UTS 46, non-transitional), before the
 * name is read as DNS text. ASCII stays as it is, so `_acme-challenge` and `*` pass. The way back
 * is for showing names to people, and only for who asks for it.
 */

import { toASCII, toUnicode } from '#dependencies';

const beyondAscii = /[^\0-\x7f]/;

/** Whether a text needs IDNA at all. */
export function isUnicode(text: string): boolean {
  return beyondAscii.test(text);
}

const rules = {
  checkBidi: true,
  checkHyphens: false,
  checkJoiners: true,
  transitionalProcessing: false,
  // STD 3 would refuse underscores and wildcards, which names of records have.
  useSTD3ASCIIRules: false,
} as const;

/** The A-label form of a Unicode text; undefined where UTS 46 does not allow it. */
export function toALabels(text: string): string | undefined {
  return toASCII(text, { ...rules, verifyDNSLength: false }) ?? undefined;
}

const aLabel = /(?:^|\.)xn--/;

/**
 * The Unicode form of a name, its A-labels decoded; the name itself where it has none, or where its
 * Unicode form would not be read back to the same name: A-labels that IDNA does not allow, letters
 * in upper case, escapes.
 *
 * @param name absolute
 *
 * @example
 * ```ts
 * import { toUnicodeName } from '@zonewright/wire';
 *
 * toUnicodeName('xn--bcher-kva.example.'); // => 'bücher.example.'
 * toUnicodeName('xn--abc-.example.'); // => 'xn--abc-.example.'
 * ```
 */
export function toUnicodeName(name: string): string {
  if (!aLabel.test(name) || name.includes('\\')) return name;
  const { domain, error } = toUnicode(name, rules);
  return !error && toALabels(domain) === name ? domain : name;
}
