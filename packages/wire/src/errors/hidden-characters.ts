/** Characters that do not show, or change how others do: no place for them in a terminal or a log. */

let hidden: RegExp | undefined;

/** Replaces control characters, and those that turn the direction of a line or do not show. */
export function replaceHidden(text: string, replace: (codePoint: number) => string): string {
  // As a literal V8 would read it with the file, and gather the characters of Unicode for it: 0.25 ms.
  // biome-ignore lint/complexity/useRegexLiterals: see above
  hidden ??= new RegExp('[\\p{Cc}\\p{Cf}\\u2028\\u2029]', 'gu');
  return text.replace(hidden, (character) => replace(character.codePointAt(0) as number));
}
