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

const separators = /[.\u3002\uff0e\uff61]/;

/**
 * A Unicode text with its Unicode labels in A-label form; undefined where UTS 46 does not allow one.
 *
 * Each label stands for itself, as on the wire: what is ASCII stays as it is, and the rule for letters
 * that run from right to left (RFC 5893) is not asked of the labels beside them, since no `*`,
 * `_acme-challenge` or `10` would keep it.
 */
export function toALabels(text: string): string | undefined {
  const labels: string[] = [];
  for (const label of text.split(separators)) {
    const ascii = isUnicode(label) ? toASCII(label, { ...rules, verifyDNSLength: false }) : label;
    if (ascii === null) return undefined;
    labels.push(ascii);
  }
  return labels.join('.');
}

/**
 * The Unicode form of a name: its A-labels decoded, but for those whose Unicode form would not be read
 * back to the same label, since IDNA does not allow them, or has them in lower case. A name with an
 * escape in it stays as it is.
 *
 * @param name absolute
 *
 * @example
 * ```ts
 * import { toUnicodeName } from '@zonewright/wire';
 *
 * toUnicodeName('*.xn--bcher-kva.example.'); // => '*.bücher.example.'
 * toUnicodeName('xn--abc-.example.'); // => 'xn--abc-.example.'
 * ```
 */
export function toUnicodeName(name: string): string {
  return name.includes('\\') ? name : name.split('.').map(toUnicodeLabel).join('.');
}

function toUnicodeLabel(label: string): string {
  if (!label.startsWith('xn--')) return label;
  const { domain, error } = toUnicode(label, rules);
  return !error && toALabels(domain) === label ? domain : label;
}
