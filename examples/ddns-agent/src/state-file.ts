/** What the agent has set, kept in a file from one start to the next. */

import { open, readFile, rename } from 'node:fs/promises';

/** One record that the agent has set; names are absolute. */
export interface Entry {
  readonly zone: string;
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'PTR';
  readonly data: string;
}

export class StateFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** What was set; nothing where there is no file yet. @throws where it holds something else */
  async read(): Promise<readonly Entry[]> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
    const entries: unknown = JSON.parse(text);
    if (Array.isArray(entries) && entries.every(isEntry)) return entries;
    throw new Error(`${this.#path} is no state of this agent`);
  }

  /** Whatever happens meanwhile, the file holds the old or the new, and all of it. */
  async write(entries: readonly Entry[]): Promise<void> {
    const temporary = `${this.#path}.new`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(entries, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path);
  }
}

const fields = ['zone', 'name', 'type', 'data'] as const;

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const record: Partial<Record<string, unknown>> = { ...value };
  const type = record['type'];
  return (
    fields.every((field) => typeof record[field] === 'string') &&
    (type === 'A' || type === 'AAAA' || type === 'PTR')
  );
}
