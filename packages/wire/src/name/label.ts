/**
 * One label of a domain name, as octets and as master-file text (RFC 1035 section 5.1). Escaping is
 * a function: each label has one text, so that names compare as strings.
 */

/** Longest label in octets (RFC 1035 section 2.3.4). */
export const maxLabelBytes = 63;

/** Octets that mean something in a master file and are written with a backslash before them. */
const special: ReadonlySet<number> = new Set(Array.from('".;\\()@$', (c) => c.charCodeAt(0)));

const textOfOctet: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  if (special.has(octet)) return `\\${String.fromCharCode(octet)}`;
  if (octet > 0x20 && octet < 0x7f) return String.fromCharCode(octet);
  return `\\${String(octet).padStart(3, '0')}`;
});

/** Prints octets `start` to `end` as the text of a label. */
export function printLabel(octets: Uint8Array, start = 0, end: number = octets.length): string {
  let text = '';
  for (let i = start; i < end; i++) text += textOfOctet[octets[i] as number] as string;
  return text;
}

/** Where an escape ends and which octet it stands for, or the rule that it breaks. */
export type Escape =
  | { readonly octet: number; readonly end: number; readonly rule?: undefined }
  | { readonly rule: string };

/**
 * Reads the escape whose backslash is at `start`: `\DDD` is an octet by its decimal number, `\X`
 * the character itself (RFC 1035 section 5.1).
 */
export function readEscape(text: string, start: number): Escape {
  const decimal = /^\d{1,3}/.exec(text.slice(start + 1, start + 4))?.[0];
  if (decimal !== undefined) {
    if (decimal.length < 3) return { rule: `escape \\${decimal} needs three digits` };
    const octet = Number(decimal);
    if (octet > 255) return { rule: `escape \\${decimal} is over 255` };
    return { octet, end: start + 4 };
  }
  const octet = text.charCodeAt(start + 1);
  if (Number.isNaN(octet)) return { rule: 'a backslash at the end escapes nothing' };
  if (octet < 0x20 || octet > 0x7e) return { rule: 'a backslash before no printable ASCII' };
  return { octet, end: start + 2 };
}
