/** Two versions of a zone, line by line. */

/** A record's line, and whether it is in both versions. */
export interface ZoneLine {
  readonly text: string;
  readonly state: 'kept' | 'added' | 'removed';
}

/**
 * Puts two versions into one list. Both are in the order in which zones are printed, so lines that
 * both have come in the same order in both.
 */
export function compareLines(before: readonly string[], after: readonly string[]): ZoneLine[] {
  const [old, current] = [new Set(before), new Set(after)];
  const lines: ZoneLine[] = [];
  let at = 0;
  const takeRemoved = (): void => {
    for (; at < before.length && !current.has(before[at] as string); at++) {
      lines.push({ text: before[at] as string, state: 'removed' });
    }
  };
  for (const text of after) {
    takeRemoved();
    if (old.has(text)) at += 1;
    lines.push({ text, state: old.has(text) ? 'kept' : 'added' });
  }
  takeRemoved();
  return lines;
}
