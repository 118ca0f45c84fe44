/**
 * EDNS options as values (RFC 6891 section 6.1.2). An option that is known here has its fields; every
 * other one, and one that does not fit its form, has its octets as they came. Either way what was
 * decoded encodes to the same octets.
 */

import { InvalidMessageError } from '../errors/invalid.ts';
import { copyOctets } from '../octets/copy.ts';
import { decodeUtf8, encodeUtf8 } from '../octets/utf8.ts';
import { edeName } from '../registry/ede.ts';
import { ednsOptionCodes } from '../registry/edns-option.ts';
import { checkInteger, checkOctets } from './check-field.ts';

/** The server's name for itself; without octets it asks for that (RFC 5001 section 2). */
export interface NsidOption {
  readonly code: 'NSID';
  readonly data: Uint8Array;
}

/** A DNS cookie (RFC 7873 section 4). */
export interface CookieOption {
  readonly code: 'COOKIE';
  /** 8 octets. */
  readonly client: Uint8Array;
  /** 8 to 32 octets; absent where the client does not know it yet. */
  readonly server?: Uint8Array | undefined;
}

/** An Extended DNS Error (RFC 8914 section 2); `extendedErrors` gives it fit to be shown. */
export interface ExtendedErrorOption {
  readonly code: 'EDE';
  /** 16 bits. */
  readonly infoCode: number;
  /** IANA's name of the info code, or `EDEn`. */
  readonly name: string;
  /** Exactly what was sent: a final NUL and control characters included. */
  readonly text: string;
}

/** For how long a registration is asked for or granted (RFC 9664 section 4). */
export interface UpdateLeaseOption {
  readonly code: 'UPDATE-LEASE';
  /** Seconds, 32 bits. */
  readonly leaseSeconds: number;
  /** Seconds, for KEY records; absent in the form of 4 octets, where `leaseSeconds` is for all. */
  readonly keyLeaseSeconds?: number | undefined;
}

/** Octets that make the message longer (RFC 7830 section 3): to be sent as 0, taken as anything. */
export interface PaddingOption {
  readonly code: 'PADDING';
  readonly data: Uint8Array;
}

/** An option by its number, its octets as they are: none of the others, or one that is malformed. */
export interface RawOption {
  /** `ednsOptionCodes.mnemonic` tells its name. */
  readonly code: number;
  readonly data: Uint8Array;
  /** The rule that the octets break, where decoding found that the option does not fit its form. */
  readonly malformed?: string | undefined;
}

/** An EDNS option: `code` tells the fields. */
export type EdnsOption =
  | NsidOption
  | CookieOption
  | ExtendedErrorOption
  | UpdateLeaseOption
  | PaddingOption
  | RawOption;

/** An option for a message that is to be written: an EDE may go without `name` and `text`. */
export type EdnsOptionInput =
  | Exclude<EdnsOption, ExtendedErrorOption>
  | (Pick<ExtendedErrorOption, 'code' | 'infoCode'> & {
      readonly name?: string | undefined;
      readonly text?: string | undefined;
    });

/** Makes a value of an option's octets, which it keeps. */
export function readOption(code: number, data: Uint8Array): EdnsOption {
  switch (ednsOptionCodes.mnemonic(code)) {
    case 'NSID':
      return { code: 'NSID', data };
    case 'PADDING':
      return { code: 'PADDING', data };
    case 'COOKIE':
      return readCookie(data) ?? { code, data, malformed: cookieRule };
    case 'UPDATE-LEASE':
      return readUpdateLease(data) ?? { code, data, malformed: leaseRule };
    case 'EDE': {
      if (data.length < 2) return { code, data, malformed: infoCodeRule };
      const text = decodeUtf8(data.subarray(2));
      if (text === undefined) return { code, data, malformed: textRule };
      const infoCode = ((data[0] as number) << 8) | (data[1] as number);
      return { code: 'EDE', infoCode, name: edeName(infoCode), text };
    }
    default:
      return { code, data };
  }
}

const cookieRule = 'a COOKIE has 8 octets, or 16 to 40 (RFC 7873 section 4)';
const leaseRule = 'an UPDATE-LEASE has 4 octets or 8 (RFC 9664 section 4)';
const infoCodeRule = 'an EDE has 2 octets at least (RFC 8914 section 2)';
const textRule = 'the text of an EDE is UTF-8 (RFC 8914 section 2)';

function readCookie(data: Uint8Array): CookieOption | undefined {
  if (data.length === 8) return { code: 'COOKIE', client: data };
  if (data.length < 16 || data.length > 40) return undefined;
  return { code: 'COOKIE', client: copyOctets(data, 0, 8), server: copyOctets(data, 8) };
}

function readUpdateLease(data: Uint8Array): UpdateLeaseOption | undefined {
  if (data.length !== 4 && data.length !== 8) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const leaseSeconds = view.getUint32(0);
  if (data.length === 4) return { code: 'UPDATE-LEASE', leaseSeconds };
  return { code: 'UPDATE-LEASE', leaseSeconds, keyLeaseSeconds: view.getUint32(4) };
}

/**
 * The number and the octets of an option: how every option goes over the wire.
 *
 * @throws {InvalidMessageError} for a value that its field cannot hold
 *
 * @example
 * ```ts
 * import { ednsOptionOctets } from '@zonewright/wire';
 *
 * ednsOptionOctets({ code: 'UPDATE-LEASE', leaseSeconds: 3600 });
 * // => { code: 2, data: Uint8Array.of(0, 0, 14, 16) }
 * ```
 */
export function ednsOptionOctets(option: EdnsOptionInput): Pick<RawOption, 'code' | 'data'> {
  if (typeof option !== 'object' || option === null) {
    throw new InvalidMessageError('EDNS option', option, 'an object with a code is needed');
  }
  if (typeof option.code === 'number') {
    checkInteger('EDNS option code', option.code, 0xffff);
    checkOctets('EDNS option', option.data);
    return { code: option.code, data: option.data };
  }
  const data = octetsOf(option);
  // Those that octetsOf knows stand in the registry.
  return { code: ednsOptionCodes.number(option.code) as number, data };
}

function octetsOf(option: Exclude<EdnsOptionInput, RawOption>): Uint8Array {
  switch (option.code) {
    case 'NSID':
    case 'PADDING':
      checkOctets(option.code, option.data);
      return option.data;
    case 'COOKIE':
      return cookieOctets(option.client, option.server);
    case 'UPDATE-LEASE':
      return leaseOctets(option.leaseSeconds, option.keyLeaseSeconds);
    case 'EDE':
      return extendedErrorOctets(option.infoCode, option.name, option.text ?? '');
    default:
      throw new InvalidMessageError(
        'EDNS option code',
        (option as { readonly code: unknown }).code,
        'it is no option with fields: give its number, and its octets as data',
      );
  }
}

function cookieOctets(client: Uint8Array, server: Uint8Array = new Uint8Array(0)): Uint8Array {
  checkOctets('client cookie', client);
  checkOctets('server cookie', server);
  if (client.length !== 8) {
    throw new InvalidMessageError('client cookie', client, 'it has 8 octets (RFC 7873 section 4)');
  }
  if (server.length !== 0 && (server.length < 8 || server.length > 32)) {
    const rule = 'it has 8 to 32 octets (RFC 7873 section 4)';
    throw new InvalidMessageError('server cookie', server, rule);
  }
  const octets = new Uint8Array(8 + server.length);
  octets.set(client);
  octets.set(server, 8);
  return octets;
}

function leaseOctets(leaseSeconds: number, keyLeaseSeconds: number | undefined): Uint8Array {
  checkInteger('lease in seconds', leaseSeconds, 0xffff_ffff);
  if (keyLeaseSeconds !== undefined) {
    checkInteger('key lease in seconds', keyLeaseSeconds, 0xffff_ffff);
  }
  const octets = new Uint8Array(keyLeaseSeconds === undefined ? 4 : 8);
  const view = new DataView(octets.buffer);
  view.setUint32(0, leaseSeconds);
  if (keyLeaseSeconds !== undefined) view.setUint32(4, keyLeaseSeconds);
  return octets;
}

function extendedErrorOctets(infoCode: number, name: string | undefined, text: string): Uint8Array {
  checkInteger('info code', infoCode, 0xffff);
  if (name !== undefined && name !== edeName(infoCode)) {
    const rule = `the info code beside it, ${infoCode}, is ${edeName(infoCode)}: leave the name out`;
    throw new InvalidMessageError('name of an EDE', name, rule);
  }
  const encoded = typeof text === 'string' ? encodeUtf8(text) : undefined;
  if (encoded === undefined || encoded.length > 0xffff - 2) {
    const rule = 'Unicode text of at most 65533 octets in UTF-8 is needed';
    throw new InvalidMessageError('text of an EDE', text, rule);
  }
  const octets = new Uint8Array(2 + encoded.length);
  new DataView(octets.buffer).setUint16(0, infoCode);
  octets.set(encoded, 2);
  return octets;
}
