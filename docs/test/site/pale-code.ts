/** Finds text of code that has too little contrast to be read (WCAG 2.2, 1.4.3). */
import type { Page } from 'playwright-core';

/** Colours of tokens with a contrast below 4.5 to the block that they stand in. */
export function paleCode(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    const luminance = (color: string): number => {
      const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const pale = new Set<string>();
    for (const block of document.querySelectorAll('.vp-doc div[class*="language-"]')) {
      const below = luminance(getComputedStyle(block).backgroundColor);
      for (const token of block.querySelectorAll('.line > span, span.lang')) {
        const { color } = getComputedStyle(token);
        const [light = 0, dark = 0] = [luminance(color), below].sort((a, b) => b - a);
        const contrast = (light + 0.05) / (dark + 0.05);
        if (contrast < 4.5) pale.add(`${contrast.toFixed(2)}: ${color}, ${token.textContent}`);
      }
    }
    return [...pale];
  });
}
