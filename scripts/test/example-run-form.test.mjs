// What the comments of an example become, seen by running the result.
import { describe, expect, test } from 'vitest';
import { rejects, sees, throws } from '../example-assertions.mjs';
import { toRunForm } from '../example-run-form.mjs';

/** Runs the run form of some lines as the body of a function. */
async function runLines(...lines) {
  const AsyncFunction = (async () => {}).constructor;
  const code = toRunForm('example', lines.join('\n'));
  expect(code.split('\n')).toHaveLength(lines.length);
  const print = { log: () => {} };
  await new AsyncFunction('sees', 'throws', 'rejects', 'console', code)(
    sees,
    throws,
    rejects,
    print,
  );
}

describe('a comment that is true', () => {
  test.each([
    ['a value', `'a'.repeat(2); // => 'aa'`],
    ['an object', `({ a: [1, undefined] }); // => { a: [1, undefined] }`],
    ['bytes', 'Uint8Array.of(1, 2); // => new Uint8Array([1, 2])'],
    ['something awaited', 'await Promise.resolve(1); // => 1'],
    ['a declaration', 'const a = 1 + 1; // => 2\na; // => 2'],
    ['what is printed', `console.log('a' + 1); // => 'a1'`],
    ['a call over several lines', `Math.max(\n  1,\n  2,\n); // => 2`],
    ['a value over several lines', `[1, 2]; // => [\n//   1,\n//   2,\n// ]`],
    ['a comment on the next line', `[1, 2];\n// => [1, 2]`],
    ['inside a block', 'for (const a of [1, 1]) {\n  a; // => 1\n}'],
    ['an error', 'JSON.parse(); // => throws SyntaxError'],
    ['an error awaited', 'await Promise.reject(new RangeError()); // => throws RangeError'],
    ['behind a string that looks like one', `'// => 5'.length; // => 7`],
  ])('%s', async (_what, code) => {
    await expect(runLines(...code.split('\n'))).resolves.toBeUndefined();
  });
});

describe('a comment that is not true fails', () => {
  test.each([
    ['a value', `'a'.repeat(2); // => 'a'`, 'expected'],
    ['a declaration', 'const a = 1 + 1; // => 3', 'expected'],
    ['what is printed', `console.log('a'); // => 'b'`, 'expected'],
    ['inside a block', 'for (const a of [1, 2]) {\n  a; // => 1\n}', 'expected'],
    ['no error', 'JSON.parse("1"); // => throws SyntaxError', 'nothing was thrown'],
    ['no error awaited', 'await 1; // => throws RangeError', 'nothing was thrown'],
    ['another error', 'JSON.parse(); // => throws RangeError', 'saw SyntaxError'],
    ['another error awaited', 'await Promise.reject(1); // => throws RangeError', 'saw Number'],
    ['an error not awaited', 'Promise.resolve(1); // => throws RangeError', 'await it'],
    ['prose', 'Date.now(); // => about now', 'no value that can be read'],
    ['nothing before it', '// => 5', 'follows no expression'],
    ['a line too far', '5;\n\n// => 5', 'follows no expression'],
    ['a declaration that throws', 'const a = b(); // => throws B', 'an expression of its own'],
  ])('%s', async (_what, code, message) => {
    await expect(runLines(...code.split('\n'))).rejects.toThrow(message);
  });
});
