/** Starts the machine's Chromium without a window, with a fresh profile and without calls home. */
import { requiredProgram, requirePrograms } from '@zonewright/testkit';
import { type Browser, chromium } from 'playwright-core';

/** Whether there is one; in CI it has to be. */
export const browserAvailability = requirePrograms('chromium');

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: requiredProgram('chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
