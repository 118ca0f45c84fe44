/** A query: what the servers say of one name and type, and where its CNAMEs lead when asked to go on. */

import {
  canonicalName,
  type QueryMessage,
  type Question,
  type RecordOf,
  type ResourceRecord,
  sameName,
} from '@zonewright/wire';
import { CnameChainError } from '../errors/reading-error.ts';
import type { Call } from '../exchange/call.ts';
import type { ClientSettings } from '../options/client-options.ts';
import type { Connector } from '../transport/connector.ts';
import { askServers, type ServerAnswer } from './ask-servers.ts';
import { checkQuery, type QueryOptions, type QuerySettings } from './query-options.ts';
import { type AnswerStatus, readAnswer } from './read-answer.ts';
import type { Source } from './source.ts';

/** What {@link DnsClient.query} resolves to. */
export interface QueryResult {
  /**
   * `NOERROR`: there are records; `NODATA`: the name is there and has none of the type; `NXDOMAIN`:
   * there is no such name; `REFERRAL`: the server has only the delegation to another one.
   */
  readonly status: AnswerStatus;
  /** Whose records they are: the name that was asked for, or the one that its CNAMEs lead to. */
  readonly name: string;
  /**
   * Those of the name and type. Where a CNAME stands in their place that was not to be followed, it
   * is that CNAME.
   */
  readonly records: readonly ResourceRecord[];
  /** The CNAMEs that were followed, in their order. */
  readonly aliases: readonly RecordOf<'CNAME'>[];
  /** With `REFERRAL`: the owner of the NS records, which are in `response.authorities`. */
  readonly delegation?: string;
  /** Whether the server has the zone, and did not only hear of it (AA). */
  readonly authoritative: boolean;
  /** Whether every reply was signed and its signature verified. */
  readonly authenticated: boolean;
  /** The server that answered, `host:port`. */
  readonly server: string;
  /** The last reply. */
  readonly response: QueryMessage;
}

/** Asks; see {@link DnsClient.query}. */
export async function query(
  source: Source,
  name: string,
  type: string,
  options: QueryOptions = {},
): Promise<QueryResult> {
  const { settings, servers, calls } = source;
  calls.refuseWhenClosed();
  const checked = checkQuery(name, type, options, settings);
  return await calls.during(settings.deadlineMs, checked.signal, async (call) => {
    const connectors = await servers.of(checked.question.name, call);
    return await queryServers(checked, call, connectors, settings);
  });
}

/** Asks, as part of a call. */
async function queryServers(
  { question, edns, recursionDesired, maxCnames }: QuerySettings,
  call: Call,
  connectors: readonly Connector[],
  settings: ClientSettings,
): Promise<QueryResult> {
  const ways = { connectors, settings, key: settings.key, edns, recursionDesired };
  const chain = new CnameChain(question, maxCnames);
  let answer = await askServers(question, call, ways);
  let authenticated = answer.authenticated;
  for (;;) {
    const { message, connector } = answer;
    const end = chain.follow(message, connector.label);
    if (end !== undefined) return { ...end, authenticated, ...factsOf(answer) };
    answer = await askServers(chain.question, call, ways);
    authenticated &&= answer.authenticated;
  }
}

function factsOf({
  message,
  connector,
}: ServerAnswer): Pick<QueryResult, 'authoritative' | 'server' | 'response'> {
  return { authoritative: message.flags.aa, server: connector.label, response: message };
}

/** The way from the name that was asked for to the one that has the records. */
class CnameChain {
  /** What is to be asked next. */
  question: Question;
  readonly #maxCnames: number;
  readonly #aliases: RecordOf<'CNAME'>[] = [];
  readonly #names: string[];

  constructor(question: Question, maxCnames: number) {
    this.question = question;
    this.#maxCnames = maxCnames;
    this.#names = [question.name];
  }

  /**
   * Goes along a chain as far as one answer has it: servers give what they know of it at once.
   *
   * @returns the end of the chain; undefined where what is behind it is to be asked for
   * @throws {CnameChainError}
   */
  follow(
    message: QueryMessage,
    server: string,
  ): Pick<QueryResult, 'status' | 'name' | 'records' | 'aliases' | 'delegation'> | undefined {
    for (;;) {
      const { name } = this.question;
      const { status, records, alias, delegation } = readAnswer(this.question, message);
      const isLast = alias === undefined || this.#maxCnames === 0;
      // That there are no records of a name is not said by an answer that began with another one.
      const isTold =
        status === 'NOERROR' ||
        this.#isAbout(message) ||
        (status === 'NXDOMAIN' && message.flags.aa);
      if (isLast && isTold) {
        return {
          status,
          name: canonicalName(name),
          records,
          aliases: this.#aliases,
          ...(delegation === undefined ? {} : { delegation }),
        };
      }
      if (alias === undefined) return undefined;
      this.#go(alias, server);
    }
  }

  #isAbout({ questions: [asked] }: QueryMessage): boolean {
    return asked !== undefined && sameName(asked.name, this.question.name);
  }

  #go(alias: RecordOf<'CNAME'>, server: string): void {
    const target = alias.data;
    const names = [...this.#names, target];
    const refuse = (why: string): never => {
      const text = `The CNAMEs of ${names[0]} ${why}: ${names.join(' -> ')}.`;
      throw new CnameChainError(text, names, { zone: this.question.name, server });
    };
    if (this.#names.some((name) => sameName(name, target))) refuse('lead in a circle');
    if (this.#aliases.length >= this.#maxCnames) refuse(`are more than ${this.#maxCnames}`);
    this.#aliases.push(alias);
    this.#names.push(target);
    this.question = { ...this.question, name: target };
  }
}
