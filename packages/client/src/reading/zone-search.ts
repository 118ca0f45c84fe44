/**
 * The search for the zone that holds a name: SOA queries from the name upward (RFC 2136 section 4.1).
 * It goes up one label where the answer says that there is no zone cut here, and never past a server
 * that does not say: above one that refuses lies the parent zone, which is not the zone.
 */

import {
  canonicalName,
  isInZone,
  parentName,
  type QueryMessage,
  type Question,
  RcodeError,
  type RecordOf,
  type ResourceRecord,
  type RRClass,
  sameName,
  TsigError,
} from '@zonewright/wire';
import {
  CnameChainError,
  ZoneNotFoundError,
  type ZoneSearchStep,
} from '../errors/reading-error.ts';
import type { Call } from '../exchange/call.ts';
import { type AskServersOptions, askServers, type ServerAnswer } from './ask-servers.ts';
import { readAnswer } from './read-answer.ts';

/** What is looked for, and by what rules. */
export interface ZoneSearchOptions extends AskServersOptions {
  readonly class: RRClass;
  /** Takes the word of servers that have the zone alone (AA). */
  readonly demandsAuthority: boolean;
  /** 0: a CNAME is not followed. */
  readonly maxCnames: number;
}

/** The zone that holds a name. */
export interface ZoneSearchResult {
  readonly soa: RecordOf<'SOA'>;
  readonly answer: ServerAnswer;
  /** The names that CNAMEs led to, in their order. */
  readonly aliases: readonly string[];
  readonly authenticated: boolean;
}

/** @throws {ZoneNotFoundError} and what else asking ends in */
export async function searchZone(
  name: string,
  call: Call,
  options: ZoneSearchOptions,
): Promise<ZoneSearchResult> {
  const steps: ZoneSearchStep[] = [];
  const aliases: string[] = [];
  let wanted = canonicalName(name);
  let authenticated = true;
  for (let asked: string | undefined = wanted; asked !== undefined; ) {
    const question: Question = { name: asked, type: 'SOA', class: options.class };
    const answer = await askStep(question, { wanted, steps, call, options });
    const { message, connector } = answer;
    authenticated &&= answer.authenticated;
    const { status, alias, delegation } = readAnswer(question, message);
    const told = (what: string): void => {
      steps.push({ name: question.name, server: connector.label, answer: what });
    };
    const isBelieved = message.flags.aa || !options.demandsAuthority;
    const soa = isBelieved ? enclosingSoa(question, message) : undefined;
    // Of the root nobody means to have found the zone, but who asked for it.
    if (soa !== undefined && (soa.name !== '.' || wanted === '.')) {
      return { soa, answer, aliases, authenticated };
    }
    if (soa !== undefined) {
      told('there is no zone below the root');
      break;
    }
    if (!isBelieved) {
      told(delegation === undefined ? `${status}, without authority` : `go to ${delegation}`);
      if (delegation === undefined) break;
      throw delegated(wanted, delegation, message, steps, answer);
    }
    if (alias !== undefined && options.maxCnames > 0) {
      told(`a CNAME to ${alias.data}`);
      wanted = follow(wanted, alias, aliases, options.maxCnames);
      asked = wanted;
      continue;
    }
    told(alias === undefined ? `${status}, without an SOA` : `a CNAME to ${alias.data}`);
    asked = parentName(asked);
  }
  throw notFound(wanted, steps, {});
}

/**
 * The SOA of the zone that the name is in. That of another zone, which a CNAME leads to, may stand
 * in an answer too.
 */
function enclosingSoa({ name }: Question, message: QueryMessage): RecordOf<'SOA'> | undefined {
  const isOurs = (record: ResourceRecord): record is RecordOf<'SOA'> => record.type === 'SOA';
  const own = message.answers.filter(isOurs).find((soa) => sameName(soa.name, name));
  if (own !== undefined) return own;
  // Behind a CNAME the authority section speaks of where it leads.
  if (message.answers.length > 0) return undefined;
  return message.authorities.filter(isOurs).find((soa) => isInZone(name, soa.name));
}

function follow(
  wanted: string,
  alias: RecordOf<'CNAME'>,
  aliases: string[],
  maxCnames: number,
): string {
  const target = canonicalName(alias.data);
  const names = [...aliases, target];
  if (target === wanted || aliases.includes(target) || names.length > maxCnames) {
    const why = names.length > maxCnames ? `are more than ${maxCnames}` : 'lead in a circle';
    throw new CnameChainError(`The CNAMEs of ${wanted} ${why}: ${names.join(' -> ')}.`, names);
  }
  aliases.push(target);
  return target;
}

/** What one step of a search needs to know of the rest. */
interface Stepping {
  readonly wanted: string;
  readonly steps: ZoneSearchStep[];
  readonly call: Call;
  readonly options: ZoneSearchOptions;
}

/** Asks, and makes of a server that does not tell the end of the search. */
async function askStep(
  question: Question,
  { wanted, steps, call, options }: Stepping,
): Promise<ServerAnswer> {
  try {
    return await askServers(question, call, options);
  } catch (error) {
    // Who rejects our signature says nothing of zones.
    if (!(error instanceof RcodeError) || error instanceof TsigError) throw error;
    steps.push({ name: question.name, server: error.server, answer: error.rcode });
    throw notFound(wanted, steps, { server: error.server, cause: error });
  }
}

function notFound(
  wanted: string,
  steps: readonly ZoneSearchStep[],
  context: { readonly server?: string | undefined; readonly cause?: unknown },
): ZoneNotFoundError {
  return new ZoneNotFoundError(
    `No zone was found that holds ${wanted} (${told(steps)}): ask a server that has the zone, with a key that may read it.`,
    { zone: wanted, ...context },
    steps,
  );
}

function delegated(
  wanted: string,
  zone: string,
  message: QueryMessage,
  steps: readonly ZoneSearchStep[],
  { connector }: ServerAnswer,
): ZoneNotFoundError {
  const nameServers = message.authorities
    .filter((record): record is RecordOf<'NS'> => record.type === 'NS')
    .map(({ data }) => canonicalName(data));
  return new ZoneNotFoundError(
    `${connector.label} does not have the zone that holds ${wanted} (${told(steps)}): ask one of ${nameServers.join(', ')}.`,
    { zone: wanted, server: connector.label },
    steps,
    { zone, nameServers },
  );
}

function told(steps: readonly ZoneSearchStep[]): string {
  return steps
    .map(({ name, server = 'nobody', answer }) => `${name} SOA at ${server}: ${answer}`)
    .join('; ');
}
