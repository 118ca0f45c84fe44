// A vitest reporter that counts the run, for the line `N passed, N failed, N skipped` that ends
// `npm test`. vitest prints more after its reporters have ended (coverage, for one), so the line is
// only written down here, in the file that ZONEWRIGHT_COUNTS names; scripts/test.mjs prints it
// when vitest is gone. Without that variable it is printed at once.
import { writeFileSync } from 'node:fs';

/** The line itself. */
export function countLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

export default class SummaryReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const counts = countRun(testModules, unhandledErrors);
    const file = process.env.ZONEWRIGHT_COUNTS;
    if (file === undefined) console.log(countLine(counts));
    else writeFileSync(file, JSON.stringify(counts));
  }
}

/**
 * Each test once, `todo` as skipped, one that did not come to its end as failed. What fails apart
 * from a test counts as one failure each: a file that cannot be imported, a hook around a suite,
 * an error that nobody caught.
 */
export function countRun(testModules, unhandledErrors) {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const testModule of testModules) {
    if (testModule.errors().length > 0) counts.failed += 1;
    for (const suite of testModule.children.allSuites()) {
      if (suite.errors().length > 0) counts.failed += 1;
    }
    for (const test of testModule.children.allTests()) {
      const { state } = test.result();
      counts[state === 'passed' || state === 'skipped' ? state : 'failed'] += 1;
    }
  }
  return counts;
}
