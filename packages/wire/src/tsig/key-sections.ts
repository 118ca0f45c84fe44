/**
 * `key:` sections: Knot's, a list of `- id: …` entries, and NSD's, one section a key with `name: …`.
 * Both have an option a line.
 */

import type { KeyStatement } from './key-statement.ts';

const option = /^(\s*)(-\s+)?([\w-]+)\s*:\s*(.*)$/;

/** A value without its quotes and the comment behind it. */
function valueOf(text: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(text);
  return quoted === null ? text.replace(/(?:^|\s)#.*$/, '').trim() : (quoted[2] as string);
}

/** All key sections of a text. */
export function readKeySections(text: string): KeyStatement[] {
  const statements: Record<string, string>[] = [];
  let inKeys = false;
  for (const line of text.split(/\r?\n/)) {
    const match = option.exec(line);
    if (match === null) continue;
    const [, indent, dash, name, rest] = match as unknown as [
      string,
      string,
      string?,
      string?,
      string?,
    ];
    const value = valueOf(rest ?? '');
    if (indent === '' && dash === undefined && value === '') {
      inKeys = name === 'key';
      // NSD opens a section for each key; Knot opens entries of one section by dashes.
      if (inKeys) statements.push({});
    } else if (inKeys && name !== undefined) {
      if (dash !== undefined && Object.keys(statements.at(-1) ?? {}).length > 0)
        statements.push({});
      const current = statements.at(-1);
      if (current !== undefined) current[name] = value;
    }
  }
  return statements
    .filter((statement) => Object.keys(statement).length > 0)
    .map((statement) => ({
      name: statement['id'] ?? statement['name'],
      // NSD takes the hash's name alone.
      algorithm: statement['algorithm']?.replace(/^(?=(?:md5|sha\d+)$)/i, 'hmac-'),
      secret: statement['secret'],
      isLabelled: true,
    }));
}
