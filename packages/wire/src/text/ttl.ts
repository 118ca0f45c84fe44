/** Times in seconds as text: `3600`, or with units, `1h30m` (BIND's extension, RFC 2308 uses it). */

/** Largest TTL (RFC 2181 section 8). */
export const maxTtl = 2_147_483_647;

const unitSeconds: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};

/**
 * Reads a time; undefined where the text is none. Units are `w d h m s` in either case.
 *
 * @example
 * ```ts
 * import { parseTtl } from '@zonewright/wire';
 *
 * parseTtl('1h30m'); // => 5400
 * parseTtl('www'); // => undefined
 * ```
 */
export function parseTtl(text: string): number | undefined {
  if (text.length > 64) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(?:\d+[smhdw])+$/i.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.toLowerCase().matchAll(/(\d+)([smhdw])/g)) {
    seconds += Number(count) * (unitSeconds[unit as string] as number);
  }
  return seconds;
}
