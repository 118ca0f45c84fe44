/**
 * Tab in an editor of code. It indents; after Escape it leaves the editor as it leaves every other
 * field, so that who has no mouse is not caught in it.
 */

/** The text of an editor and what is selected in it. */
export interface EditorText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const indent = '  ';

/** What Tab, or Shift+Tab, makes of a text: the lines of a selection move, else spaces go in. */
export function indentText({ text, start, end }: EditorText, outward: boolean): EditorText {
  if (start === end && !outward) {
    const at = start + indent.length;
    return { text: text.slice(0, start) + indent + text.slice(start), start: at, end: at };
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const nextLine = text.indexOf('\n', end);
  const lineEnd = nextLine < 0 ? text.length : nextLine;
  const lines = text.slice(lineStart, lineEnd).split('\n');
  const moved = lines.map((line) => (outward ? line.replace(/^ {1,2}/, '') : indent + line));
  const first = (moved[0]?.length ?? 0) - (lines[0]?.length ?? 0);
  const all = moved.join('\n').length - lines.join('\n').length;
  const movedStart = Math.max(lineStart, start + first);
  return {
    text: text.slice(0, lineStart) + moved.join('\n') + text.slice(lineEnd),
    start: movedStart,
    end: Math.max(movedStart, end + all),
  };
}
