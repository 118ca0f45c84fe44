/** How a value that was refused is shown in an error message: short, on one line, harmless. */

import { replaceHidden } from './hidden-characters.ts';

const longest = 80;

/** Prints any value for an error message: quoted, control characters escaped, cut when long. */
export function quote(value: unknown): string {
  if (typeof value === 'string') {
    const cut = value.length > longest ? `${value.slice(0, longest)}…` : value;
    return replaceHidden(
      JSON.stringify(cut),
      (codePoint) => `\\u${codePoint.toString(16).padStart(4, '0')}`,
    );
  }
  if (value instanceof Uint8Array) return `${value.length} octets`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}
