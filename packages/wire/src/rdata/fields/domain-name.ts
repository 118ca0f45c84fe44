/**
 * Domain names inside rdata. Only the types of RFC 1035 may be written compressed (RFC 3597
 * section 4), and some more may be read so. Their case is kept, but in the canonical form of the
 * types that RFC 4034 section 6.2 lists, as RFC 6840 section 5.1 amends it.
 */

import { canonicalName, parseName, parsePlainName } from '../../name/name.ts';
import { readName, writeName } from '../../name/name-wire.ts';
import { type Field, FieldError } from './field.ts';

interface NameRules {
  readonly readCompressed: boolean;
  readonly writeCompressed: boolean;
  /** Whether the canonical form has it in lower case. */
  readonly canonicalLower: boolean;
}

function domainName({ readCompressed, writeCompressed, canonicalLower }: NameRules): Field<string> {
  return {
    read: (reader) => readName(reader, readCompressed),
    write: (writer, value, { canonical, foldCase }) => {
      const lower = foldCase === true || (canonical && canonicalLower);
      writeName(writer, lower ? canonicalName(value) : value, writeCompressed);
    },
    parse: (tokens) => parseName(tokens.word('a domain name'), { origin: tokens.origin }),
    parseWord: parsePlainName,
    print: (value) => value,
    check: (value) => {
      if (value === '') throw new FieldError('a domain name is empty; the root is "."');
      return parseName(value as string);
    },
  };
}

/** A name of a type of RFC 1035. */
export const compressedName: Field<string> = domainName({
  readCompressed: true,
  writeCompressed: true,
  canonicalLower: true,
});

/** A name that old senders compressed and that is not to be (RFC 3597 section 4: SRV, DNAME, …). */
export const readCompressedName: Field<string> = domainName({
  readCompressed: true,
  writeCompressed: false,
  canonicalLower: true,
});

/** The signer's name of RRSIG: never compressed, and in lower case where it is signed. */
export const signerName: Field<string> = domainName({
  readCompressed: false,
  writeCompressed: false,
  canonicalLower: true,
});

/** A name of a type that is newer than RFC 3597 or is not listed there: always as it is. */
export const wholeName: Field<string> = domainName({
  readCompressed: false,
  writeCompressed: false,
  canonicalLower: false,
});

/** The name of LP, which is not to be compressed (RFC 6742 section 2.4.1) and by dnspython is. */
export const compressedByMistakeName: Field<string> = domainName({
  readCompressed: true,
  writeCompressed: false,
  canonicalLower: false,
});
