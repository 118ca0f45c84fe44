/** What all servers answer NOERROR to and none carries out is refused before it is sent. */

import { InvalidUpdateError, ignoredByAll, type LintFinding, type Update } from '@zonewright/zone';

/**
 * @param lint of the update
 * @param method the caller's, which the error names
 * @throws {InvalidUpdateError} with those findings that all servers share
 */
export function refuseSilent(
  update: Update,
  lint: readonly LintFinding[],
  method: 'send' | 'load',
): void {
  const silent = ignoredByAll(lint);
  const [first] = silent;
  if (first === undefined) return;
  const { operation, name, type, reason } = first;
  const wayOut = method === 'send' ? '; allowSilent sends it all the same' : '';
  const rule = `all servers say NOERROR to ${operation}(${name} ${type}) and skip it: ${reason.replace(/\.$/, '')}${wayOut}`;
  throw new InvalidUpdateError('update', update.zone, rule, { lint: silent }).during(method);
}
