/**
 * The server without its sockets: the octets of a request in, the octets of its reply out. It keeps
 * the zones and reads neither clock nor network, so that it runs wherever its caller does. Requests
 * are answered one after the other, updates too: each sees what the one before it has done.
 */

import { InvalidOptionError, type Message, maxMessageBytes, type TsigKey } from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import { answerQuery, withoutRecords } from './answer-query.ts';
import { answerUpdate } from './answer-update.ts';
import { type AnswererOptions, checkAnswererOptions } from './answerer-options.ts';
import { formErrReply, headerReply, readHeader } from './header.ts';
import { type ReceivedRequest, ReceivedRequests } from './received.ts';
import { queryReply, updateReply } from './reply.ts';
import { type Request, type RequestOrigin, readRequest } from './request.ts';
import { ServedZones } from './served-zones.ts';

/** Opcodes that are answered with more than NOTIMP: QUERY and UPDATE. */
const servedOpcodes: ReadonlySet<number> = new Set([0, 5]);

/** Unix seconds that fit in the 48 bits of TSIG (RFC 8945 section 4.2). */
const largestTime = 0xffff_ffff_ffff;

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

/** Answers requests; made by {@link createAnswerer}. */
export class Answerer {
  readonly #zones: ServedZones;
  readonly #keys: readonly TsigKey[];
  readonly #received: ReceivedRequests;
  readonly #onError: (error: unknown) => void;

  constructor(options: AnswererOptions) {
    const { zones, keys, keepReceived, onError } = checkAnswererOptions(options);
    this.#zones = new ServedZones(zones);
    this.#keys = keys;
    this.#received = new ReceivedRequests(keepReceived);
    this.#onError = onError;
  }

  /**
   * Answers a request. Any octets will do: they give a reply, or nothing where none is due (a
   * response, or less than a header).
   *
   * @param options `now`: the time of arrival in Unix seconds; `transport`, which bounds the reply;
   *   `from`: the sender, for `received`
   * @throws {InvalidOptionError} for a `now` that is no time
   */
  answer(
    request: Uint8Array,
    options: RequestOrigin & { readonly now: number },
  ): Uint8Array | undefined {
    const now = Math.floor(options.now);
    if (!(now >= 0 && now <= largestTime)) {
      throw new InvalidOptionError('now', options.now, 'Unix seconds are needed');
    }
    const header = readHeader(request);
    if (header === undefined || header.isResponse) return undefined;
    if (request.length > maxMessageBytes) return undefined;
    const read = readRequest(request, this.#keys, { ...options, now });
    if (read !== undefined) this.#keep(read, options.from ?? '', request.length);
    if (!servedOpcodes.has(header.opcode)) return headerReply(request, header, 'NOTIMP');
    if (read === undefined) return formErrReply(request, header);
    try {
      return this.#reply(read);
    } catch (error) {
      this.#onError(error);
      return headerReply(request, header, 'SERVFAIL');
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
  }

  #keep({ message, verdict, transport, now }: Request, from: string, octets: number): void {
    const keyName = verdict.status === 'verified' ? verdict.key.name : undefined;
    this.#received.add({ at: now, transport, from, keyName, message }, octets);
  }

  #reply(request: Request): Uint8Array {
    const { message } = request;
    const refusal = refusalOf(request);
    if (message.opcode === 'UPDATE') {
      const update = { ...request, message };
      return updateReply(update, refusal ?? answerUpdate(update, this.#zones));
    }
    const query = { ...request, message };
    const answer =
      refusal === undefined ? answerQuery(message, this.#zones) : withoutRecords(refusal);
    return queryReply(query, answer);
  }
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
