/** The options of a query, and the question that its arguments are once checked. */

import {
  classes,
  InvalidOptionError,
  isMetaType,
  parseName,
  type Question,
  type RRClass,
  rrTypes,
} from '@zonewright/wire';
import type { ClientSettings } from '../options/client-options.ts';
import { checkEdns, type EdnsOptions, type EdnsSettings } from '../options/edns-options.ts';
import { checkBoolean, checkInteger, checkNames, checkSignal } from '../options/option-check.ts';

/** What reading one thing has in common with reading another. */
export interface ReadOptions {
  /** Ends the call: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** @default 'IN' */
  readonly class?: string | undefined;
}

/** Options of {@link DnsClient.query}. */
export interface QueryOptions extends ReadOptions {
  /** EDNS for this query, such as a COOKIE. @default the client's */
  readonly edns?: boolean | EdnsOptions | undefined;
  /**
   * Asks the server to find the answer where it has not got it (RD): for resolvers. What they say
   * is as old as their cache. @default false
   */
  readonly recursionDesired?: boolean | undefined;
  /**
   * Goes on to where a CNAME points, at the same servers; a number is the most CNAMEs in a chain.
   * @default false; true is 8
   */
  readonly followCname?: boolean | number | undefined;
}

/** Checked options, with defaults. */
export interface QuerySettings {
  readonly question: Question;
  readonly signal: AbortSignal | undefined;
  readonly edns: EdnsSettings | undefined;
  readonly recursionDesired: boolean;
  /** 0: a CNAME is not followed. */
  readonly maxCnames: number;
}

const optionNames: readonly (keyof QueryOptions)[] = [
  'signal',
  'class',
  'edns',
  'recursionDesired',
  'followCname',
];

const defaultMaxCnames = 8;

/** @throws {InvalidNameError | InvalidOptionError} */
export function checkQuery(
  name: string,
  type: string,
  options: QueryOptions,
  settings: ClientSettings,
): QuerySettings {
  checkNames(options, optionNames);
  const { edns } = options;
  return {
    question: { name: parseName(name), type: checkType(type), class: checkClass(options.class) },
    signal: checkSignal(options.signal),
    edns: edns === undefined ? settings.edns : checkEdns(edns),
    recursionDesired: checkBoolean('recursionDesired', options.recursionDesired, false),
    maxCnames: checkFollowCname(options.followCname),
  };
}

/** @throws {InvalidOptionError} */
function checkType(text: unknown): Question['type'] {
  const type = typeof text === 'string' ? rrTypes.normalise(text) : undefined;
  if (type === undefined) {
    throw new InvalidOptionError('type', text, 'no such type; unknown ones are written TYPEn');
  }
  if (type === 'AXFR' || type === 'IXFR') {
    const method = type === 'AXFR' ? 'transfer' : 'changes';
    throw new InvalidOptionError('type', text, `a zone is transferred by ${method}`);
  }
  if (type !== 'ANY' && isMetaType(type)) {
    throw new InvalidOptionError('type', text, 'no server has records of this type to tell');
  }
  return type;
}

/** @throws {InvalidOptionError} */
export function checkClass(text: unknown = 'IN'): RRClass {
  const rrClass = typeof text === 'string' ? classes.normalise(text) : undefined;
  if (rrClass !== undefined) return rrClass;
  throw new InvalidOptionError('class', text, 'no such class; unknown ones are written CLASSn');
}

/** @returns the most CNAMEs in a chain @throws {InvalidOptionError} */
export function checkFollowCname(followCname: unknown = false): number {
  if (typeof followCname === 'boolean') return Number(followCname) * defaultMaxCnames;
  return checkInteger('followCname', followCname, 1, 64);
}
