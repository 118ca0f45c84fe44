/** The files that zones are kept in: opened all, or none. */

import { canonicalName } from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import { StorageError } from '../storage/storage-error.ts';
import { ZoneFile } from '../storage/zone-file.ts';
import type { ReadZones } from './read-zones.ts';

/**
 * Opens the files of all zones that have one, and puts what they hold into the zones.
 *
 * @throws {StorageError} where one cannot be used
 * @throws {MasterFileError | InvalidZoneError} where one is no zone
 */
export function openZoneFiles({ zones, files, unloaded }: ReadZones): ZoneFiles {
  const opened: ZoneFile[] = [];
  try {
    for (const zone of zones) {
      const path = files.get(canonicalName(zone.name));
      if (path !== undefined) opened.push(openFile(path, zone, unloaded));
    }
  } catch (error) {
    for (const file of opened) file.close();
    throw error;
  }
  return new ZoneFiles(opened);
}

function openFile(path: string, zone: Zone, unloaded: ReadonlySet<string>): ZoneFile {
  if (unloaded.has(canonicalName(zone.name)) && !ZoneFile.isThere(path)) {
    throw new StorageError(path, `it is not there yet: give ${zone.name} a text to begin with`);
  }
  return new ZoneFile(path, zone);
}

export class ZoneFiles {
  readonly #files: readonly ZoneFile[];

  constructor(files: readonly ZoneFile[]) {
    this.#files = files;
  }

  /** Folds the journals into the master files, and lets go of all. @param report is told of failures */
  close(report: (error: unknown) => void): void {
    for (const file of this.#files) {
      try {
        file.close();
      } catch (error) {
        report(error);
      }
    }
  }
}
