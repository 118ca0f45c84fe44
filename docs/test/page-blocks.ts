/** The fenced blocks of a page, as a reader takes them: files to write, commands to run, and what they print. */

/** What a reader does with a block. */
export type PageBlock = {
  /** Of the opening fence, counted from 1. */
  readonly line: number;
  /** The heading of second order above it. */
  readonly section: string;
  readonly text: string;
} & (
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'commands' }
  /** What the commands before it print. */
  | { readonly kind: 'output' }
  /** A ts block that is no file: the examples' tests run it. */
  | { readonly kind: 'example' }
);

/**
 * Takes the blocks out of a page. One that opens with a comment of nothing but a name is the file of that
 * name, comment included; `sh` is run; any other `text` behind it is its output.
 *
 * @throws Error for a block that is none of these
 */
export function pageBlocks(markdown: string): readonly PageBlock[] {
  const blocks: PageBlock[] = [];
  let section = '';
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = /^```(\S*)/.exec(text);
    if (open === undefined) {
      if (fence !== null) open = { line: index + 1, language: fence[1] ?? '', lines: [] };
      section = /^## (.+)$/.exec(text)?.[1] ?? section;
    } else if (fence === null) {
      open.lines.push(text);
    } else {
      blocks.push(blockOf(open, section, blocks.at(-1)));
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`the block at line ${open.line} has no end`);
  return blocks;
}

function blockOf(
  { line, language, lines }: { line: number; language: string; lines: readonly string[] },
  section: string,
  before: PageBlock | undefined,
): PageBlock {
  const block = { line, section, text: lines.join('\n') };
  const name = /^(?:\/\/|;|#) (\S+\.\w+)$/.exec(lines[0] ?? '')?.[1];
  if (name !== undefined) return { ...block, kind: 'file', name };
  if (language === 'sh') return { ...block, kind: 'commands' };
  if (language === 'ts') return { ...block, kind: 'example' };
  if (language === 'text' && before?.kind === 'commands') return { ...block, kind: 'output' };
  throw new Error(`the ${language} block at line ${line} is no file, command or output`);
}
