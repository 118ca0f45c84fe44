/**
 * Which prerequisite failed: an RCODE names none of a message's. Each is sent alone, in an update that
 * changes nothing (RFC 2136 section 2.4), so that the server itself says whether it holds.
 */

import {
  type PrerequisiteDescription,
  PrerequisiteError,
  type UpdateMessage,
} from '@zonewright/wire';
import { Update } from '@zonewright/zone';

/**
 * Asks for those of an error's prerequisites that do not hold now.
 *
 * @param send sends an update that has prerequisites alone
 * @throws {DnsError} where the server says something else of one than that it failed
 */
export async function explainPrerequisites(
  error: PrerequisiteError,
  send: (message: UpdateMessage) => Promise<unknown>,
): Promise<readonly PrerequisiteDescription[]> {
  const { response, prerequisites, zone = '.' } = error;
  const rrClass = response.opcode === 'UPDATE' ? response.zone?.class : undefined;
  const failed: PrerequisiteDescription[] = [];
  for (const prerequisite of prerequisites) {
    const update = new Update(zone, rrClass === undefined ? {} : { class: rrClass });
    add(update, prerequisite);
    try {
      await send(update.toMessage());
    } catch (verdict) {
      if (!(verdict instanceof PrerequisiteError)) throw verdict;
      failed.push(prerequisite);
    }
  }
  return failed;
}

function add(
  update: Update,
  { method, name, type = '', data = [] }: PrerequisiteDescription,
): void {
  switch (method) {
    case 'nameUsed':
      update.nameUsed(name);
      break;
    case 'nameNotUsed':
      update.nameNotUsed(name);
      break;
    case 'rrsetUsed':
      update.rrsetUsed(name, type);
      break;
    case 'rrsetNotUsed':
      update.rrsetNotUsed(name, type);
      break;
    default:
      // A description holds the data that the builder was given.
      update.used(name, type, ...(data as readonly string[]));
  }
}
