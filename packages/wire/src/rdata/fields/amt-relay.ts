/**
 * The data of AMTRELAY (RFC 8777): a relay for multicast, which is an address or a name, as the relay
 * type says. The relay of a type that is not known is octets, and has no text.
 */

import { quote } from '../../errors/quote.ts';
import { type Field, FieldError } from './field.ts';
import { checkNamed, fieldsOf, named } from './fields-of.ts';
import { u8 } from './integer.ts';
import { gateways } from './ipseckey.ts';
import { hexToEnd } from './octets.ts';

/** Where a gateway of Automatic Multicast Tunneling finds its relay. */
export interface AmtRelay {
  readonly precedence: number;
  /** Whether the relay may be asked at once, without discovering it (the D bit). */
  readonly discoveryOptional: boolean;
  /** 0: no relay; 1: IPv4 address; 2: IPv6 address; 3: domain name. */
  readonly relayType: number;
  /** `.` where there is none; octets where the type is another. */
  readonly relay: string | Uint8Array;
}

const discoveryBit = 0x80;
const names = ['precedence', 'discoveryOptional', 'relayType', 'relay'];

/** The field of a relay; its values are those of its type alone. */
function relayOf(relayType: number): Field<AmtRelay['relay']> {
  return (gateways[relayType] ?? hexToEnd) as Field<AmtRelay['relay']>;
}

export const amtRelay: Field<AmtRelay> = {
  read: (reader) => {
    const precedence = reader.u8();
    const octet = reader.u8();
    const relayType = octet % discoveryBit;
    const relay = relayOf(relayType).read(reader);
    return { precedence, discoveryOptional: octet >= discoveryBit, relayType, relay };
  },
  write: (writer, { precedence, discoveryOptional, relayType, relay }, options) => {
    writer.u8(precedence);
    writer.u8((discoveryOptional ? discoveryBit : 0) + relayType);
    relayOf(relayType).write(writer, relay, options);
  },
  parse: (tokens) => {
    const precedence = named('precedence', () => u8.parse(tokens));
    const discovery = tokens.word('discoveryOptional, 0 or 1,');
    if (!/^[01]$/.test(discovery)) {
      throw new FieldError(`discoveryOptional: ${quote(discovery)} is neither 0 nor 1`);
    }
    const relayType = named('relayType', () => u8.parse(tokens));
    if (gateways[relayType] === undefined) {
      throw new FieldError(`relayType: ${relayType} is no relay type from 0 to 3`);
    }
    const relay = named('relay', () => relayOf(relayType).parse(tokens));
    return { precedence, discoveryOptional: discovery === '1', relayType, relay };
  },
  print: ({ precedence, discoveryOptional, relayType, relay }) =>
    typeof relay === 'string'
      ? `${precedence} ${Number(discoveryOptional)} ${relayType} ${relay}`
      : undefined,
  check: (value) => {
    const given = fieldsOf(value, names);
    const relayType = checkNamed(given, 'relayType', (type) => {
      const number = u8.check(type);
      if (number >= discoveryBit) throw new FieldError(`${number} is over ${discoveryBit - 1}`);
      return number;
    });
    return {
      precedence: checkNamed(given, 'precedence', u8.check),
      discoveryOptional: checkNamed(given, 'discoveryOptional', (flag) => {
        if (typeof flag !== 'boolean') throw new FieldError(`${quote(flag)} is no boolean`);
        return flag;
      }),
      relayType,
      relay: checkNamed(given, 'relay', relayOf(relayType).check),
    };
  },
  toJson: (value) => ({
    ...value,
    relay: typeof value.relay === 'string' ? value.relay : (hexToEnd.toJson?.(value.relay) ?? ''),
  }),
};
