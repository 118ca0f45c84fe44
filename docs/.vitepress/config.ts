// The settings of the site. Its pages are the Markdown files of the repository, where they are;
// nothing in it is fetched from another host.
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitepress';
import { markdown } from './markdown.ts';
import { linkedFiles } from './repository-links.ts';
import { navigation, sidebars } from './site-map.ts';
import { repository, sitePath } from './site-path.mjs';
import { fewDiagrams, vueOfDocs } from './vite-plugins.ts';

export default defineConfig({
  lang: 'en',
  title: 'Zonewright',
  description: 'DNS dynamic update (RFC 2136), signed with TSIG, for TypeScript',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/logo.svg' }]],

  srcDir: '..',
  srcExclude: ['packages/*/*/**', 'examples/*/*/**', '**/CHANGELOG.md'],
  rewrites: (file) => sitePath(file) ?? file,

  markdown,
  ignoreDeadLinks: false,

  themeConfig: {
    logo: '/logo.svg',
    nav: navigation(),
    sidebar: sidebars(),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    externalLinkIcon: true,
    docFooter: { prev: 'Before', next: 'Next' },
  },

  vite: {
    plugins: [vueOfDocs, fewDiagrams],
    publicDir: join(repository, 'docs/public'),
    build: { chunkSizeWarningLimit: 4096 },
  },

  buildEnd({ outDir }) {
    for (const file of linkedFiles) {
      const copy = join(outDir, 'source', `${file}.txt`);
      mkdirSync(dirname(copy), { recursive: true });
      copyFileSync(join(repository, file), copy);
    }
  },
});
