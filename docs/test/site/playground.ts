/** The playground as a reader has it: built, and driven in a browser. `site.test.ts` builds and opens it. */

import {
  decodeWithLayout,
  encodeMessage,
  judgeRequest,
  signRequest,
  TsigKey,
} from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messageId } from '../../.vitepress/theme/playground/evaluate-builder.ts';
import type { FolderServer } from './serve-folder.ts';

const secret = 'cGxheWdyb3VuZCBzZWNyZXQ=';
const keyText = `hmac-sha512:play-key:${secret}`;

export function describePlayground(
  opened: () => { readonly site: FolderServer; readonly browser: Browser },
): void {
  describe('the playground', { timeout: 60_000 }, () => {
    let site: FolderServer;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    /** What went wrong in the page, and what it asked for elsewhere. */
    let problems: string[];

    beforeAll(() => {
      ({ site, browser } = opened());
    });

    beforeEach(async () => {
      problems = [];
      context = await browser.newContext();
      const leftThePage = (request: Request): void => {
        // What the page's policy forbids is refused before it leaves the browser.
        if (request.failure()?.errorText === 'csp') return;
        if (originOf(request) === site.origin) return;
        problems.push(`asked for ${request.url()} ${request.failure()?.errorText ?? ''}`);
      };
      context.on('requestfinished', leftThePage).on('requestfailed', leftThePage);
      context.on('weberror', (error) => void problems.push(String(error.error())));
      page = await open('/playground.html');
    });

    // Holds for every test below: nothing leaves the page's origin, and nothing is thrown.
    afterEach(async () => {
      await context.close();
      if (problems.length > 0) throw new Error(problems.join('\n'));
    });

    /** Of a `blob:` it is the origin of the page that made it. */
    function originOf(request: Request): string {
      return new URL(request.url()).origin;
    }

    /** The playground alone: the site around it has the same words in its menus. */
    function shown(): Locator {
      return page.locator('.playground');
    }

    async function expectText(text: string): Promise<void> {
      await expect.poll(() => shown().getByText(text).count(), { timeout: 15_000 }).toBe(1);
    }

    async function open(path: string): Promise<Page> {
      const opened = await context.newPage();
      await opened.goto(site.origin + path);
      await opened.getByRole('textbox', { name: 'Builder code' }).waitFor();
      return opened;
    }

    /** The octets that a view shows. */
    async function shownOctets(view = 'Message'): Promise<Uint8Array> {
      const octets = page.getByRole('listbox', { name: `${view}: octets` }).getByRole('option');
      return Uint8Array.from(await octets.allTextContents(), (text) => Number.parseInt(text, 16));
    }

    /** Waits until the view shows these octets. */
    async function expectOctets(octets: Uint8Array, view = 'Message'): Promise<void> {
      await expect.poll(() => shownOctets(view), { timeout: 10_000 }).toEqual(octets);
    }

    async function type(code: string): Promise<void> {
      await page.getByRole('textbox', { name: 'Builder code' }).fill(code);
    }

    async function send(): Promise<void> {
      await page.getByRole('button', { name: 'Send the update' }).click();
    }

    async function expectRcode(rcode: string): Promise<void> {
      await expect.poll(() => page.locator('.rcode').allTextContents()).toEqual([rcode]);
    }

    /** The line that stands under the message's octets. */
    function status(): Promise<string | null> {
      return page.getByRole('tabpanel').locator('.status').textContent();
    }

    const example = (): Update =>
      new Update('example.com').nameNotUsed('a').insert('a', 60, 'AAAA', '2001:db8::1');
    const exampleCode = `return new Update('example.com')
    .nameNotUsed('a').insert('a', 60, 'AAAA', '2001:db8::1');`;

    it('shows the octets and the nsupdate script of the code that is typed', async () => {
      await type(exampleCode);
      await expectOctets(encodeMessage(example().toMessage({ id: messageId })));
      const tree = page.getByRole('tree', { name: 'Message: parts' });
      expect(await tree.getByRole('treeitem').allTextContents()).toContainEqual(
        expect.stringMatching(/add to an RRset\s*a\.example\.com\. 60 IN AAAA 2001:db8::1/),
      );
      await page.getByRole('tab', { name: 'nsupdate' }).click();
      expect(await page.getByLabel('nsupdate script').textContent()).toBe(
        'zone example.com.\nprereq nxdomain a.example.com.\nupdate add a.example.com. 60 AAAA 2001:db8::1\nsend\n',
      );
    });

    it('shows the class, the line and the message of what the builder refuses', async () => {
      await type(
        `const update = new Update('example.com');\nupdate.insert('a', 60, 'A', '300.0.2.1');`,
      );
      const alert = shown().getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toMatch(/^InvalidRdataError in line 2: .*300\.0\.2\.1/);
      expect(await page.getByRole('button', { name: 'Send the update' }).isDisabled()).toBe(true);
    });

    it('shows lint', async () => {
      await shown()
        .getByLabel('Example')
        .selectOption({ label: 'A silent skip, which lint finds' });
      await page.getByRole('tab', { name: 'Lint 2' }).click();
      const findings = page.getByRole('list', { name: 'Lint' }).getByRole('listitem');
      expect(await findings.allTextContents()).toEqual([
        expect.stringMatching(/insert www\.example\.com\. CNAME.*Skipped by BIND, Knot/),
        expect.stringMatching(/removeRRset example\.com\. NS.*Skipped by BIND, Knot, PowerDNS/),
      ]);
    });

    it('marks the octets of a part and the part of an octet, by mouse and by keyboard', async () => {
      await type(exampleCode);
      await expectOctets(example().toWire({ id: messageId }));
      const octets = page.getByRole('listbox', { name: 'Message: octets' });
      const tree = page.getByRole('tree', { name: 'Message: parts' });
      // The zone's type stands behind 12 octets of header and 13 of its name.
      await octets.getByRole('option').nth(25).hover();
      expect(await status()).toBe('Octets 25 to 26: type, SOA');
      expect(await tree.locator('[aria-selected="true"]').textContent()).toMatch(/^type\s*SOA/);
      await tree.getByText('PRCOUNT').hover();
      expect(await octets.locator('[aria-selected="true"]').allTextContents()).toEqual([
        '00',
        '01',
      ]);
      await page.getByRole('heading', { name: 'Builder' }).hover();
      await octets.focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('End');
      expect(await status()).toMatch(/^Octets \d+ to \d+: data, 2001:db8::1$/);
      await tree.focus();
      await page.keyboard.press('Home');
      expect(await status()).toBe('Octets 0 to 11: header, UPDATE request, NOERROR');
    });

    it('signs with a pasted key, which is kept nowhere', async () => {
      await page.getByLabel('TSIG key').fill(keyText);
      await expectText('Signs as play-key. with hmac-sha512.');
      await type(exampleCode);
      const unsigned = example().toWire({ id: messageId });
      const key = TsigKey.parse(keyText);
      await expect
        .poll(async () => (await shownOctets()).length)
        .toBe(unsigned.length + key.overheadBytes);
      const bytes = await shownOctets();
      const decoded = decodeWithLayout(bytes);
      const now = Math.floor(Date.now() / 1000);
      expect(judgeRequest(bytes, decoded, [key], { now }).status).toBe('verified');
      // All but the TSIG is what was built: signed anew at the same time it is the same.
      const timeSigned = decoded.message.tsig?.timeSigned ?? 0;
      expect(bytes).toEqual(signRequest(unsigned, key, { now: timeSigned }).bytes);

      await page.getByRole('button', { name: 'Share' }).click();
      await shown().getByText('never the key').last().waitFor();
      const kept = await page.evaluate(() =>
        [
          location.href,
          atob(location.hash.slice('#play='.length).replaceAll('-', '+').replaceAll('_', '/')),
          JSON.stringify(localStorage),
          JSON.stringify(sessionStorage),
          JSON.stringify(history.state),
          document.cookie,
          document.documentElement.outerHTML,
        ].join('\n'),
      );
      expect(kept).toContain('example.com');
      expect(kept).not.toContain(secret);
      expect(site.requested.join('\n')).not.toContain(secret);
    });

    it('hides the key until it is asked to show it, and says what is wrong with one', async () => {
      const field = page.getByLabel('TSIG key');
      await field.fill('hmac-sha256:k:not base64!');
      await expectText('InvalidKeyError');
      expect(await field.getAttribute('type')).toBe('password');
      await page.getByRole('button', { name: 'Show' }).click();
      expect(await field.getAttribute('type')).toBe('text');
    });

    it('shows where the keyboard is, at each control', async () => {
      const controls = shown().locator('input, select, textarea, button, summary');
      for (const control of await controls.all()) {
        if (!(await control.isVisible()) || (await control.isDisabled())) continue;
        await control.focus();
        // What a key was pressed in has the focus to be seen.
        await page.keyboard.press('Shift');
        const { outlineStyle, label } = await control.evaluate((element) => ({
          outlineStyle: getComputedStyle(element).outlineStyle,
          label: element.outerHTML.slice(0, 80),
        }));
        expect(outlineStyle, label).not.toBe('none');
      }
    });

    it('takes a block of named.conf with its line ends', async () => {
      const block = `key "play-key" {\n  algorithm hmac-sha512;\n  secret "${secret}";\n};\n`;
      const field = page.getByLabel('TSIG key');
      await field.evaluate((input, text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        input.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
      }, block);
      await expectText('Signs as play-key. with hmac-sha512.');
    });

    it('decodes hexadecimal text, and points at the octet that is wrong', async () => {
      const field = page.getByRole('textbox', { name: 'A DNS message in hexadecimal' });
      // A query for the SOA of the root, by hand.
      await field.fill('0001 0100 0001 0000 0000 0000 00 0006 0001');
      const tree = page.getByRole('tree', { name: 'Decoded message: parts' });
      expect(await tree.getByRole('treeitem').first().textContent()).toMatch(
        /^header\s*QUERY request, NOERROR, rd/,
      );
      expect(await tree.getByText('. IN SOA').count()).toBe(1);
      await field.fill('0001 0100 0001 0000 0000 0000 c0 0c 0006 0001');
      const alert = shown().getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toMatch(/WireError at octet 12: .*pointer/);
      await field.fill('00zz');
      expect(await alert.textContent()).toMatch(/^HexError: 'z'/);
    });

    it('sends to the embedded zone, signed, and shows the zone after', async () => {
      await page.getByLabel('TSIG key').fill(keyText);
      await type(exampleCode);
      await send();
      await expectRcode('NOERROR');
      await expectText("The reply's MAC verifies.");
      const zone = page.getByRole('list', { name: 'The zone now' });
      const added = await zone.getByText('added:').locator('..').allTextContents();
      expect(added.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
        expect.stringContaining('IN SOA'),
        expect.stringMatching(/a\.example\.com\. 60 IN AAAA 2001:db8::1/),
      ]);
      await send();
      await expectRcode('YXDOMAIN');
      await expectText('YxDomainError');
    });

    it('answers REFUSED while the zone is frozen', async () => {
      await type(exampleCode);
      await page.getByLabel('Freeze the zone').check();
      await send();
      await expectRcode('REFUSED');
      await expectText('RefusedError');
      const zone = page.getByRole('list', { name: 'The zone now' });
      expect(await zone.getByText('2001:db8::1').count()).toBe(0);
      await page.getByLabel('Freeze the zone').uncheck();
      await send();
      await expectRcode('NOERROR');
      expect(await zone.getByText('2001:db8::1').count()).toBe(1);
    });

    it('tells what a NOERROR left undone', async () => {
      await shown()
        .getByLabel('Example')
        .selectOption({ label: 'A silent skip, which lint finds' });
      await page.getByRole('tab', { name: 'Lint 2' }).waitFor();
      await send();
      await expectText('www.example.com. CNAME lb.example.net. is not there.');
      await expectText('example.com. NS ns1.example.com. is still there.');
    });

    it('starts from the master file that is written, and says what is wrong with it', async () => {
      const file = page.getByRole('textbox', { name: 'Master file to start from' });
      await file.fill('@ 60 SOA ns1 h 7 1 1 1 1\nx 60 TXT "mine"');
      await page.getByRole('list', { name: 'The zone now' }).getByText('"mine"').waitFor();
      await file.fill('@ 60 SOA ns1 h 7 1 1 1 1\nx 60 A 1.2.3');
      expect(await shown().getByRole('alert').textContent()).toMatch(/MasterFileError: .*line 2/);
    });

    it('stops an endless loop after two seconds, and the page lives on meanwhile', async () => {
      await type('for (;;);');
      await expectText('Running …');
      const started = Date.now();
      await page.evaluate(() => 1 + 1);
      expect(Date.now() - started).toBeLessThan(1_000);
      await expectText('BuilderTimeoutError');
      await type(exampleCode);
      await expectOctets(example().toWire({ id: messageId }));
    });

    it.each([
      'await fetch("URL")',
      'await globalThis.fetch("URL")',
      'await Object.getPrototypeOf(Object.getPrototypeOf(self)).fetch.call(self, "URL")',
      'new WebSocket("URL")',
      'new EventSource("URL")',
      'new XMLHttpRequest().open("GET", "URL")',
      'importScripts("URL")',
      'await import("URL")',
      'new Worker("URL")',
      'indexedDB.open("x")',
    ])('has nothing for the code to carry anything out with: %s', async (code) => {
      await type(`${code.replace('URL', `${site.origin}/leak`)}; ${exampleCode}`);
      const alert = shown().getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toMatch(/^TypeError|No module can be imported/);
      expect(site.requested).not.toContain('/leak');
    });

    it.each([
      ['by a module', 'await (0, eval)("im" + "port(`URL`)")'],
      ['by a function made of text', 'await new Function("return im" + "port(`URL`)")()'],
    ])('is held by the browser where code goes round that: %s', async (_how, code) => {
      // Another origin, which is answered by the same server, so that it would be seen.
      await type(code.replace('URL', `${site.origin.replace('127.0.0.1', 'localhost')}/leak`));
      const alert = shown().getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toMatch(/^TypeError/);
      expect(site.requested).not.toContain('/leak');
    });

    it('runs code that came by a link when the reader says so, and not before', async () => {
      await type(`console.log('it ran'); ${exampleCode}`);
      await shown().getByText('it ran', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Share' }).click();
      await expect.poll(() => page.url()).toContain('#play=');
      page = await open(`/playground.html${new URL(page.url()).hash}`);
      await expectText('was not run');
      expect(await page.getByRole('textbox', { name: 'Builder code' }).inputValue()).toContain(
        'it ran',
      );
      // Longer than the pause after which typed code runs.
      await page.waitForTimeout(1_000);
      expect(await page.getByLabel('Console').count()).toBe(0);
      expect(await shownOctets()).toHaveLength(0);
      await page.getByRole('button', { name: 'Run it' }).click();
      await expectOctets(example().toWire({ id: messageId }));
    });

    it('lets Tab indent, and leave the editor after Escape', async () => {
      const editor = page.getByRole('textbox', { name: 'Builder code' });
      await editor.fill('x');
      await editor.press('Home');
      await editor.press('Tab');
      expect(await editor.inputValue()).toBe('  x');
      await editor.press('Escape');
      await editor.press('Tab');
      expect(await editor.inputValue()).toBe('  x');
      expect(await editor.evaluate((element) => element === document.activeElement)).toBe(false);
    });

    it('needs no scrolling sideways on a phone of 360 pixels', async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.getByLabel('TSIG key').fill(keyText);
      await page.getByRole('button', { name: 'Take the message above' }).click();
      await send();
      await expectRcode('NOERROR');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    });
  });
}
