/** DS records away from a delegation, which BIND drops after it took them. */

import type { LintStep, LintSubject, RawFinding } from './lint-step.ts';

/** DS records where the update itself shows that there is no delegation. */
export function* lintDelegationSigner(
  subject: LintSubject,
): Generator<RawFinding, void, undefined> {
  if (!subject.isApex && isDelegated(subject)) return;
  for (const step of subject.steps) {
    if (step.kind !== 'insert' || step.type !== 'DS') continue;
    const reason = subject.isApex
      ? 'A DS record of the apex belongs to the parent zone, and BIND drops it.'
      : 'A DS record stands beside the NS records of a delegation, and BIND drops one without.';
    yield { step, reason, servers: ['BIND'] };
  }
}

/** Whether the name can have NS records when all operations are done. */
function isDelegated({ steps, hasNo }: LintSubject): boolean {
  let possible = !hasNo('NS');
  const inserted = new Set<string>();
  for (const step of steps) {
    if (endsDelegation(step)) {
      possible = false;
      inserted.clear();
    } else if (step.type === 'NS') {
      if (step.kind === 'insert') inserted.add(step.dataKey);
      else inserted.delete(step.dataKey);
    }
  }
  return possible || inserted.size > 0;
}

function endsDelegation({ kind, type }: LintStep): boolean {
  return kind === 'removeName' || (kind === 'removeRRset' && type === 'NS');
}
