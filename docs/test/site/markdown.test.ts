/** The pages mean on the site what they mean on GitHub. */
import { join } from 'node:path';
import { createMarkdownRenderer, type MarkdownRenderer } from 'vitepress';
import { beforeAll, expect, it } from 'vitest';
import { markdown } from '../../.vitepress/markdown.ts';
import { linkedFiles } from '../../.vitepress/repository-links.ts';
import { repository } from '../../.vitepress/site-path.mjs';

let md: MarkdownRenderer;

beforeAll(async () => {
  md = await createMarkdownRenderer(repository, markdown);
});

function render(text: string, file = 'docs/page.md'): string {
  return md.render(text, { path: join(repository, file), relativePath: file });
}

it.each([
  ['double braces', 'a {{ b }} c'],
  ['groups of an address', '2001:db8:100:1::53'],
  ['attributes', 'text {.wide #name}'],
  ['names of hosts', 'ns1.example.com and a@example.com'],
])('%s in text are text', (_, text) => {
  const html = render(text);
  expect(html).not.toContain('{{');
  expect(html.replaceAll('&#123;', '{')).toBe(`<p>${text}</p>\n`);
});

it('a block that is not run is coloured as TypeScript', () => {
  expect(render('```ts no-run\nconst a = 1;\n```')).toContain('class="language-ts');
});

it('a diagram is drawn from its text', () => {
  const html = render('```mermaid\nflowchart TD\n  a["{{ x }}"] --> b\n```');
  expect(html).toMatch(/^<MermaidDiagram code="flowchart%20TD%0A[^"{]*" \/>\n$/);
});

it('headings have the names that GitHub gives them', () => {
  expect(render('## RFC 2136, 3.4.2: `a.b`\n\n## Twice\n\n## Twice')).toMatch(
    /id="rfc-2136-342-ab".*id="twice".*id="twice-1"/s,
  );
});

it.each([
  ['docs/outcomes.md', 'servers.md#x', '/servers.html#x'],
  [
    'docs/outcomes.md',
    '../packages/server/README.md#in-unit-tests',
    '/packages/server.html#in-unit-tests',
  ],
  ['docs/outcomes.md', '../examples/ddns-agent', '/examples/ddns-agent.html'],
  ['docs/outcomes.md', '../README.md', '/overview.html'],
  ['README.md', 'docs/errors/index.md', '/errors/'],
  ['examples/unit-tests/README.md', '../../packages/server/README.md', '/packages/server.html'],
  ['docs/outcomes.md', 'https://example.com/a.md', 'https://example.com/a.md'],
  ['docs/outcomes.md', '#here', '#here'],
])('from %s the link %s leads to %s', (file, link, href) => {
  expect(render(`[text](${link})`, file)).toContain(`<a href="${href}"`);
});

it('a source that a README of its example links to is shown at its end', () => {
  const html = render(
    '[agent](src/agent.ts) and [agent](src/agent.ts)',
    'examples/ddns-agent/README.md',
  );
  expect(html).toContain('<a href="#file-src-agent-ts"');
  expect(html.match(/<h2 id="file-src-agent-ts"/g)).toHaveLength(1);
  expect(html).toMatch(/<h2 id="file-src-agent-ts".*class="language-ts/s);
});

it('another file is copied, and linked to as plain text', () => {
  expect(render('[license](../LICENSE)')).toContain('href="/source/LICENSE.txt"');
  expect(linkedFiles).toContain('LICENSE');
});

it('a link that leads nowhere stays one, so that the build names it', () => {
  expect(render('[gone](gone.ts)')).toContain('href="/docs/gone.ts.html"');
});
