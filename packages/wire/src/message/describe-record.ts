/** The records of a message as their parts. */

import { readRdataParts, readRdataText } from '../rdata/rdata-parts.ts';
import { rrTypes } from '../rdata/rrtype.ts';
import { metaTypes } from '../rdata/table.ts';
import { classes } from '../registry/class.ts';
import { describeOpt, describeTsig } from './describe-own-record.ts';
import { type PartList, partsOfName } from './message-part.ts';

/** The section of an UPDATE in which a record's class says what is asked (RFC 2136 section 2). */
export type UpdateSection = 'prerequisites' | 'updates';

/** Adds the record at the reader's offset. */
export function describeRecord(list: PartList, isUpdate: boolean, section?: UpdateSection): void {
  const { reader } = list;
  list.nest((inner) => {
    const name = inner.name('owner');
    let typeNumber = 0;
    inner.add('type', () => {
      typeNumber = reader.u16();
      return rrTypes.mnemonic(typeNumber);
    });
    if (typeNumber === metaTypes.OPT) return describeOpt(inner);
    let rrClass = '';
    inner.add('class', () => {
      rrClass = classes.mnemonic(reader.u16());
      return rrClass;
    });
    let ttl = 0;
    inner.add('TTL', () => {
      ttl = reader.u32();
      return `${ttl} s`;
    });
    if (typeNumber === metaTypes.TSIG) return describeTsig(inner, name);
    const type = rrTypes.mnemonic(typeNumber);
    const mayBeEmpty = isUpdate && (rrClass === 'ANY' || rrClass === 'NONE');
    const data = describeRdata(inner, type, mayBeEmpty);
    const value = [name, ttl, rrClass, type, data].join(' ').trimEnd();
    return { label: meaningOf(section, rrClass, type, data !== ''), value };
  });
}

/** Adds RDLENGTH and the rdata, and gives its text; empty where there is none and need not be. */
function describeRdata(list: PartList, type: string, mayBeEmpty: boolean): string {
  const { reader } = list;
  let length = 0;
  list.add('RDLENGTH', () => {
    length = reader.u16();
    return `${length} ${length === 1 ? 'octet' : 'octets'}`;
  });
  if (length === 0 && mayBeEmpty) return '';
  const start = reader.offset;
  const text = readRdataText(type, reader.part(length));
  reader.offset = start;
  list.nest((inner) => {
    for (const part of readRdataParts(type, reader.part(length))) {
      const { name: label, start: from, end, text: value, isName } = part;
      const parts = isName ? partsOfName(reader.message, from, end, value) : [];
      inner.parts.push({ start: from, end, label, value, parts });
    }
    return { label: 'rdata', value: text };
  });
  return text;
}

/** What a record of an UPDATE asks for, by the titles of RFC 2136 sections 2.4 and 2.5. */
function meaningOf(
  section: UpdateSection | undefined,
  rrClass: string,
  type: string,
  hasData: boolean,
): string {
  if (section === 'prerequisites') {
    if (rrClass === 'ANY') return type === 'ANY' ? 'name is in use' : 'RRset exists';
    if (rrClass === 'NONE') return type === 'ANY' ? 'name is not in use' : 'RRset does not exist';
    return 'RRset exists with this data';
  }
  if (section === 'updates') {
    if (rrClass === 'ANY')
      return type === 'ANY' ? 'delete all RRsets from a name' : 'delete an RRset';
    if (rrClass === 'NONE') return 'delete an RR from an RRset';
    return 'add to an RRset';
  }
  return hasData ? 'record' : 'record without data';
}
