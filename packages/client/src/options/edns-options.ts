/** EDNS of the requests (RFC 6891): off, on, or with a payload size and options of the caller's. */

import {
  type EdnsInput,
  type EdnsOptionInput,
  ednsOptionOctets,
  InvalidMessageError,
  InvalidOptionError,
} from '@zonewright/wire';
import { checkNames } from './option-check.ts';

/** What the OPT record of a request says. */
export interface EdnsOptions {
  /** Largest UDP payload that we take, in octets. @default 1232 */
  readonly udpPayloadBytes?: number | undefined;
  /** EDNS options to send with every update, such as a COOKIE or an UPDATE-LEASE. @default none */
  readonly options?: readonly EdnsOptionInput[] | undefined;
}

/** EDNS as it is written. */
export type EdnsSettings = EdnsInput;

/** A payload that no link on the way has to cut in pieces. */
const defaultPayloadBytes = 1_232;

/** @throws {InvalidOptionError} */
export function checkEdns(edns: unknown): EdnsSettings | undefined {
  if (edns === undefined || edns === false) return undefined;
  if (edns !== true && (typeof edns !== 'object' || edns === null)) {
    throw new InvalidOptionError('edns', edns, 'true, false or an object is needed');
  }
  const given: EdnsOptions = edns === true ? {} : edns;
  checkNames(given, ['udpPayloadBytes', 'options'], 'edns.');
  const { udpPayloadBytes = defaultPayloadBytes, options = [] } = given;
  if (!Number.isInteger(udpPayloadBytes) || udpPayloadBytes < 512 || udpPayloadBytes > 65_535) {
    const rule = 'an integer from 512 to 65535 is needed';
    throw new InvalidOptionError('edns.udpPayloadBytes', udpPayloadBytes, rule);
  }
  if (!Array.isArray(options)) {
    throw new InvalidOptionError('edns.options', options, 'a list of EDNS options is needed');
  }
  return {
    udpPayloadBytes,
    version: 0,
    dnssecOk: false,
    options: options.map(checkedOption),
  };
}

/** An option as octets, which nobody else can change any more. */
function checkedOption(option: EdnsOptionInput): EdnsOptionInput {
  try {
    const { code, data } = ednsOptionOctets(option);
    return { code, data: Uint8Array.from(data) };
  } catch (error) {
    if (!(error instanceof InvalidMessageError)) throw error;
    // Without its full stop.
    throw new InvalidOptionError('edns.options', undefined, error.message.slice(0, -1));
  }
}
