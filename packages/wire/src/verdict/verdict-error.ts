/**
 * From what a server answered to the error that says so: one class per RCODE, and a sentence that
 * says what, where, and what to try.
 */

import type { DnsErrorContext } from '../errors/dns-error.ts';
import { extendedErrors } from '../message/extended-error.ts';
import type { Message } from '../message/message.ts';
import { rcodes, type TsigErrorCode, tsigErrorCodes } from '../registry/rcode.ts';
import {
  NxDomainError,
  NxRRsetError,
  type PrerequisiteDescription,
  type PrerequisiteError,
  YxDomainError,
  YxRRsetError,
} from './prerequisite-error.ts';
import {
  FormErrError,
  NotAuthError,
  NotImpError,
  NotZoneError,
  type RcodeError,
  RefusedError,
  type ReportedExtendedError,
  ServFailError,
  UnexpectedRcodeError,
  type VerdictContext,
} from './rcode-error.ts';
import { BadKeyError, BadSigError, BadTimeError, BadTruncError, TsigError } from './tsig-error.ts';

type RcodeErrorClass = new (message: string, context: VerdictContext) => RcodeError;

/** The classes of RCODEs that say nothing of a prerequisite, and what each can mean. */
const refusals: Readonly<Record<string, readonly [RcodeErrorClass, string]>> = {
  FORMERR: [
    FormErrError,
    'it could not read the message: look for a type that it does not know, or (PowerDNS) for a CNAME and other data of one name',
  ],
  SERVFAIL: [
    ServFailError,
    'it failed, or forwards to a primary that did: look into its log, the zone may have changed',
  ],
  NOTIMP: [NotImpError, 'it does not do dynamic updates: send them to another server of the zone'],
  REFUSED: [
    RefusedError,
    'the zone may be frozen, its policy may forbid this to the key or address, the server may be a secondary that does not forward, or (PowerDNS) the signature may be bad or a CNAME in the way: its log says which',
  ],
  NOTAUTH: [
    NotAuthError,
    'it does not serve this zone, or (Knot) does not allow this: check the zone name and the key',
  ],
  NOTZONE: [NotZoneError, 'a name lies outside the zone'],
};

/** What the same RCODEs mean to those who asked and changed nothing. */
const refusedQuestions: Readonly<Record<string, string>> = {
  FORMERR: 'it could not read the question',
  SERVFAIL: 'it failed, or the zone is not loaded or has expired there: look into its log',
  NOTIMP: 'it does not answer this kind of question',
  REFUSED: 'it does not serve the name, or its policy forbids this question to the key or address',
  NOTAUTH: 'it does not serve this zone, or (Knot) does not allow this: check the name and the key',
};

type PrerequisiteErrorClass = new (
  ...parameters: ConstructorParameters<typeof PrerequisiteError>
) => PrerequisiteError;

/** The classes of failed prerequisites, the methods that can fail so, and what that means. */
const prerequisiteFailures: Readonly<
  Record<string, readonly [PrerequisiteErrorClass, readonly string[], string]>
> = {
  NXDOMAIN: [NxDomainError, ['nameUsed'], 'a name that should be in use is not'],
  YXDOMAIN: [YxDomainError, ['nameNotUsed'], 'a name that should not be in use is'],
  NXRRSET: [NxRRsetError, ['rrsetUsed', 'used'], 'an RRset is absent or holds something else'],
  YXRRSET: [YxRRsetError, ['rrsetNotUsed'], 'an RRset that should not exist does'],
};

/** What the sender knows beside the reply itself. */
export interface RcodeErrorContext extends DnsErrorContext {
  readonly authenticated: boolean;
  /** The prerequisites of the message that was sent. @default none */
  readonly prerequisites?: readonly PrerequisiteDescription[];
}

function reportedErrors(message: Message, authenticated: boolean): ReportedExtendedError[] {
  return extendedErrors(message.edns).map((error) => ({ ...error, authenticated }));
}

/** Most Extended DNS Errors, and characters of the text of one, that a sentence holds. */
const [mostReasons, longestReason] = [3, 200];

/** What the server adds, short enough for a sentence: a reply of any length may be anybody's. */
function additions(message: Message): string {
  const errors = extendedErrors(message.edns);
  const shown = errors.slice(0, mostReasons).map(({ name, text }) => {
    const cut = text.length > longestReason ? `${text.slice(0, longestReason)}…` : text;
    return `; it adds ${cut === '' ? name : `${name} (${cut})`}`;
  });
  const more = errors.length - shown.length;
  return `${shown.join('')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** What a failed prerequisite says of the zone: that of this copy nothing was carried out. */
function unchanged({ applied }: RcodeErrorContext): string {
  return applied === 'unknown'
    ? 'the zone may have changed, by an earlier copy or because this answer is forged'
    : 'nothing was changed';
}

/** `ns1.example.com:53 answered REFUSED (zone example.com.): …`. */
function sentence(
  context: RcodeErrorContext,
  rcode: string,
  message: Message,
  advice: string,
): string {
  const where = context.server ?? 'The server';
  const about = [
    ...(context.zone === undefined ? [] : [`zone ${context.zone}`]),
    ...(context.authenticated ? [] : ['unauthenticated']),
  ];
  const brackets = about.length === 0 ? '' : ` (${about.join(', ')})`;
  return `${where} answered ${rcode}${brackets}: ${advice}${additions(message)}.`;
}

/**
 * The error for a reply with another RCODE than NOERROR.
 *
 * @param message the reply
 */
export function rcodeError(message: Message, context: RcodeErrorContext): RcodeError {
  const { rcode } = message;
  const verdict: VerdictContext = {
    ...context,
    rcode,
    rcodeNumber: rcodes.number(rcode) as number,
    ede: reportedErrors(message, context.authenticated),
    response: message,
  };
  const failure = message.opcode === 'UPDATE' ? prerequisiteFailures[rcode] : undefined;
  if (failure !== undefined) {
    const [ErrorClass, methods, advice] = failure;
    const candidates = (context.prerequisites ?? []).filter(({ method }) =>
      methods.includes(method),
    );
    const shown = candidates
      .slice(0, 3)
      .map(({ method, name, type }) => `${method}(${[name, type].filter(Boolean).join(' ')})`);
    const named = shown.length === 0 ? advice : `${advice}, by ${shown.join(' or ')}`;
    const more = candidates.length > 3 ? ` or ${candidates.length - 3} more` : '';
    return new ErrorClass(
      sentence(context, rcode, message, `${named}${more}; ${unchanged(context)}`),
      {
        ...verdict,
        prerequisites: candidates,
      },
    );
  }
  const [ErrorClass, meaning] = refusals[rcode] ?? [
    UnexpectedRcodeError,
    'no RCODE that was to be expected',
  ];
  const asked = message.opcode === 'UPDATE' ? undefined : refusedQuestions[rcode];
  const advice = asked ?? meaning;
  return new ErrorClass(sentence(context, rcode, message, advice), verdict);
}

const tsigAdvice: Readonly<Record<string, readonly [RcodeErrorClass, string]>> = {
  BADKEY: [
    BadKeyError,
    'it does not know the key or not by this algorithm, or (Knot) does not allow this to it: check name and algorithm on both sides',
  ],
  BADSIG: [BadSigError, 'the signature did not verify: compare the secrets on both sides'],
  BADTRUNC: [BadTruncError, 'it demands more octets of the MAC: raise macBytes of the key'],
};

/** The error for a reply in which the server rejects the signature of the request. */
export function tsigVerdictError(
  verdict: {
    readonly error: TsigErrorCode;
    readonly authenticated: boolean;
    readonly message: Message;
    readonly serverTime?: number;
  },
  context: DnsErrorContext & { readonly now: number },
): RcodeError {
  const { error, authenticated, message, serverTime } = verdict;
  const full = {
    ...context,
    authenticated,
    rcode: error,
    rcodeNumber: tsigErrorCodes.number(error) as number,
    ede: reportedErrors(message, authenticated),
    response: message,
  };
  if (error === 'BADTIME' && serverTime !== undefined) {
    const skewSeconds = serverTime - context.now;
    const side = skewSeconds < 0 ? 'behind' : 'ahead of';
    const advice = `its clock is ${Math.abs(skewSeconds)} s ${side} ours: set the clocks`;
    return new BadTimeError(sentence(full, error, message, advice), {
      ...full,
      serverTime,
      skewSeconds,
    });
  }
  const [ErrorClass, advice] = tsigAdvice[error] ?? [
    TsigError,
    'an error in its TSIG that has no name here',
  ];
  return new ErrorClass(sentence(full, error, message, advice), full);
}
