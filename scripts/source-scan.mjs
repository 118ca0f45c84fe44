// What one source file imports, which names of the platform it uses, and whether it only
// re-exports: read from its syntax tree, so that neither a comment nor a string can mislead.
// The parser is the one that vite brings; TypeScript 7 has none to call.
import { parseSync } from 'vite';

/**
 * Reads a TypeScript or JavaScript source and gives
 * `imports`: `{ specifier, line }[]`, of every form: import, export from, import(), require(),
 * import types, `/// <reference>`;
 * `globals`: `{ name, line }[]`, names that the file uses and does not itself declare, and the
 * members of them (`Date.now`); `new Date()` and `Date()` without a time are given as `Date.now`;
 * `onlyReexports`: whether every statement is an `export … from`.
 */
export function scanSource(path, text) {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = lineFinder(text);
  const imports = [];
  const used = [];
  const declared = new Set();

  visit(program, undefined, (node, parent, key) => {
    const specifier = importedModule(node);
    if (specifier !== undefined) imports.push({ specifier, line: lineAt(node.start) });
    for (const name of declaredBy(node)) declared.add(name);
    if (readsTheClock(node)) used.push({ name: 'Date.now', root: 'Date', start: node.start });
    if (node.type !== 'Identifier' || !isReference(parent, key)) return;
    used.push({ name: node.name, root: node.name, start: node.start });
    if (parent.type === 'MemberExpression' && key === 'object') {
      const name = `${node.name}.${memberName(parent)}`;
      used.push({ name, root: node.name, start: node.start });
    }
  });
  for (const { value, start } of comments) {
    const reference = /^\/\s*<reference\s+(?:types|path)\s*=\s*["']([^"']+)["']/.exec(value);
    if (reference) imports.push({ specifier: reference[1], line: lineAt(start) });
  }
  return {
    imports,
    globals: used
      .filter(({ root }) => !declared.has(root))
      .map(({ name, start }) => ({ name, line: lineAt(start) })),
    onlyReexports: program.body.every(isReexport),
  };
}

/** Calls `see(node, parent, key)` for a node and all below it. */
export function visit(node, parent, see, key) {
  see(node, parent, key);
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof child.type === 'string') {
        visit(child, node, see, name);
      }
    }
  }
}

/** A function from an offset in `text` to its line, counted from 1. */
export function lineFinder(text) {
  const ends = [...text.matchAll(/\n/g)].map((match) => match.index);
  return (offset) => 1 + ends.filter((end) => end < offset).length;
}

function importedModule(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
      return literalText(node.source);
    case 'TSImportType':
      return literalText(node.source ?? node.argument?.literal ?? node.argument);
    case 'TSExternalModuleReference':
      return literalText(node.expression);
    case 'CallExpression':
      return isRequire(node.callee) ? literalText(node.arguments[0]) : undefined;
    default:
      return undefined;
  }
}

function isRequire(callee) {
  if (callee.type === 'Identifier') return callee.name === 'require';
  return callee.type === 'MemberExpression' && callee.object.name === 'require';
}

/** A module named by an expression cannot be judged, so it is shown as what it is. */
function literalText(node) {
  if (node === null || node === undefined) return undefined;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0].value.cooked;
  }
  return '(computed)';
}

function readsTheClock(node) {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false;
  if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date') return false;
  return node.type === 'CallExpression' || node.arguments.length === 0;
}

function memberName(member) {
  if (!member.computed) return member.property.name;
  return member.property.type === 'Literal' ? String(member.property.value) : '(computed)';
}

/** Whether an identifier in this place stands for a value or type of that name. */
function isReference(parent, key) {
  switch (parent.type) {
    case 'MemberExpression':
      return key === 'object' || parent.computed;
    case 'TSQualifiedName':
      return key === 'left';
    case 'ExportSpecifier':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'ImportAttribute':
    case 'ExportAllDeclaration':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'TSNamedTupleMember':
      return key === 'elementType';
    default:
      return key !== 'key' || parent.computed === true;
  }
}

/** The names that a node brings into its file, wherever in the file that is. */
function declaredBy(node) {
  switch (node.type) {
    case 'VariableDeclarator':
      return boundNames(node.id);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'TSDeclareFunction':
    case 'TSEmptyBodyFunctionExpression':
    case 'TSFunctionType':
    case 'TSMethodSignature':
    case 'TSCallSignatureDeclaration':
    case 'TSConstructSignatureDeclaration':
    case 'TSConstructorType':
      return [...(node.id ? [node.id.name] : []), ...node.params.flatMap(boundNames)];
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
      return node.id ? [node.id.name] : [];
    case 'TSTypeParameter':
      return [node.name.name ?? node.name];
    case 'TSMappedType':
      return [node.key?.name];
    case 'TSIndexSignature':
      return node.parameters.map((parameter) => parameter.name);
    case 'CatchClause':
      return node.param ? boundNames(node.param) : [];
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return [node.local.name];
    default:
      return [];
  }
}

function boundNames(pattern) {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => boundNames(property.value ?? property));
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    default:
      return [];
  }
}

function isReexport(statement) {
  if (statement.type === 'ExportAllDeclaration') return true;
  if (statement.type !== 'ExportNamedDeclaration') return false;
  // `export {};` is what an index has while there is nothing to export yet.
  return (
    statement.declaration === null &&
    (statement.source !== null || statement.specifiers.length === 0)
  );
}
