/**
 * The data of HIP (RFC 8005): a host identity tag and a public key, whose lengths stand in front of
 * both, and the rendezvous servers.
 */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { wholeName } from './domain-name.ts';
import { type Field, FieldError } from './field.ts';
import { checkNamed, fieldsOf, named } from './fields-of.ts';
import { u8 } from './integer.ts';
import { base64, checkOctets, decodeText, hexadecimal, type OctetsInput } from './octets.ts';

/** How a host is told by its key. */
export interface HostIdentity {
  /** Algorithm of the public key, numbered as for IPSECKEY. */
  readonly algorithm: number;
  readonly hit: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly rendezvousServers: readonly string[];
}

/** A host identity; there need be no rendezvous servers. */
export interface HostIdentityInput {
  readonly algorithm: number;
  readonly hit: OctetsInput;
  readonly publicKey: OctetsInput;
  readonly rendezvousServers?: readonly string[];
}

function checkLength(octets: Uint8Array, largest: number): Uint8Array {
  if (octets.length === 0 || octets.length > largest) {
    throw new FieldError(`${octets.length} octets; 1 to ${largest} are allowed`);
  }
  return octets;
}

const checkHit = (value: unknown): Uint8Array => checkLength(checkOctets(hexadecimal, value), 255);
const checkKey = (value: unknown): Uint8Array => checkLength(checkOctets(base64, value), 65_535);

export const hostIdentity: Field<HostIdentity, HostIdentityInput> = {
  read: (reader) => {
    const at = reader.offset;
    const hitBytes = reader.u8();
    const algorithm = reader.u8();
    const keyBytes = reader.u16();
    if (hitBytes === 0 || keyBytes === 0) throw new WireError(at, 'a HIP tag or key of no octets');
    const hit = reader.octets(hitBytes);
    const publicKey = reader.octets(keyBytes);
    const rendezvousServers: string[] = [];
    while (reader.remaining > 0) rendezvousServers.push(wholeName.read(reader));
    return { algorithm, hit, publicKey, rendezvousServers };
  },
  write: (writer, { algorithm, hit, publicKey, rendezvousServers }, options) => {
    writer.u8(hit.length);
    writer.u8(algorithm);
    writer.u16(publicKey.length);
    writer.octets(hit);
    writer.octets(publicKey);
    for (const server of rendezvousServers) wholeName.write(writer, server, options);
  },
  parse: (tokens) => {
    const algorithm = named('algorithm', () => u8.parse(tokens));
    const hit = named('hit', () =>
      checkHit(decodeText(hexadecimal, tokens.word('hexadecimal digits'))),
    );
    const publicKey = named('publicKey', () =>
      checkKey(decodeText(base64, tokens.word('a key in base64'))),
    );
    const rendezvousServers: string[] = [];
    while (tokens.remaining > 0) rendezvousServers.push(wholeName.parse(tokens));
    return { algorithm, hit, publicKey, rendezvousServers };
  },
  print: ({ algorithm, hit, publicKey, rendezvousServers }) =>
    [algorithm, hexadecimal.print(hit), base64.print(publicKey), ...rendezvousServers].join(' '),
  check: (value) => {
    const names = ['algorithm', 'hit', 'publicKey', 'rendezvousServers'];
    const given = { rendezvousServers: [], ...fieldsOf(value, names) };
    return {
      algorithm: checkNamed(given, 'algorithm', u8.check),
      hit: checkNamed(given, 'hit', checkHit),
      publicKey: checkNamed(given, 'publicKey', checkKey),
      rendezvousServers: checkNamed(given, 'rendezvousServers', (servers) => {
        if (!Array.isArray(servers)) throw new FieldError(`${quote(servers)} is no array of names`);
        return Array.from(servers, wholeName.check);
      }),
    };
  },
  toJson: (value) => ({
    ...value,
    hit: hexadecimal.print(value.hit),
    publicKey: base64.print(value.publicKey),
  }),
};
