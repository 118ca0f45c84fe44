/**
 * The server without its sockets: the octets of a request in, the octets of its reply out. It keeps
 * the zones and reads neither clock nor network, so that it runs wherever its caller does. Requests
 * are answered one after the other, updates too: each sees what the one before it has done.
 */

import { InvalidOptionError, maxMessageBytes, type TsigKey } from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import { type AnswererOptions, checkAnswererOptions } from './answerer-options.ts';
import { arrivingMessage, type Delivery, deliver, wholeDelivery } from './delivery.ts';
import { checkFault, checkFaults, type Faults } from './fault.ts';
import { formErrReply, headerReply, readHeader } from './header.ts';
import { type Expired, Leases } from './leases.ts';
import { atSkewedTime, withHeader, withHeaders } from './misbehave.ts';
import { type ReceivedRequest, ReceivedRequests, type Transport } from './received.ts';
import { type Reply, replyTo, type Served } from './reply-to.ts';
import { latestTime, type Request, type RequestOrigin, readRequest } from './request.ts';
import { type ServedZone, ServedZones, takesChanges } from './served-zones.ts';

/** Opcodes that are answered with more than NOTIMP: QUERY, NOTIFY and UPDATE. */
const servedOpcodes: ReadonlySet<number> = new Set([0, 4, 5]);

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
  /**
   * The time when a later message of a transfer is made, in Unix seconds: its signature says it.
   * @default always `now`
   */
  readonly clock?: () => number;
}

/** Answers requests; made by {@link createAnswerer}. */
export class Answerer {
  readonly #served: Served;
  readonly #keys: readonly TsigKey[];
  readonly #received: ReceivedRequests;
  readonly #onError: (error: unknown) => void;
  #faults: Faults | undefined;

  constructor(options: AnswererOptions) {
    const checked = checkAnswererOptions(options);
    const { zones, keys, policy, leases, keepReceived, onError, faults, profile } = checked;
    this.#served = {
      zones: new ServedZones(zones, checked),
      policy,
      leases: leases && new Leases(leases),
      profile,
      onNotify: checked.onNotify,
    };
    this.#keys = keys;
    this.#received = new ReceivedRequests(keepReceived);
    this.#onError = onError;
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
   * keep, and so are the messages of a transfer behind the first: see {@link Answerer.respond}.
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
    const { clock = () => now } = options;
    const header = readHeader(request);
    if (header === undefined || header.isResponse || request.length > maxMessageBytes) {
      return wholeDelivery(undefined);
    }
    const { replies } = this.#served.profile;
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
      const { first, rest }: Reply = isRefused
        ? { first: headerReply(request, header, 'NOTIMP') }
        : replyTo(seen, fault, this.#served, { now, clock });
      return deliver(withHeader(first, fault), fault, transport, withHeaders(rest, fault));
    } catch (error) {
      this.#onError(error);
      return wholeDelivery(this.#failure(read) ?? headerReply(request, header, 'SERVFAIL'));
    }
  }

  /** The zone of a name, with what the server knows of it. @throws {ZoneNotServedError} */
  served(name: string): ServedZone {
    return this.#served.zones.get(name);
  }

  /** Lets go of the zones: their changes are not kept any more. */
  close(): void {
    this.#served.zones.close();
  }

  /** The requests that came, the oldest first; no more than were to be kept, nor than 4 MiB. */
  get received(): readonly ReceivedRequest[] {
    return this.#received.list();
  }

  /** The zone of a name. @throws {ZoneNotServedError} */
  zone(name: string): Zone {
    return this.#served.zones.get(name).zone;
  }

  /** From now on updates of a zone are refused; queries are answered. @throws {ZoneNotServedError} */
  freeze(zone: string): void {
    this.#served.zones.get(zone).frozen = true;
  }

  /** Undoes {@link freeze}. @throws {ZoneNotServedError} */
  thaw(zone: string): void {
    this.#served.zones.get(zone).frozen = false;
    this.#served.leases?.recount();
  }

  /**
   * When the next lease ends, in Unix seconds; undefined where there is none. It may be early: who
   * calls {@link expire} then asks again behind it.
   */
  get nextExpiry(): number | undefined {
    return this.#served.leases?.nextExpiry;
  }

  /**
   * Takes out of the zones what was added for a time that is over (RFC 9664), as each request does
   * before it is answered. A frozen zone keeps it until it is thawed; one that refuses the change, of
   * which `onError` is told, is asked again after a minute.
   *
   * @param now Unix seconds
   * @returns the changes, one for each zone that changed
   * @throws {InvalidOptionError} for what is no time
   */
  expire(now: number): readonly Expired[] {
    const takes = (zone: Zone): boolean => takesChanges(this.#served.zones.get(zone.name));
    return this.#served.leases?.expire(checkTime(now), takes, this.#onError) ?? [];
  }

  #keep({ message, verdict, transport, from, now }: Request, octets: number): ReceivedRequest {
    const keyName = verdict.status === 'verified' ? verdict.key.name : undefined;
    const received = { at: now, transport, from, keyName, message };
    this.#received.add(received, octets);
    return received;
  }

  /** SERVFAIL, signed where the request was; undefined where even that fails. */
  #failure(request: Request): Uint8Array | undefined {
    const { now } = request;
    try {
      return replyTo(request, { rcode: 'SERVFAIL' }, this.#served, { now, clock: () => now }).first;
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
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
  if (now >= 0 && now <= latestTime) return now;
  throw new InvalidOptionError('now', given, 'Unix seconds are needed, as Date.now() / 1000');
}
