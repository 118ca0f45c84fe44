// Turns an example as it is shown into a module that checks itself: what stands behind an
// expression as `// => literal` is what it must equal, and `// => throws ClassName` what it must
// throw. Lines stay where they are, so that a stack trace points at the document.
import { parseSync } from 'vite';
import { visit } from './source-scan.mjs';

/**
 * The run form of `code`, which calls `sees`, `throws` and `rejects` of
 * `scripts/example-assertions.mjs`.
 * A `// =>` must follow, on the same line or the next, an expression, the declaration of one
 * variable, or `console.log(expression)`, where it is about the expression; the literal may go on
 * over further lines that hold nothing but comment. Throws for one that does not or cannot be read.
 */
export function toRunForm(path, code) {
  const { program, comments, errors } = parse(path, code);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const checked = [];
  visit(program, undefined, (node) => {
    const value = checkedValue(node);
    if (value !== undefined) checked.push({ end: node.end, value });
  });

  const edits = [];
  for (const [index, comment] of comments.entries()) {
    if (comment.type !== 'Line' || !/^\s*=>/.test(comment.value)) continue;
    const isBefore = ({ end }) =>
      end <= comment.start && /^[ \t]*(?:\n[ \t]*)?$/.test(code.slice(end, comment.start));
    const found = checked.find(isBefore);
    const shown = `${path}: //${comment.value}`;
    if (found === undefined) throw new Error(`${shown}\nfollows no expression`);
    edits.push(...editsFor(found.value, index, { code, comments, path, shown }));
  }
  let result = code;
  for (const { at, text } of edits.sort((a, b) => b.at - a.at)) {
    result = result.slice(0, at) + text + result.slice(at);
  }
  return result;
}

function editsFor(value, index, { code, comments, path, shown }) {
  const [, className] = /^\s*=>\s*throws\s+(\w+)\s*$/.exec(comments[index].value) ?? [];
  const { start, end } = value.node;
  if (className === undefined) {
    const literal = readLiteral(path, code, comments, index);
    if (literal === undefined) throw new Error(`${shown}\nis no value that can be read`);
    return [
      { at: start, text: 'sees((' },
      { at: end, text: `), (${literal}))` },
    ];
  }
  if (value.declared) throw new Error(`${shown}\nmust follow an expression of its own`);
  const awaits = hasAwait(value.node);
  return [
    { at: start, text: awaits ? 'await rejects(async () => (' : 'throws(() => (' },
    { at: end, text: `), '${className}')` },
  ];
}

/** The expression that a comment behind this statement is about. */
function checkedValue(node) {
  if (node.type === 'VariableDeclaration' && node.declarations.length === 1) {
    const { init } = node.declarations[0];
    return init === null ? undefined : { node: init, declared: true };
  }
  if (node.type !== 'ExpressionStatement') return undefined;
  const { expression } = node;
  if (expression.type === 'CallExpression' && expression.arguments.length === 1) {
    const { callee } = expression;
    const isLog = callee.object?.name === 'console' && callee.property?.name === 'log';
    if (isLog) return { node: expression.arguments[0], declared: false };
  }
  return { node: expression, declared: false };
}

/** The text of the expected value, with the comment lines that it goes on over. */
function readLiteral(path, code, comments, index) {
  let text = comments[index].value.replace(/^\s*=>/, '');
  for (let next = index + 1; ; next += 1) {
    if (parse(path, `(${text}\n)`).errors.length === 0) return text.trim();
    const [before, comment] = [comments[next - 1], comments[next]];
    if (comment?.type !== 'Line' || /^\s*=>/.test(comment.value)) return undefined;
    if (!/^\n[ \t]*$/.test(code.slice(before.end, comment.start))) return undefined;
    text += ` ${comment.value.trim()}`;
  }
}

function hasAwait(expression) {
  let found = false;
  const look = (node) => {
    if (/Function/.test(node.type)) return;
    if (node.type === 'AwaitExpression') found = true;
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (child !== null && typeof child?.type === 'string') look(child);
      }
    }
  };
  look(expression);
  return found;
}

function parse(path, code) {
  return parseSync(`${path}.ts`, code, { lang: 'ts', sourceType: 'module' });
}
