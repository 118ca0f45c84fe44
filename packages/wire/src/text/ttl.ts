/** Times in seconds as text: `3600`, or with units, `1h30m` (BIND's extension, RFC 2308 uses it). */

/** Largest TTL (RFC 2181 section 8). */
export const maxTtl = 2_147_483_647;

/** No time that means anything has a longer text. */
const longestText = 64;

const digitZero = 0x30;

/** Seconds of a unit, by its small letter. */
const unitSeconds: ReadonlyMap<number, number> = new Map(
  Object.entries({ s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }).map(([unit, seconds]) => [
    unit.charCodeAt(0),
    seconds,
  ]),
);

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
  if (text.length === 0 || text.length > longestText) return undefined;
  let seconds = 0;
  let count = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= digitZero && code <= digitZero + 9) {
      count = 10 * count + (code - digitZero);
      digits++;
      continue;
    }
    // Letters beyond ASCII are no units, though their small forms may lie within it.
    const unit = code < 0x80 ? unitSeconds.get(code | 0x20) : undefined;
    if (unit === undefined || digits === 0) return undefined;
    seconds += count * unit;
    count = 0;
    digits = 0;
  }
  if (digits === 0) return seconds;
  // Without a unit at the end it is a number of seconds, and has units nowhere.
  return digits === text.length ? count : undefined;
}
