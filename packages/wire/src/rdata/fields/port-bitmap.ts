/**
 * The ports of WKS (RFC 1035 section 3.4.2): a bitmap on the wire, numbers or names of services in
 * text, numbers in ascending order as the value.
 */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { type Field, FieldError } from './field.ts';
import { u16 } from './integer.ts';

/** The services that zones of the time of WKS name, with their ports (IANA). */
const services = new Map([
  ['ECHO', 7],
  ['DISCARD', 9],
  ['DAYTIME', 13],
  ['FTP-DATA', 20],
  ['FTP', 21],
  ['SSH', 22],
  ['TELNET', 23],
  ['SMTP', 25],
  ['TIME', 37],
  ['DOMAIN', 53],
  ['TFTP', 69],
  ['GOPHER', 70],
  ['FINGER', 79],
  ['HTTP', 80],
  ['POP3', 110],
  ['NNTP', 119],
  ['NTP', 123],
  ['IMAP2', 143],
  ['SNMP', 161],
  ['HTTPS', 443],
]);

/** @throws {FieldError} */
function checkPort(value: unknown): number {
  const port =
    typeof value !== 'string'
      ? value
      : /^\d{1,5}$/.test(value)
        ? Number(value)
        : services.get(value.toUpperCase());
  if (port === undefined) throw new FieldError(`${quote(value)} is neither a port nor a service`);
  return u16.check(port);
}

function checkPorts(value: unknown): readonly number[] {
  if (!Array.isArray(value)) throw new FieldError(`${quote(value)} is no array of ports`);
  return [...new Set(Array.from(value, checkPort))].sort((a, b) => a - b);
}

export const portBitmap: Field<readonly number[], readonly (number | string)[]> = {
  read: (reader) => {
    const at = reader.offset;
    const bitmap = reader.rest();
    if (bitmap.at(-1) === 0 || bitmap.length > 8_192) {
      throw new WireError(at, 'a WKS bitmap that ends in a zero octet or is over 8192 octets');
    }
    const ports: number[] = [];
    bitmap.forEach((octet, i) => {
      for (let bit = 0; bit < 8; bit++) if (octet & (0x80 >>> bit)) ports.push(8 * i + bit);
    });
    return ports;
  },
  write: (writer, value) => {
    const last = value.at(-1);
    const bitmap = new Uint8Array(last === undefined ? 0 : (last >>> 3) + 1);
    for (const port of value) {
      bitmap[port >>> 3] = (bitmap[port >>> 3] as number) | (0x80 >>> (port & 7));
    }
    writer.octets(bitmap);
  },
  parse: (tokens) => {
    const ports: string[] = [];
    while (tokens.remaining > 0) ports.push(tokens.word('a port'));
    return checkPorts(ports);
  },
  print: (value) => value.join(' '),
  check: checkPorts,
};
