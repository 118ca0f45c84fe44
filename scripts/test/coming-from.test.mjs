// Holds docs/coming-from to what it shows. Both halves of each pair run as they stand there, on two
// servers with the same zone: theirs prints what it says and ends with exit code 0, ours is run like
// every example, and then the two zones hold the same.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { requireServers } from '@zonewright/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toRunForm } from '../example-run-form.mjs';
import { exampleFile, examplesFolder, writeExample } from '../examples.mjs';
import { filesBelow, root } from '../workspace.mjs';
import { pairsOf } from './coming-from/pairs.mjs';
import { keyFileIn, programs } from './coming-from/programs.mjs';
import { contentsOf, stages } from './coming-from/stages.mjs';

const assertions = join(root, 'scripts/example-assertions.mjs');
const examples = join(examplesFolder, `coming-from-${process.pid}`);
const bind = requireServers('bind');

afterAll(() => rmSync(examples, { recursive: true, force: true }));

/** Runs the ts block with its server and the key's file put where they are. */
async function runOurs(path, { line, code }, { address, port }, placeKeyFile) {
  const example = { path, line };
  const placed = placeKeyFile(toRunForm(`${path}:${line}`, code));
  const file = exampleFile(examples, example);
  const from = relative(dirname(file), assertions).replaceAll('\\', '/');
  writeExample(
    examples,
    example,
    placed.replaceAll("'ns1.example.com'", `'${address}:${port}'`),
    `import { rejects, sees, throws } from '${from}';`,
  );
  await import(/* @vite-ignore */ file);
}

const pages = filesBelow('docs/coming-from', (path) => path.endsWith('.md'));

it('are three pages', () => {
  expect(pages).toHaveLength(3);
});

for (const path of pages) {
  const { language, setup, pairs } = pairsOf(join(root, path));
  const program = programs[language];
  const isHere = bind.available && program.isHere();

  describe.skipIf(!isHere)(`${path}`, () => {
    let folder;
    let placeKeyFile;
    let runTheirs;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'zonewright-coming-from-'));
      placeKeyFile = keyFileIn(folder);
      const placed = pairs.map((pair) => ({ ...pair, theirs: placeKeyFile(pair.theirs) }));
      runTheirs = await program.prepare({ setup: placeKeyFile(setup), pairs: placed, folder });
    }, 120_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    for (const [index, { line, stage, printed, ours }] of pairs.entries()) {
      it(`lines ${line} and ${ours.line} run as they are shown (${stage})`, {
        timeout: 60_000,
      }, async () => {
        const open = stages[stage];
        expect(open, `no stage ${stage}`).toBeDefined();
        const [their, our] = await Promise.all([open(), open()]);
        try {
          const before = await contentsOf(our);
          expect(await runTheirs(index, their)).toEqual(printed);
          await runOurs(path, ours, our, placeKeyFile);
          const [theirZone, ourZone] = await Promise.all([contentsOf(their), contentsOf(our)]);
          if (stage === 'ahead') {
            // They do not get through and we do, which both have said above.
            expect(theirZone).toEqual(before);
            expect(ourZone).not.toEqual(before);
          } else {
            expect(ourZone).toEqual(theirZone);
            const isShown = printed.length > 0 && ours.code.includes('// =>');
            // What neither changes a zone nor shows a value would prove nothing.
            if (!isShown) expect(ourZone).not.toEqual(before);
          }
        } finally {
          await Promise.all([their.close(), our.close()]);
        }
      });
    }
  });
}
