// The pages of the site in their order: what the navigation and the sidebars show. A page's title is
// its first heading. A page that is not there yet is left out, and what has a folder of its own (the
// errors, the API reference, examples, packages) is read from the folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { repository, sitePath } from './site-path.mjs';

type Item = DefaultTheme.SidebarItem;

/** Files relative to the repository; a title is given where the heading is too long for a sidebar. */
const GROUPS: readonly { text: string; collapsed?: boolean; pages: readonly Page[] }[] = [
  {
    text: 'Start',
    pages: ['docs/start.md', ['README.md', 'Overview'], 'docs/playground.md'],
  },
  {
    text: 'Guides',
    pages: [
      'docs/guides/unit-tests.md',
      'docs/guides/service-registration.md',
      'docs/guides/dynamic-addresses.md',
      'docs/guides/compare-and-swap.md',
      'docs/guides/acme-dns01.md',
      'docs/guides/secondaries.md',
      'docs/guides/transports.md',
      'docs/guides/tracing.md',
      ...others('docs/guides'),
    ],
  },
  {
    text: 'Coming from',
    pages: [
      ['docs/coming-from/nsupdate.md', 'nsupdate'],
      ['docs/coming-from/dnspython.md', 'dnspython'],
      ['docs/coming-from/miekg-dns.md', 'miekg/dns'],
    ],
  },
  {
    text: 'What to know',
    pages: [
      'docs/noerror.md',
      'docs/outcomes.md',
      'docs/keys.md',
      'docs/reading.md',
      'docs/bulk.md',
      'docs/servers.md',
    ],
  },
  {
    text: 'Reference',
    pages: [
      ['docs/errors/index.md', 'Errors'],
      'docs/record-types.md',
      ['docs/rfc.md', 'RFC sections'],
      ['docs/benchmarks.md', 'Benchmarks'],
      ['docs/api/index.md', 'API reference'],
    ],
  },
  { text: 'Errors', collapsed: true, pages: others('docs/errors') },
  { text: 'Programs to copy', collapsed: true, pages: readmes('examples') },
  {
    text: 'Packages',
    collapsed: true,
    pages: ['client', 'server', 'zone', 'wire', 'testkit', 'bench'].map(
      (name) => `packages/${name}/README.md`,
    ),
  },
  {
    text: 'The project',
    collapsed: true,
    pages: ['docs/architecture.md', 'docs/dependencies.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  },
];

type Page = string | readonly [file: string, title: string];

/** By the paths they are shown on: one for all pages, and one for each module of the API reference. */
export function sidebars(): DefaultTheme.SidebarMulti {
  const seen = new Set<string>();
  const groups = GROUPS.map(({ pages, ...group }) => ({ ...group, items: items(pages, seen) }));
  return { ...apiSidebars(), '/': groups.filter((group) => group.items.length > 0) };
}

export function navigation(): DefaultTheme.NavItem[] {
  const pages: Page[] = [
    ['docs/start.md', 'Start'],
    ['docs/errors/index.md', 'Errors'],
    ['docs/servers.md', 'Servers'],
    ['docs/playground.md', 'Playground'],
    ['docs/api/index.md', 'API'],
  ];
  return items(pages, new Set()).map(({ text = '', link = '' }) => ({ text, link }));
}

function items(pages: readonly Page[], seen: Set<string>): Item[] {
  return pages.flatMap((page) => {
    const [file, title] = typeof page === 'string' ? [page, undefined] : page;
    if (seen.has(file) || !existsSync(join(repository, file))) return [];
    seen.add(file);
    return [{ text: title ?? heading(file), link: linkTo(file) }];
  });
}

function linkTo(file: string): string {
  return `/${sitePath(file)?.replace(/(^|\/)index\.md$/, '$1')}`;
}

function heading(file: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(repository, file), 'utf8')) ?? [];
  if (title === undefined) throw new Error(`${file} has no heading`);
  return title.replaceAll(/[`\\]/g, '');
}

/** What a folder has besides its index. */
function others(folder: string): string[] {
  return entries(folder)
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => `${folder}/${name}`);
}

function readmes(folder: string): string[] {
  return entries(folder).map((name) => `${folder}/${name}/README.md`);
}

function entries(folder: string): string[] {
  const path = join(repository, folder);
  return existsSync(path) ? readdirSync(path).sort() : [];
}

/**
 * The modules that typedoc has written, in its order; of the one that is looked at also its exports,
 * since all of them would be several times as long as the pages they stand beside.
 */
function apiSidebars(): DefaultTheme.SidebarMulti {
  const index = join(repository, 'docs/api/index.md');
  if (!existsSync(index)) return {};
  const lines = readFileSync(index, 'utf8').matchAll(/^- \[(.+)\]\((.+)\/index\.md\)$/gm);
  const modules = [...lines].map(([, name = '', path = '']) => ({ name, path }));
  const sidebarOf = (shown?: string): Item[] => [
    { text: 'API reference', link: '/api/' },
    ...modules.map(({ name, path }) => ({
      text: name,
      link: `/api/${path}/`,
      ...(path === shown && { items: apiKinds(`docs/api/${path}`) }),
    })),
  ];
  return Object.fromEntries([
    ['/api/', sidebarOf()],
    ...modules.map(({ path }) => [`/api/${path}/`, sidebarOf(path)]),
  ]);
}

const KINDS = {
  classes: 'Classes',
  functions: 'Functions',
  variables: 'Constants',
  interfaces: 'Interfaces',
  'type-aliases': 'Types',
};

function apiKinds(folder: string): Item[] {
  return Object.entries(KINDS).flatMap(([kind, text]) => {
    const pages = others(`${folder}/${kind}`);
    if (pages.length === 0) return [];
    return [
      {
        text,
        collapsed: true,
        items: pages.map((page) => ({
          text: page.slice(`${folder}/${kind}/`.length, -'.md'.length),
          link: linkTo(page),
        })),
      },
    ];
  });
}
