/**
 * The server without its sockets: the octets of a request in, the octets of its reply out. It keeps
 * the zones and reads neither clock nor network, so that it runs wherever its caller does. Requests
 * are answered one after the other, updates too: each sees what the one before it has done.
 */

import {
  InvalidOptionError,
  type Message,
  maxMessageBytes,
  type Question,
  type TsigKey,
} from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import type { Profile } from '../profile/profiles.ts';
import { answerQuery, withoutRecords } from './answer-query.ts';
import { answerUpdate } from './answer-update.ts';
import { type AnswererOptions, checkAnswererOptions } from './answerer-options.ts';
import { arrivingMessage, type Delivery, deliver, wholeDelivery } from './delivery.ts';
import { checkFault, checkFaults, type Fault, type Faults } from './fault.ts';
import { formErrReply, headerReply, readHeader } from './header.ts';
import { withHiddenVerdict } from './hidden-verdict.ts';
import { type Expired, Leases } from './leases.ts';
import { atSkewedTime, misleadingVerdict, withHeader } from './misbehave.ts';
import { type CheckedPolicy, mayQuery } from './policy.ts';
import { type ReceivedRequest, ReceivedRequests, type Transport } from './received.ts';
import { queryReply, updateReply } from './reply.ts';
import { largestTime, type Request, type RequestOrigin, readRequest } from './request.ts';
import { ServedZones, takesChanges } from './served-zones.ts';

/** Opcodes that are answered with more than NOTIMP: QUERY and UPDATE. */
const servedOpcodes: ReadonlySet<number> = new Set([0, 5]);

const transports: ReadonlySet<unknown> = new Set(['udp', 'tcp', 'tls'] satisfies Transport[]);

/**
 * Makes the answering core of a server, for tests, demos and development.
 *
 * @throws {InvalidOptionError}
 *
 * @example
 * ```ts
 * import { createAnswerer } from '@zonewright/server/answer';
 * import { decodeMessage, encodeMessage } from '@zonewright/wire';
 * import { Zone } from '@zonewright/zone';
 *
 * const zone = Zone.parse('example.com', '@ 60 SOA ns1 hostmaster 7 3600 600 86400 60');
 * const answerer = createAnswerer({ zones: [zone] });
 * const question = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
 * const request = encodeMessage({ id: 1, opcode: 'QUERY', questions: [question] });
 * const reply = answerer.answer(request, { now: 1_700_000_000, transport: 'udp' });
 * reply && decodeMessage(reply).flags.aa; // => true
 * ```
 */
export function createAnswerer(options: AnswererOptions): Answerer {
  return new Answerer(options);
}

/** How and when a request came. */
export interface AnswerOptions extends RequestOrigin {
  /** The time of arrival in Unix seconds. */
  readonly now: number;
}

/** Answers requests; made by {@link createAnswerer}. */
export class Answerer {
  readonly #zones: ServedZones;
  readonly #keys: readonly TsigKey[];
  readonly #policy: CheckedPolicy;
  readonly #leases: Leases | undefined;
  readonly #received: ReceivedRequests;
  readonly #onError: (error: unknown) => void;
  readonly #profile: Profile;
  #faults: Faults | undefined;

  constructor(options: AnswererOptions) {
    const checked = checkAnswererOptions(options);
    const { zones, keys, policy, leases, keepReceived, onError, faults, profile } = checked;
    this.#zones = new ServedZones(zones, checked.isReadOnly);
    this.#keys = keys;
    this.#policy = policy;
    this.#leases = leases && new Leases(leases);
    this.#received = new ReceivedRequests(keepReceived);
    this.#onError = onError;
    this.#profile = profile;
    this.#faults = faults;
  }

  /** Makes it misbehave on purpose; undefined: it does not. */
  get faults(): Faults | undefined {
    return this.#faults;
  }

  /** @throws {InvalidOptionError} for what is no function */
  set faults(faults: Faults | undefined) {
    this.#faults = checkFaults(faults);
  }

  /**
   * Answers a request. Any octets will do: they give a reply, or nothing where none is due (a
   * response, or less than a header) or where a fault loses it. A fault's delay is the caller's to
   * keep: see {@link Answerer.respond}.
   *
   * @param options `transport` bounds the reply; `from` is for `received`
   * @throws {InvalidOptionError} for a `now` that is no time, and for another transport
   */
  answer(request: Uint8Array, options: AnswerOptions): Uint8Array | undefined {
    return arrivingMessage(this.respond(request, options));
  }

  /**
   * As {@link Answerer.answer}, for those who have a socket: what is to be sent, and how.
   *
   * @throws {InvalidOptionError}
   */
  respond(request: Uint8Array, options: AnswerOptions): Delivery {
    const { transport, from = '' } = options;
    const now = checkCall(request, options);
    const header = readHeader(request);
    if (header === undefined || header.isResponse || request.length > maxMessageBytes) {
      return wholeDelivery(undefined);
    }
    const { replies } = this.#profile;
    if (replies.drops?.({ opcode: header.opcode, bytes: request, transport })) {
      return wholeDelivery(undefined);
    }
    const read = readRequest(request, this.#keys, { transport, from, now });
    if (read === undefined) {
      if (replies.dropsMalformed) return wholeDelivery(undefined);
      const isServed = servedOpcodes.has(header.opcode);
      return wholeDelivery(
        isServed ? formErrReply(request, header) : headerReply(request, header, 'NOTIMP'),
      );
    }
    if (replies.dropsMessage?.(read.message)) return wholeDelivery(undefined);
    const received = this.#keep(read, request.length);
    try {
      this.expire(now);
      const fault = checkFault(this.#faults?.(received));
      if (fault.drop === 'request') return deliver(undefined, fault, transport);
      const seen = atSkewedTime(read, request, this.#keys, fault);
      const isRefused = !servedOpcodes.has(header.opcode) && fault.rcode === undefined;
      const reply = isRefused
        ? headerReply(request, header, 'NOTIMP')
        : this.#reply(seen, fault, now);
      return deliver(withHeader(reply, fault), fault, transport);
    } catch (error) {
      this.#onError(error);
      return wholeDelivery(headerReply(request, header, 'SERVFAIL'));
    }
  }

  /** The requests that came, the oldest first; no more than were to be kept, nor than 4 MiB. */
  get received(): readonly ReceivedRequest[] {
    return this.#received.list();
  }

  /** The zone of a name. @throws {ZoneNotServedError} */
  zone(name: string): Zone {
    return this.#zones.get(name).zone;
  }

  /** From now on updates of a zone are refused; queries are answered. @throws {ZoneNotServedError} */
  freeze(zone: string): void {
    this.#zones.get(zone).frozen = true;
  }

  /** Undoes {@link freeze}. @throws {ZoneNotServedError} */
  thaw(zone: string): void {
    this.#zones.get(zone).frozen = false;
    this.#leases?.recount();
  }

  /**
   * When the next lease ends, in Unix seconds; undefined where there is none. It may be early: who
   * calls {@link expire} then asks again behind it.
   */
  get nextExpiry(): number | undefined {
    return this.#leases?.nextExpiry;
  }

  /**
   * Takes out of the zones what was added for a time that is over (RFC 9664), as each request does
   * before it is answered. A frozen zone keeps it until it is thawed.
   *
   * @param now Unix seconds
   * @returns the changes, one for each zone that changed
   * @throws {InvalidOptionError} for what is no time
   */
  expire(now: number): readonly Expired[] {
    const takes = (zone: Zone): boolean => takesChanges(this.#zones.get(zone.name));
    return this.#leases?.expire(checkTime(now), takes) ?? [];
  }

  #keep({ message, verdict, transport, from, now }: Request, octets: number): ReceivedRequest {
    const keyName = verdict.status === 'verified' ? verdict.key.name : undefined;
    const received = { at: now, transport, from, keyName, message };
    this.#received.add(received, octets);
    return received;
  }

  /**
   * Does what is asked, unless it is refused, and makes the reply.
   *
   * @param now the time of arrival by a clock that no fault has set
   */
  #reply(given: Request, fault: Fault, now: number): Uint8Array {
    const { replies } = this.#profile;
    const request = withHiddenVerdict(given, replies);
    const { message } = request;
    const refusal = fault.rcode ?? refusalOf(request);
    const verdict = misleadingVerdict(request.verdict, fault);
    const isTruncated = fault.cut === 'tc';
    if (message.opcode === 'UPDATE') {
      const rules = {
        policy: this.#policy,
        leases: this.#leases,
        profile: this.#profile,
        now,
      };
      const { rcode, granted } =
        refusal === undefined
          ? answerUpdate({ ...request, message }, this.#zones, rules)
          : { rcode: refusal };
      const options = granted === undefined ? [] : [granted];
      const reply = { ...request, message, verdict };
      return updateReply(reply, rcode, { isTruncated, options, rules: replies });
    }
    const permits = (zone: Zone, question: Question): boolean =>
      mayQuery(this.#policy, { ...request, message }, zone, question);
    const answer =
      refusal === undefined ? answerQuery(message, this.#zones, permits) : withoutRecords(refusal);
    return queryReply({ ...request, message, verdict }, answer, isTruncated);
  }
}

/** The time of arrival in whole seconds. @throws {InvalidOptionError} for what is no request */
function checkCall(request: unknown, { now: given, transport }: AnswerOptions): number {
  if (!(request instanceof Uint8Array)) {
    throw new InvalidOptionError('request', request, 'a Uint8Array is needed');
  }
  if (!transports.has(transport)) {
    throw new InvalidOptionError('transport', transport, "'udp', 'tcp' or 'tls' is needed");
  }
  return checkTime(given);
}

/** A time in whole seconds. @throws {InvalidOptionError} */
function checkTime(given: number): number {
  const now = Math.floor(given);
  if (now >= 0 && now <= largestTime) return now;
  throw new InvalidOptionError('now', given, 'Unix seconds are needed');
}

/** Why a request is not looked into, whatever it asks for: EDNS first, then the signature. */
function refusalOf({
  message,
  verdict,
}: Request<Message>): 'BADVERS' | 'NOTAUTH' | 'FORMERR' | undefined {
  // RFC 6891 section 6.1.3: with a version that is not known, nothing else is.
  if (message.edns !== undefined && message.edns.version > 0) return 'BADVERS';
  return verdict.status === 'rejected' ? verdict.rcode : undefined;
}
