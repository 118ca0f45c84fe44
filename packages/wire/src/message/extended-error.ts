/** Extended DNS Errors (RFC 8914): what a server adds to an RCODE, made fit to be shown. */

import { replaceHidden } from '../errors/hidden-characters.ts';
import { decodeUtf8, encodeUtf8 } from '../octets/utf8.ts';
import { edeName } from '../registry/ede.ts';
import { ednsOptionCodes } from '../registry/edns-option.ts';
import type { EdnsInput } from './edns.ts';
import type { EdnsOptionInput } from './edns-option.ts';

/** An Extended DNS Error (RFC 8914 section 2). */
export interface ExtendedError {
  readonly infoCode: number;
  /** IANA's name of the info code, or `EDEn`. */
  readonly name: string;
  /** What the server adds, control characters escaped; it may be empty. */
  readonly text: string;
}

/**
 * The Extended DNS Errors of a message, also those whose text is not UTF-8; options too short for an
 * info code are left out.
 *
 * @example
 * ```ts
 * import { extendedErrors } from '@zonewright/wire';
 *
 * const edns = {
 *   udpPayloadBytes: 1232,
 *   version: 0,
 *   dnssecOk: false,
 *   options: [{ code: 'EDE', infoCode: 18, text: 'frozen' }],
 * } as const;
 * extendedErrors(edns); // => [{ infoCode: 18, name: 'Prohibited', text: 'frozen' }]
 * ```
 */
export function extendedErrors(edns: EdnsInput | undefined): ExtendedError[] {
  const errors: ExtendedError[] = [];
  for (const option of edns?.options ?? []) {
    const given = infoCodeAndText(option);
    if (given === undefined) continue;
    const { infoCode, text } = given;
    errors.push({ infoCode, name: edeName(infoCode), text: printableText(text) });
  }
  return errors;
}

function infoCodeAndText(
  option: EdnsOptionInput,
): { readonly infoCode: number; readonly text: Uint8Array } | undefined {
  if (option.code === 'EDE') {
    const text = encodeUtf8(option.text ?? '') ?? new Uint8Array(0);
    return { infoCode: option.infoCode, text };
  }
  if (option.code !== ednsOptionCodes.number('EDE') || option.data.length < 2) return undefined;
  const { data } = option;
  return {
    infoCode: ((data[0] as number) << 8) | (data[1] as number),
    text: data.subarray(2),
  };
}

/** Server text for a terminal or a log: final NULs dropped, control characters escaped. */
function printableText(octets: Uint8Array): string {
  let end = octets.length;
  // By hand: `/\0+$/` takes seconds over 60,000 NULs that do not stand at the end.
  while (end > 0 && octets[end - 1] === 0) end--;
  const given = octets.subarray(0, end);
  const text = decodeUtf8(given) ?? String.fromCharCode(...given.subarray(0, 1024));
  return replaceHidden(text, (codePoint) => `\\u{${codePoint.toString(16)}}`);
}
