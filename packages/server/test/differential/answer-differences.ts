/** Where BIND and Knot answer queries otherwise than we do, and why. */

import { absolute } from './contents.ts';
import type { Answered, AskedType } from './questions.ts';

export interface Asked {
  readonly name: string;
  readonly type: AskedType;
  readonly zone: string;
  readonly ours: Answered;
}

export interface AnswerDifference {
  readonly why: string;
  readonly server: 'bind' | 'knot';
  readonly applies: (asked: Asked) => boolean;
  /** What of the server's answer is compared all the same. */
  readonly alike: (answered: Answered) => unknown;
}

/** Whether the aliases of an answer lead back to one of them: there is no end to be told of. */
function isLoop({ name, zone, ours: { answers } }: Asked): boolean {
  const aliases = answers.flatMap((line) => {
    const [owner = '', , type, target = ''] = line.split(' ');
    return type === 'cname' ? [[owner, target] as const] : [];
  });
  const targets = new Map(aliases);
  const passed = new Set<string>();
  let at: string | undefined = absolute(name, zone).replaceAll(zone, 'Z').toLowerCase();
  while (at !== undefined && !passed.has(at)) {
    passed.add(at);
    at = targets.get(at);
  }
  return at !== undefined;
}

const zeroTtl = (line: string) => line.replace(/^(\S+) \d+ soa /, '$1 0 soa ');

export const answerDifferences: readonly AnswerDifference[] = [
  {
    why: 'asked for an SOA that is not there, BIND lets nobody keep that (zero-no-soa-ttl)',
    server: 'bind',
    applies: ({ type, ours: { authorities } }) => type === 'SOA' && authorities.length > 0,
    alike: (answered) => ({ ...answered, authorities: answered.authorities.map(zeroTtl) }),
  },
  {
    why: 'BIND calls a loop of aliases SERVFAIL, and gives it all the same',
    server: 'bind',
    applies: isLoop,
    alike: ({ aa, answers, authorities }) => ({ aa, answers, authorities }),
  },
  {
    why: 'Knot goes round in a loop of aliases for a while, and gives each again',
    server: 'knot',
    applies: isLoop,
    alike: ({ rcode, aa, answers, authorities }) => {
      return { rcode, aa, answers: [...new Set(answers)], authorities };
    },
  },
  {
    why: 'asked for ANY, Knot gives one RRset (RFC 8482 section 4.1), and follows a DNAME',
    server: 'knot',
    applies: ({ type }) => type === 'ANY',
    alike: ({ aa, answers }) => ({ aa, isEmpty: answers.length === 0 }),
  },
];
