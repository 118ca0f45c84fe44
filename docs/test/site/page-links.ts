/**
 * Follows all links of a built site: what each page links to and what can be linked to, as the
 * browser's own parser reads the files. It reads them without opening them, so that hundreds take
 * seconds.
 */
import type { Page } from 'playwright-core';

/** Every link that leads nowhere, as `page: link`. `page` stands on the site's origin. */
export async function brokenLinks(page: Page, paths: readonly string[]): Promise<string[]> {
  const read = new Map<string, PageLinks>();
  for (const path of paths) read.set(path, await readLinks(page, path));
  const files = new Map<string, boolean>();
  const isThere = async (path: string): Promise<boolean> => {
    const known = files.get(path) ?? (await page.request.get(path)).ok();
    files.set(path, known);
    return known;
  };
  const broken: string[] = [];
  for (const [from, { links }] of read) {
    for (const { path, anchor } of links) {
      const target = read.get(path.replace(/\/$/, '/index.html'));
      const good =
        target === undefined ? await isThere(path) : anchor === '' || target.ids.has(anchor);
      if (!good) broken.push(`${from}: ${path}${anchor && `#${anchor}`}`);
    }
  }
  return broken;
}

interface PageLinks {
  readonly links: readonly { readonly path: string; readonly anchor: string }[];
  readonly ids: ReadonlySet<string>;
}

async function readLinks(page: Page, path: string): Promise<PageLinks> {
  const { hrefs, ids } = await page.evaluate(async (address) => {
    const response = await fetch(address);
    const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
    const attributes = (name: string): string[] =>
      [...parsed.querySelectorAll(`[${name}]`)].map((each) => each.getAttribute(name) ?? '');
    return { hrefs: [...attributes('href'), ...attributes('src')], ids: attributes('id') };
  }, path);
  const from = new URL(path, page.url());
  const targets = [...new Set(hrefs)].map((href) => new URL(href, from));
  return {
    links: targets
      .filter(({ origin }) => origin === from.origin)
      .map(({ pathname, hash }) => ({
        path: decodeURI(pathname),
        anchor: decodeURIComponent(hash.slice(1)),
      })),
    ids: new Set(ids),
  };
}
