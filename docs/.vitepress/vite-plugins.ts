// What the build of the site needs of Vite beside what VitePress asks of it.
import type { Plugin } from 'vitepress';

/** Rendered in Node, a page outside docs/ would find no vue beside it; the whole bundle does. */
export const vueOfDocs: Plugin = {
  name: 'vue-of-docs',
  enforce: 'pre',
  resolveId(id, _importer, { ssr }) {
    return ssr && /^vue($|\/)/.test(id) ? { id, external: true } : undefined;
  },
};

/** Of what mermaid loads when it is needed, this is built: flow charts, sequences and states. */
const DRAWN = /\/(flowDiagram|sequenceDiagram|stateDiagram|dagre|sizeCapture)-/;
const LEFT_OUT = '\0mermaid-left-out';

/** Builds a few kinds of mermaid's diagrams; to build all takes five times as long as the pages. */
export const fewDiagrams: Plugin = {
  name: 'few-diagrams',
  apply: 'build',
  resolveDynamicImport(specifier, importer) {
    if (typeof specifier !== 'string' || !/[\\/]mermaid[\\/]dist[\\/]/.test(importer)) return null;
    return DRAWN.test(specifier) ? null : LEFT_OUT;
  },
  load(id) {
    if (id !== LEFT_OUT) return undefined;
    return `throw new Error('docs/.vitepress/vite-plugins.ts leaves out this kind of diagram');
export default {}; export const diagram = {}; export const render = {};`;
  },
};
