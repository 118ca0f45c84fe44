/** The zones that a server is created with, of text, of a `Zone`, or to be transferred. */

import { resolve } from 'node:path';
import {
  canonicalName,
  createRecord,
  InvalidNameError,
  InvalidOptionError,
  parseName,
} from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { type PeerAddress, parsePeers } from '../peers/peer-address.ts';

/** Where zones are to come from. */
export interface ZoneSources {
  readonly zones?: unknown;
  readonly primaries?: unknown;
  readonly file?: unknown;
}

/** Zones, and where they come from if not from here. */
export interface ReadZones {
  readonly zones: readonly Zone[];
  /** By canonical names. */
  readonly primaries: ReadonlyMap<string, readonly PeerAddress[]>;
  /** Paths of the files that zones are kept in, by canonical names. */
  readonly files: ReadonlyMap<string, string>;
  /** Canonical names of the zones of which nothing is given, neither text nor `Zone`. */
  readonly unloaded: ReadonlySet<string>;
}

/**
 * @throws {InvalidOptionError}
 * @throws {MasterFileError | InvalidZoneError} for text that is no zone
 */
export function readZones(sources: ZoneSources): ReadZones {
  const hasOthers = sources.primaries !== undefined || sources.file !== undefined;
  const { zones: given = hasOthers ? {} : undefined } = sources;
  // A Map has no names of its own, and would be no zones at all.
  if (typeof given !== 'object' || given === null || Symbol.iterator in given) {
    throw new InvalidOptionError('zones', given, "an object is needed: { 'example.com': text }");
  }
  const names = Object.keys(given).map((name) => canonicalName(readZoneName('zones', name)));
  const primaries = readPrimaries(sources.primaries, names);
  const files = readFiles(sources.file, names);
  const both = [...files.keys()].find((name) => primaries.has(name));
  if (both !== undefined) {
    throw new InvalidOptionError('file', both, 'a zone that has primaries is kept in no file');
  }
  const zones: Zone[] = [];
  const elsewhere = new Set([...primaries.keys(), ...files.keys()]);
  const unloaded = new Set(elsewhere);
  for (const name of names) unloaded.delete(name);
  for (const [name, zone] of Object.entries(given)) {
    const canonical = canonicalName(readZoneName('zones', name));
    const isEmpty = typeof zone === 'string' && zone.trim() === '';
    if (isEmpty && elsewhere.has(canonical)) unloaded.add(canonical);
    else zones.push(readZone(name, zone));
  }
  for (const name of unloaded) zones.push(emptyZone(name));
  return { zones, primaries, files, unloaded };
}

function readFiles(given: unknown, names: readonly string[]): ReadonlyMap<string, string> {
  if (given === undefined) return new Map();
  const isOne = typeof given !== 'object' || given === null;
  const [only, ...others] = names;
  if (isOne && (only === undefined || others.length > 0)) {
    const rule = "for one zone in zones alone; else write { 'example.com': path }";
    throw new InvalidOptionError('file', given, rule);
  }
  const byZone: [string, unknown][] = isOne
    ? [[only ?? '', given]]
    : Object.entries(given).map(([name, path]) => [
        canonicalName(readZoneName('file', name)),
        path,
      ]);
  const zoneOfFile = new Map<string, string>();
  return new Map(
    byZone.map(([name, path]) => {
      if (typeof path !== 'string' || path === '' || path.includes('\0')) {
        throw new InvalidOptionError('file', path, `the path of a file for ${name} is needed`);
      }
      const other = zoneOfFile.get(resolve(path));
      if (other !== undefined && other !== name) {
        throw new InvalidOptionError(
          'file',
          path,
          `it is the file of ${other}, and not of ${name} too`,
        );
      }
      zoneOfFile.set(resolve(path), name);
      return [name, path];
    }),
  );
}

/** What stands for a zone until it is transferred, or read. */
function emptyZone(name: string): Zone {
  return new Zone(name, [createRecord({ name, type: 'SOA', ttl: 0, data: '. . 0 0 0 0 0' })]);
}

function readPrimaries(
  given: unknown,
  names: readonly string[],
): ReadonlyMap<string, readonly PeerAddress[]> {
  if (given === undefined) return new Map();
  const isFlat = typeof given !== 'object' || given === null || Array.isArray(given);
  const byZone: [string, unknown][] = isFlat
    ? names.map((name) => [name, given])
    : Object.entries(given).map(([name, list]) => [
        canonicalName(readZoneName('primaries', name)),
        list,
      ]);
  if (byZone.length === 0) {
    throw new InvalidOptionError('primaries', given, 'there is no zone that they could be for');
  }
  return new Map(
    byZone.map(([name, list]) => {
      const peers = parsePeers('primaries', list);
      if (peers.length > 0) return [name, peers];
      throw new InvalidOptionError('primaries', list, `${name} needs a server at least`);
    }),
  );
}

function readZone(given: string, zone: unknown): Zone {
  const name = readZoneName('zones', given);
  if (typeof zone === 'string') return Zone.parse(name, zone);
  if (!(zone instanceof Zone)) {
    throw new InvalidOptionError(`zones[${given}]`, zone, 'master-file text or a Zone is needed');
  }
  if (canonicalName(zone.name) !== canonicalName(name)) {
    throw new InvalidOptionError(`zones[${given}]`, zone.name, `the zone has another name`);
  }
  return zone;
}

function readZoneName(option: string, given: string): string {
  if (given === '') throw new InvalidOptionError(option, given, "empty name; the root is '.'");
  try {
    return parseName(given);
  } catch (error) {
    if (!(error instanceof InvalidNameError)) throw error;
    throw new InvalidOptionError(option, given, `no domain name: ${error.rule}`);
  }
}
