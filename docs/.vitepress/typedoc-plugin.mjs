// A plugin of typedoc. The modules of the API reference have the names by which they are imported,
// where typedoc would name them after the folders of their sources; and `@throws {RefusedError} …`
// names the error, with a link to it, where typedoc leaves it out.
import { Converter, ReflectionKind } from 'typedoc';

const NAMES = {
  'client/src': 'zonewright',
  'server/src': '@zonewright/server',
  'server/src/test': '@zonewright/server/test',
  'server/src/answer': '@zonewright/server/answer',
  'zone/src': '@zonewright/zone',
  'wire/src': '@zonewright/wire',
};

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const name = NAMES[module.name];
      if (name === undefined) app.logger.error(`${module.name} has no name in typedoc-plugin.mjs`);
      else module.name = name;
    }
    const classes = new Map(
      project.getReflectionsByKind(ReflectionKind.Class).map((each) => [each.name, each]),
    );
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.comment !== undefined) joinThrows(reflection.comment, classes);
    }
  });
}

/** Makes one section of what a function throws, with a list where there are several. */
function joinThrows(comment, classes) {
  const tags = comment.blockTags.filter(({ tag }) => tag === '@throws');
  const [first, ...others] = tags;
  if (first === undefined) return;
  const contents = tags.map((tag) => [...thrown(tag, classes), ...tag.content]);
  first.content =
    others.length === 0
      ? contents[0]
      : contents.flatMap((content) => [text('- '), ...content, text('\n')]);
  comment.blockTags = comment.blockTags.filter((tag) => !others.includes(tag));
}

/** The classes that stand in braces after `@throws`, as parts of a comment. */
function thrown({ typeAnnotation = '{}', content }, classes) {
  const names = typeAnnotation
    .slice(1, -1)
    .split('|')
    .map((name) => name.trim())
    .filter(Boolean);
  const parts = names.flatMap((name, index) => [
    text(index === 0 ? '' : ' or '),
    classes.has(name)
      ? { kind: 'inline-tag', tag: '@link', text: name, target: classes.get(name) }
      : { kind: 'code', text: `\`${name}\`` },
  ]);
  return parts.length > 0 && content.length > 0 ? [...parts, text(' ')] : parts;
}

function text(content) {
  return { kind: 'text', text: content };
}
