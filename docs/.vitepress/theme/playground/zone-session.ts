/**
 * The zone of the playground, behind the answering core of the embedded server: an update goes in as
 * octets and its reply comes out as octets, signed and verified, as between a client and a server.
 */

import { type Answerer, createAnswerer } from '@zonewright/server/answer';
import {
  decodeMessage,
  type Message,
  rcodeError,
  type TsigKey,
  type UpdateMessage,
} from '@zonewright/wire';
import { describePrerequisites, Zone } from '@zonewright/zone';
import { compareLines, type ZoneLine } from './compare-lines.ts';
import { notShown } from './not-shown.ts';

/** An error as it is shown. */
export interface ShownError {
  /** Its class. */
  readonly name: string;
  readonly message: string;
}

/** What became of one update. */
export interface SendReport {
  /** The octets that were sent, with the signature where there is a key. */
  readonly request: Uint8Array;
  readonly reply: Uint8Array;
  readonly rcode: string;
  readonly isSigned: boolean;
  /** Whether the reply's MAC verifies. */
  readonly authenticated: boolean;
  /** What a client throws for this reply; undefined for success. */
  readonly error: ShownError | undefined;
  /** The zone after it, with what was removed. */
  readonly lines: readonly ZoneLine[];
  readonly changed: boolean;
  /** What was asked for and answered NOERROR, and is not so; one sentence each. */
  readonly notShown: readonly string[];
}

export interface SendOptions {
  /** Signs the update; the server knows it too. Without one the server takes unsigned updates. */
  readonly key?: TsigKey | undefined;
  /** The page's clock, in Unix seconds. */
  readonly now: number;
}

/** A zone and its server. */
export class ZoneSession {
  readonly #zone: Zone;
  #key: TsigKey | undefined;
  #answerer: Answerer;
  #isFrozen = false;

  /**
   * @throws {MasterFileError | InvalidZoneError | InvalidNameError} for text that is no zone
   */
  constructor(zone: string, masterFile: string) {
    this.#zone = Zone.parse(zone, masterFile);
    this.#answerer = this.#createAnswerer();
  }

  /** The zone's name, absolute. */
  get zone(): string {
    return this.#zone.name;
  }

  get serial(): number {
    return this.#zone.serial;
  }

  /** The zone as a master file. */
  get text(): string {
    return this.#zone.toString();
  }

  /** Whether updates are refused, as after `rndc freeze`. */
  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  set isFrozen(frozen: boolean) {
    this.#isFrozen = frozen;
    if (frozen) this.#answerer.freeze(this.zone);
    else this.#answerer.thaw(this.zone);
  }

  /** Sends an update, which is without a signature yet, and judges the reply as a client does. */
  send(update: Uint8Array, { key, now }: SendOptions): SendReport {
    this.#useKey(key);
    const before = recordLines(this.text);
    const signed = key?.sign(update, { now });
    const request = signed?.bytes ?? update;
    const reply = this.#answerer.answer(request, { now, transport: 'tcp' });
    if (reply === undefined) throw new Error('The server gave no reply to this.');
    const after = recordLines(this.text);
    const lines = compareLines(before, after);
    const changed = lines.some(({ state }) => state !== 'kept');
    const { rcode } = decodeMessage(reply);
    // The page sends what the builder made, which is an UPDATE.
    const asked = decodeMessage(update) as UpdateMessage;
    const missing = rcode === 'NOERROR' ? notShown(asked, this.#zone) : [];
    const isSigned = signed !== undefined;
    const seen = { request, reply, rcode, isSigned, lines, changed, notShown: missing };
    try {
      const message = signed?.verify(reply, { now }) ?? decodeMessage(reply);
      const error = errorOf(message, asked, isSigned);
      return { ...seen, authenticated: isSigned, error };
    } catch (error) {
      // A reply that cannot be trusted, or one that says what is wrong with our signature.
      return { ...seen, authenticated: false, error: shownError(error) };
    }
  }

  /** The server takes what the page signs with; its zone stays as it is. */
  #useKey(key: TsigKey | undefined): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#answerer.close();
    this.#answerer = this.#createAnswerer();
    this.isFrozen = this.#isFrozen;
  }

  #createAnswerer(): Answerer {
    const zones = [this.#zone];
    if (this.#key !== undefined) return createAnswerer({ zones, keys: [this.#key] });
    return createAnswerer({ zones, policy: { grants: [], unsigned: ['query', 'update'] } });
  }
}

/** What a client throws for a reply that can be believed; undefined for success. */
function errorOf(
  reply: Message,
  request: UpdateMessage,
  authenticated: boolean,
): ShownError | undefined {
  if (reply.rcode === 'NOERROR') return undefined;
  const prerequisites = describePrerequisites(request);
  const { zone } = request;
  return shownError(rcodeError(reply, { zone: zone?.name, authenticated, prerequisites }));
}

/** What is shown of whatever was thrown. */
export function shownError(error: unknown): ShownError {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: 'Error', message: String(error) };
}

/** One line for each record; the line that says the origin is none. */
function recordLines(masterFile: string): readonly string[] {
  return masterFile.split('\n').filter((line) => line !== '' && !line.startsWith('$'));
}
