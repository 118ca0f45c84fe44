/** Opens one page as a reader does, on a wide screen and on a phone's, and tells what is wrong. */
import type { BrowserContext, Page } from 'playwright-core';

const wide = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

/** Complaints, each with the page's path; none when all is well. */
export async function lookAtPage(
  context: BrowserContext,
  origin: string,
  path: string,
): Promise<string[]> {
  const complaints: string[] = [];
  const say = (what: string): void => void complaints.push(`${path}: ${what}`);
  const page = await context.newPage();
  let leaving = false;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) say(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => say(`threw ${error.message}`));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin) {
      say(`asked ${request.url()}`);
    }
  });
  page.on('requestfailed', (request) => {
    // What is fetched ahead of need is given up when the page is left.
    if (!leaving) say(`request failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) say(`${response.status()} for ${response.url()}`);
  });
  await page.setViewportSize(wide);
  await page.goto(`${origin}${path}`);
  try {
    await page.waitForFunction(isDrawn, undefined, { timeout: 15_000 });
  } catch {
    say('is not drawn within 15 s, or has a diagram that is not');
  }
  for (const size of [wide, phone]) {
    await page.setViewportSize(size);
    for (const what of await tooWide(page)) say(`at ${size.width} px: ${what}`);
  }
  for (const source of await page.evaluate(brokenImages)) say(`image not loaded: ${source}`);
  leaving = true;
  await page.close();
  return complaints;
}

/** Run in the page: whether Vue has taken it over, and mermaid has drawn its diagrams. */
function isDrawn(): boolean {
  const app = document.querySelector('#app');
  return app !== null && '__vue_app__' in app && document.querySelector('pre.diagram') === null;
}

/** Run in the page. What is not in view may not be loaded yet, so each is brought there. */
async function brokenImages(): Promise<string[]> {
  const images = [...document.images].filter((image) => image.offsetParent !== null);
  for (const image of images) {
    image.loading = 'eager';
    await image.decode().catch(() => undefined);
  }
  return images.filter(({ naturalWidth }) => naturalWidth === 0).map(({ src }) => src);
}

/** The first elements that stick out of the page, unless something around them scrolls. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found: string[] = [];
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > width) found.push(`the document is ${scrollWidth} px wide`);
    for (const element of document.querySelectorAll('.VPContent *')) {
      const { right, width: own } = element.getBoundingClientRect();
      if (own === 0 || right <= width + 1) continue;
      let around = element.parentElement;
      while (around !== null && getComputedStyle(around).overflowX === 'visible') {
        around = around.parentElement;
      }
      if (around === null || around === document.documentElement || around === document.body) {
        found.push(`${element.tagName}.${element.getAttribute('class')} ends at ${right} px`);
      }
    }
    return found.slice(0, 3);
  });
}
