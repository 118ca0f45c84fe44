/**
 * The text of resolv.conf, read as the C library reads it (resolv.conf(5)): what it does not know or
 * cannot read it skips, and of what is given twice the last one counts. Pure.
 */

import { isIP } from 'node:net';
import { InvalidNameError, InvalidOptionError, parseName } from '@zonewright/wire';

/** How the system finds names. */
export interface ResolverConfig {
  /** Addresses, three at most; an IPv6 one may have a zone behind `%`. */
  readonly nameServers: readonly string[];
  /** Domains in which names are looked for that have few dots; absolute. */
  readonly search: readonly string[];
  /** A name with as many dots is first looked for as it is. */
  readonly ndots: number;
  readonly timeoutSeconds: number;
  /** How often all name servers are asked. */
  readonly attempts: number;
  /** Begins with another name server each time. */
  readonly rotate: boolean;
  /** Asks by TCP. */
  readonly useTcp: boolean;
  readonly edns: boolean;
}

/** Variables that change what the file says. */
export interface ResolverEnvironment {
  /** Replaces the search list. */
  readonly LOCALDOMAIN?: string | undefined;
  /** Further options, which count more than those of the file. */
  readonly RES_OPTIONS?: string | undefined;
}

/** What the C library does without a file, and without a name server in it. */
const localNameServer = '127.0.0.1';

const maxNameServers = 3;

/** The numbers of an option: the default, and the most that counts. */
const limits = { ndots: [1, 15], timeout: [5, 30], attempts: [2, 5] } as const;

/** Reads the text of a resolv.conf. @throws {InvalidOptionError} for what is no text */
export function parseResolvConf(
  text: string,
  environment: ResolverEnvironment = {},
): ResolverConfig {
  if (typeof text !== 'string') throw new InvalidOptionError('text', text, 'a string is needed');
  const nameServers: string[] = [];
  let search: readonly string[] = [];
  const options = new Map<string, string>();
  for (const line of text.split('\n')) {
    // A keyword begins its line and has a blank behind it; anything else is a comment or unknown.
    const [, keyword, rest = ''] = /^([a-z]+)[ \t]+(.*)$/.exec(line) ?? [];
    const words = rest.split(/[ \t]+/).filter((word) => word !== '');
    if (keyword === 'nameserver') {
      const [address = ''] = rest.split(/[;# \t]/, 1);
      if (isIP(address) !== 0 && nameServers.length < maxNameServers) nameServers.push(address);
    } else if (keyword === 'search') search = domains(words);
    else if (keyword === 'domain') search = domains(words.slice(0, 1));
    else if (keyword === 'options') readOptions(words, options);
  }
  const { LOCALDOMAIN, RES_OPTIONS } = environment;
  if (LOCALDOMAIN !== undefined) search = domains(LOCALDOMAIN.split(/[ \t\n]+/));
  if (RES_OPTIONS !== undefined) readOptions(RES_OPTIONS.split(/[ \t]+/), options);
  return {
    nameServers: nameServers.length === 0 ? [localNameServer] : nameServers,
    search,
    ndots: numberOf('ndots', options),
    timeoutSeconds: numberOf('timeout', options),
    attempts: numberOf('attempts', options),
    rotate: options.has('rotate'),
    useTcp: options.has('use-vc'),
    edns: options.has('edns0'),
  };
}

function readOptions(words: readonly string[], options: Map<string, string>): void {
  for (const word of words) {
    const [name = '', value = ''] = word.split(':', 2);
    options.set(name, value);
  }
}

function numberOf(name: keyof typeof limits, options: ReadonlyMap<string, string>): number {
  const [fallback, largest] = limits[name];
  const text = options.get(name);
  if (text === undefined || !/^\d+/.test(text)) return fallback;
  const number = Math.min(Number.parseInt(text, 10), largest);
  // Nothing can be asked no times, or be waited for no time.
  return name === 'ndots' ? number : Math.max(1, number);
}

function domains(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    if (word === '') return [];
    try {
      return [parseName(word)];
    } catch (error) {
      if (error instanceof InvalidNameError) return [];
      throw error;
    }
  });
}
