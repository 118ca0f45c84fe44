// The pages are GitHub's Markdown, and mean on the site what they mean there: what VitePress would
// read into them besides (Vue's braces, attributes, emoji, names of hosts as links) is left out.
import type { MarkdownOptions, MarkdownRenderer } from 'vitepress';
import { headingName } from '../../scripts/links.mjs';
import { repositoryLinks } from './repository-links.ts';

export const markdown: MarkdownOptions = {
  // Of those that come with it the ones whose comments can be read: they say what an example gives.
  theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  anchor: { slugify: headingName },
  attrs: { disable: true },
  config: (md) => {
    md.disable('emoji');
    md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
    md.core.ruler.push('repository-links', repositoryLinks);
    keepBraces(md);
    drawMermaid(md);
  },
};

/** Braces in text are text: the character reference keeps Vue from reading `{{` as its own. */
function keepBraces(md: MarkdownRenderer): void {
  const text = md.renderer.rules.text;
  md.renderer.rules.text = (...args) => text?.(...args).replaceAll('{{', '&#123;&#123;') ?? '';
}

/** A fence of mermaid becomes a diagram; without JavaScript its text is shown. */
function drawMermaid(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, ...rest) ?? '';
    return `<MermaidDiagram code="${encodeURIComponent(token.content)}" />\n`;
  };
}
