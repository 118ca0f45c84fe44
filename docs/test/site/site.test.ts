/**
 * Builds the site and opens it in a real browser: every page but those of the API reference, of which
 * some are opened and all have their links followed.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSite } from '../../.vitepress/build-site.mjs';
import { browserAvailability, launchBrowser } from './launch-browser.ts';
import { lookAtPage } from './look-at-page.ts';
import { brokenLinks } from './page-links.ts';
import { paleCode } from './pale-code.ts';
import { describePlayground } from './playground.ts';
import { type FolderServer, serveFolder } from './serve-folder.ts';

const { available, reason } = browserAvailability;
/** Opened at a time; the machine of a test has few cores. */
const together = 2;
const openedOfApi = [
  '/api/index.html',
  '/api/zonewright/index.html',
  '/api/zonewright/classes/Update.html',
  '/api/zonewright/classes/DnsClient.html',
  '/api/@zonewright/server/functions/createServer.html',
];

let folder: string;
let paths: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zonewright-site-'));
  await buildSite(folder);
  const files = await readdir(folder, { recursive: true });
  paths = files
    .filter((file) => file.endsWith('.html'))
    .map((file) => `/${file.replaceAll('\\', '/')}`)
    .sort();
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it('has the home page, pages, READMEs and the API reference', () => {
  expect(paths).toEqual(
    expect.arrayContaining([
      '/index.html',
      '/outcomes.html',
      '/overview.html',
      '/packages/server.html',
      '/examples/ddns-agent.html',
      ...openedOfApi,
    ]),
  );
});

describe.skipIf(!available)(`in a browser ${reason ?? ''}`, () => {
  let server: FolderServer;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    server = await serveFolder(folder);
    browser = await launchBrowser();
    context = await browser.newContext({ baseURL: server.origin });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function openHome(): Promise<Page> {
    const page = await context.newPage();
    await page.goto('/');
    return page;
  }

  it('every link leads to a page, and to a place in it', async () => {
    const page = await openHome();
    expect(await brokenLinks(page, paths)).toEqual([]);
    await page.close();
  }, 120_000);

  it('every page is drawn without an error, asks no other host, and fits a phone', async () => {
    const waiting = paths.filter(
      (path) => path !== '/404.html' && (!path.startsWith('/api/') || openedOfApi.includes(path)),
    );
    const complaints: string[] = [];
    const look = async (): Promise<void> => {
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        complaints.push(...(await lookAtPage(context, server.origin, path)));
      }
    };
    await Promise.all(Array.from({ length: together }, look));
    expect(complaints).toEqual([]);
  }, 180_000);

  it('the search finds a page by a word of its text', async () => {
    const page = await openHome();
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.locator('#localsearch-input').fill('skewSeconds');
    const found = page.locator('.results a[href^="/outcomes.html"]').first();
    await found.waitFor();
    expect(await found.textContent()).toContain('What became of an update');
    await page.close();
  });

  it('the dark colours are taken where the reader prefers them', async () => {
    const dark = await browser.newContext({ baseURL: server.origin, colorScheme: 'dark' });
    const page = await dark.newPage();
    await page.goto('/');
    expect(await page.locator('html').getAttribute('class')).toContain('dark');
    await dark.close();
  });

  it.each(['light', 'dark'] as const)('code can be read in %s', async (colorScheme) => {
    const coloured = await browser.newContext({ baseURL: server.origin, colorScheme });
    const page = await coloured.newPage();
    for (const path of ['/start.html', '/errors/RefusedError.html']) {
      await page.goto(path);
      await page.locator('.vp-doc .line > span').first().waitFor();
      expect(await paleCode(page)).toEqual([]);
    }
    await coloured.close();
  });

  describePlayground(() => ({ site: server, browser }));
});
