/**
 * What the builder code of the playground has in scope: everything of `@zonewright/wire` and
 * `@zonewright/zone`, and a console whose lines are shown. Import lines, as they stand in every
 * example, are taken out: a function has none.
 */

import * as wire from '@zonewright/wire';
import * as zone from '@zonewright/zone';

/** Code that the playground does not run, with what to write in its place. */
export class BuilderCodeError extends Error {
  override readonly name: string = 'BuilderCodeError';
}

/** The values in scope by name. */
export const packageScope: Readonly<Record<string, unknown>> = { ...wire, ...zone };

const importLine =
  /^[ \t]*import\s+(?:type\s+)?(\{[^}]*\}|\*\s+as\s+\w+|\w+)\s+from\s*(['"])([^'"\n]+)\2[ \t]*;?/gm;

const ourPackages: ReadonlySet<string> = new Set([
  'zonewright',
  '@zonewright/wire',
  '@zonewright/zone',
]);

/**
 * Takes the import lines out of code, each line of code staying on its line.
 *
 * @throws {BuilderCodeError} for what is not in scope
 */
export function withoutImports(code: string): string {
  const plain = code.replaceAll(
    importLine,
    (whole: string, names: string, _quote: string, from: string) => {
      if (!ourPackages.has(from)) {
        throw new BuilderCodeError(
          `The package '${from}' is not here: in scope is all of @zonewright/wire and @zonewright/zone.`,
        );
      }
      return renamed(names, from) + '\n'.repeat(whole.split('\n').length - 1);
    },
  );
  if (/(?<![.\w$])import\s*\(/.test(plain)) {
    throw new BuilderCodeError('No module can be imported here: the playground loads nothing.');
  }
  return plain;
}

/** What stands in place of the names of an import: those in scope need nothing. */
function renamed(names: string, from: string): string {
  if (!names.startsWith('{')) {
    throw new BuilderCodeError(`Name what you import from '${from}': import { Update } from …`);
  }
  return names
    .slice(1, -1)
    .split(',')
    .map((entry) => entry.trim().replace(/^type\s+/, ''))
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [name = '', local = name] = entry.split(/\s+as\s+/);
      if (!(name in packageScope) && !/^[A-Z]\w*(Options|Input|Record|Finding)$/.test(name)) {
        throw new BuilderCodeError(
          name === 'DnsClient'
            ? 'DnsClient needs sockets, which a page does not have: make a new Update(zone) and send it to the embedded zone.'
            : `'${name}' of '${from}' is not here: in scope is all of @zonewright/wire and @zonewright/zone.`,
        );
      }
      return name === local ? '' : `const ${local} = ${name}; `;
    })
    .join('');
}
