// Takes the pairs out of a page of docs/coming-from: a block of theirs, and the ts block behind it
// that does the same with Zonewright. What stands behind the language of theirs says where both run
// (stages.mjs); "setup" is what a program has once, before its tasks.
import { readFileSync } from 'node:fs';
import { fencedBlocks } from '../../examples.mjs';

const languages = new Set(['python', 'go', 'sh']);

/** What a line of output is to be, in the comments of each language. */
const expectation = /(?:#|\/\/) => (.*)$/;

/**
 * The pairs of a page in their order, `{ line, stage, theirs, printed, ours }[]`, with the language
 * and the set-up of all of theirs. `printed` are the lines that theirs says that it prints.
 *
 * @throws Error for a block that nothing would run: one of theirs without a ts block behind it, a ts
 *   block that the examples do not run either, and any other language
 */
export function pairsOf(path) {
  const { blocks } = fencedBlocks(readFileSync(path, 'utf8').split('\n'));
  const shown = blocks.map(({ info, line, code }) => {
    const [language, word] = info.split(/\s+/);
    return { language, word, line, code: code.join('\n') };
  });
  const setup = shown.filter(({ word }) => word === 'setup');
  const pairs = [];
  for (let rest = shown.filter(({ word }) => word !== 'setup'); rest.length > 0; ) {
    const [theirs, ours] = rest;
    const isPair = languages.has(theirs.language) && ours?.language === 'ts';
    if (isPair) pairs.push(pairOf(theirs, ours));
    else if (theirs.language !== 'ts' || theirs.word === 'no-run') {
      throw new Error(`${path}:${theirs.line}: nothing runs this block`);
    }
    rest = rest.slice(isPair ? 2 : 1);
  }
  const [language, ...others] = new Set(
    shown.map((block) => block.language).filter((name) => name !== 'ts'),
  );
  if (others.length > 0) throw new Error(`${path}: ${language}, and ${others.join(', ')} too`);
  return { language, setup: setup.map(({ code }) => code).join('\n\n'), pairs };
}

function pairOf({ line, word: stage = 'bind', code }, ours) {
  const printed = code
    .split('\n')
    .map((text) => expectation.exec(text)?.[1])
    .filter((text) => text !== undefined);
  return { line, stage, theirs: code, printed, ours };
}
