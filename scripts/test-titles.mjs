// The titles of the tests in a source, read from its syntax tree: each test with those of the groups
// that it stands in, and where it is run over a table, with the texts of the table.
import { parseSync } from 'vite';
import { visit } from './source-scan.mjs';

/**
 * The tests of a source, in their order, as paths of titles: the outermost group first, the test's own
 * last. A test whose title is taken from a table (`'%s'`, `'$rule'`) has one path for each text of the
 * table that `tells` accepts, and else one with its title as it is written. What is skipped for good is
 * left out.
 */
export function testTitles(path, text, tells) {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const tables = tablesOf(program);
  const found = [];
  const walk = (node, groups) => {
    const call = node.type === 'CallExpression' ? testCall(node) : undefined;
    if (call?.isSkipped) return;
    if (call !== undefined && !call.isGroup) {
      const told = textsOf(call.table, tables).filter(tells);
      const takes = /%[sj]|\$\w/.test(call.title);
      const titles = takes && told.length > 0 ? told : [call.title];
      for (const title of titles) found.push([...groups, title]);
      return;
    }
    const inner = call === undefined ? groups : [...groups, call.title];
    for (const child of childrenOf(node)) walk(child, inner);
  };
  walk(program, []);
  return found;
}

/** What is known of a call of `test`, `it`, `describe`, or of a function that is named after one. */
function testCall({ callee, arguments: given }) {
  const words = [];
  let table;
  let name = callee;
  // test.skipIf(…).each(table)(…): from the outside in.
  while (name.type !== 'Identifier') {
    if (name.type === 'CallExpression') {
      if (name.callee.property?.name === 'each') table = name.arguments[0];
      name = name.callee;
    } else if (name.type === 'MemberExpression') {
      words.push(name.property.name);
      name = name.object;
    } else return undefined;
  }
  if (!/^(?:test|it|describe)(?![a-z])/.test(name.name)) return undefined;
  const title = given
    .slice(0, 2)
    .map(titleText)
    .findLast((text) => text !== undefined);
  if (title === undefined) return undefined;
  const isGroup = name.name.startsWith('describe');
  const isSkipped = words.includes('skip') || words.includes('todo');
  return { title, table, isGroup, isSkipped };
}

/** The text of a literal, with … for what a template puts in. */
function titleText(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral') return undefined;
  return node.quasis.map(({ value }) => value.cooked).join('…');
}

/** The constants of a file that can be tables, by name. */
function tablesOf(program) {
  const tables = new Map();
  visit(program, undefined, (node) => {
    const isConstant = node.type === 'VariableDeclarator' && node.id.type === 'Identifier';
    if (isConstant && node.init) tables.set(node.id.name, node.init);
  });
  return tables;
}

/** The texts in a table; constants that it is made of are looked into. */
function textsOf(table, tables, within = new Set()) {
  const texts = [];
  if (table === undefined) return texts;
  visit(table, undefined, (node) => {
    const text = titleText(node);
    if (text !== undefined) texts.push(text);
    const named = node.type === 'Identifier' ? tables.get(node.name) : undefined;
    if (named === undefined || within.has(node.name)) return;
    texts.push(...textsOf(named, tables, new Set([...within, node.name])));
  });
  return [...new Set(texts)];
}

function childrenOf(node) {
  return Object.values(node)
    .flat()
    .filter(
      (child) => child !== null && typeof child === 'object' && typeof child.type === 'string',
    );
}
