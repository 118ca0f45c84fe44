/**
 * The data of IPSECKEY (RFC 4025): its gateway is an address or a name, as the gateway type says,
 * and stands behind the algorithm.
 */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { printBase64 } from '../../octets/base64.ts';
import { ipv4, ipv6 } from './address.ts';
import { wholeName } from './domain-name.ts';
import { type Field, FieldError } from './field.ts';
import { checkNamed, fieldsOf, named } from './fields-of.ts';
import { u8 } from './integer.ts';
import { optionalBase64ToEnd } from './octets.ts';

/** A key for IPsec, and where to send what is protected with it. */
export interface IpsecKey {
  readonly precedence: number;
  /** 0: no gateway; 1: IPv4 address; 2: IPv6 address; 3: domain name. */
  readonly gatewayType: number;
  /** 0: no key; 1: DSA; 2: RSA. */
  readonly algorithm: number;
  /** `.` where there is none. */
  readonly gateway: string;
  readonly publicKey: Uint8Array;
}

/** An IPSECKEY whose key may be given in base64. */
export type IpsecKeyInput = Omit<IpsecKey, 'publicKey'> & {
  readonly publicKey: Uint8Array | string;
};

const names = ['precedence', 'gatewayType', 'algorithm', 'gateway', 'publicKey'];

/** No gateway has no octets, and is the root in text (section 3.1). */
const none: Field<string> = {
  read: () => '.',
  write: () => undefined,
  parse: (tokens) => none.check(tokens.word('a gateway')),
  print: (value) => value,
  check: (value) => {
    if (value !== '.') throw new FieldError(`${quote(value)} is not ".", for no gateway`);
    return value;
  },
};

/** The kinds of gateways by their type; AMTRELAY has the same. */
export const gateways: readonly Field<string>[] = [none, ipv4, ipv6, wholeName];

/** @throws {FieldError} */
function checkGatewayType(value: unknown): number {
  const type = u8.check(value);
  if (gateways[type] === undefined) throw new FieldError(`${type} is no gateway type from 0 to 3`);
  return type;
}

export const ipsecKey: Field<IpsecKey, IpsecKeyInput> = {
  read: (reader) => {
    const precedence = reader.u8();
    const at = reader.offset;
    const gatewayType = reader.u8();
    const algorithm = reader.u8();
    const gateway = gateways[gatewayType]?.read(reader);
    if (gateway === undefined) {
      throw new WireError(at, `IPSECKEY gateway type ${gatewayType} is not known (RFC 4025)`);
    }
    return { precedence, gatewayType, algorithm, gateway, publicKey: reader.rest() };
  },
  write: (writer, { precedence, gatewayType, algorithm, gateway, publicKey }, options) => {
    writer.u8(precedence);
    writer.u8(gatewayType);
    writer.u8(algorithm);
    // The type was checked, and has a kind of gateway.
    (gateways[gatewayType] as Field<string>).write(writer, gateway, options);
    writer.octets(publicKey);
  },
  parse: (tokens) => {
    const precedence = named('precedence', () => u8.parse(tokens));
    const gatewayType = named('gatewayType', () => checkGatewayType(u8.parse(tokens)));
    const algorithm = named('algorithm', () => u8.parse(tokens));
    const gateway = named('gateway', () => (gateways[gatewayType] as Field<string>).parse(tokens));
    const publicKey = named('publicKey', () => optionalBase64ToEnd.parse(tokens));
    return { precedence, gatewayType, algorithm, gateway, publicKey };
  },
  print: ({ precedence, gatewayType, algorithm, gateway, publicKey }) =>
    `${precedence} ${gatewayType} ${algorithm} ${gateway} ${printBase64(publicKey)}`.trimEnd(),
  check: (value) => {
    const given = fieldsOf(value, names);
    const gatewayType = checkNamed(given, 'gatewayType', checkGatewayType);
    return {
      precedence: checkNamed(given, 'precedence', u8.check),
      gatewayType,
      algorithm: checkNamed(given, 'algorithm', u8.check),
      gateway: checkNamed(given, 'gateway', (gateways[gatewayType] as Field<string>).check),
      publicKey: checkNamed(given, 'publicKey', optionalBase64ToEnd.check),
    };
  },
  toJson: (value) => ({ ...value, publicKey: printBase64(value.publicKey) }),
};
