/**
 * Domain names inside rdata. Only the types of RFC 1035 may be written compressed (RFC 3597
 * section 4), and some more may be read so.
 */

import { canonicalName, parseName } from '../../name/name.ts';
import { readName, writeName } from '../../name/name-wire.ts';
import { type Field, FieldError } from './field.ts';

function domainName(readCompressed: boolean, writeCompressed: boolean): Field<string> {
  return {
    read: (reader) => readName(reader, readCompressed),
    write: (writer, value, { canonical }) =>
      writeName(writer, canonical ? canonicalName(value) : value, writeCompressed),
    parse: (tokens) => parseName(tokens.word('a domain name'), { origin: tokens.origin }),
    print: (value) => value,
    check: (value) => {
      if (value === '') throw new FieldError('a domain name is empty; the root is "."');
      return parseName(value as string);
    },
  };
}

/** A name of a type of RFC 1035. */
export const compressedName: Field<string> = domainName(true, true);

/** A name that old senders compressed and that is not to be (RFC 3597 section 4: SRV, DNAME, …). */
export const readCompressedName: Field<string> = domainName(true, false);
