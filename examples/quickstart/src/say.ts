/** How the quickstart talks: steps, results, and refusals, which are what it wants to see. */

import { styleText } from 'node:util';
import { DnsError, type UpdateResult } from 'zonewright';

type ErrorClass = abstract new (...parameters: never[]) => DnsError;

let steps = 0;

/** Prints text in a style where a terminal shows it. */
function styled(style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string): string {
  return process.stdout.isTTY ? styleText(style, text) : text;
}

/** Opens the next step. */
export function step(title: string): void {
  steps += 1;
  console.log(`\n${styled('bold', `${steps}. ${title}`)}`);
}

export function say(text: string): void {
  console.log(`   ${styled('dim', text)}`);
}

/** Shows a successful update. */
export function shown(result: UpdateResult): void {
  const { rcode, server, transport, id, durationMs, authenticated } = result;
  const signed = authenticated ? 'the answer is signed' : 'the answer is not signed';
  console.log(
    `   ${styled('green', rcode)} from ${server} over ${transport.toUpperCase()}, id ${id}, ${durationMs.toFixed(1)} ms, ${signed}`,
  );
}

/** Runs what is to be refused, and shows the error; anything else ends the program. */
export async function refused(
  expected: ErrorClass | readonly ErrorClass[],
  run: () => Promise<UpdateResult>,
): Promise<void> {
  const classes: readonly ErrorClass[] = Array.isArray(expected) ? expected : [expected];
  const names = classes.map(({ name }) => name).join(' or ');
  let error: unknown;
  try {
    await run();
  } catch (caught) {
    error = caught;
  }
  if (!(error instanceof DnsError) || !classes.some((errorClass) => error instanceof errorClass)) {
    throw new Error(`${names} was expected`, { cause: error });
  }
  console.log(`   ${styled('yellow', error.name)}: ${error.message}`);
  say(`code ${error.code}, applied: ${error.applied}, attempts: ${error.attempts}`);
}
