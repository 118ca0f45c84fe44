/** The records that are the message's own, as their parts: OPT (RFC 6891) and TSIG (RFC 8945). */

import { printHex } from '../octets/hex.ts';
import { ednsOptionCodes } from '../registry/edns-option.ts';
import { tsigErrorCodes } from '../registry/rcode.ts';
import type { MessagePart, PartList } from './message-part.ts';

type Described = Pick<MessagePart, 'label' | 'value'>;

/** Adds what an OPT has behind its type (RFC 6891 section 6.1.2). */
export function describeOpt(list: PartList): Described {
  let options = 0;
  list
    .add('UDP payload size', (reader) => octetCount(reader.u16()))
    .add('upper bits of the RCODE', (reader) => String(reader.u8()))
    .add('EDNS version', (reader) => String(reader.u8()))
    .add('EDNS flags', (reader) => ((reader.u16() & 0x8000) === 0 ? 'none' : 'DO'));
  const length = rdlength(list);
  list.nest((rdata) => {
    const end = rdata.reader.offset + length;
    for (; rdata.reader.offset < end; options += 1) rdata.nest(describeOption);
    return { label: 'rdata', value: counted(options, 'option') };
  });
  return { label: 'OPT record', value: counted(options, 'option') };
}

function describeOption(list: PartList): Described {
  let code = '';
  let length = 0;
  list
    .add('option code', (reader) => {
      code = ednsOptionCodes.mnemonic(reader.u16());
      return code;
    })
    .add('option length', (reader) => {
      length = reader.u16();
      return octetCount(length);
    })
    .add('option data', (reader) => printHex(reader.octets(length)));
  return { label: 'option', value: code };
}

/** Adds what a TSIG has behind its TTL (RFC 8945 section 4.2). */
export function describeTsig(list: PartList, keyName: string): Described {
  let algorithm = '';
  rdlength(list);
  list.nest((rdata) => {
    let length = 0;
    const size = (label: string): void => {
      rdata.add(label, (reader) => {
        length = reader.u16();
        return octetCount(length);
      });
    };
    algorithm = rdata.name('algorithm', false);
    rdata.add('time signed', (reader) => printTime(reader.u48()));
    rdata.add('fudge', (reader) => `${reader.u16()} s`);
    size('MAC size');
    rdata.add('MAC', (reader) => printHex(reader.octets(length)));
    rdata.add('original id', (reader) => printId(reader.u16()));
    rdata.add('error', (reader) => tsigErrorCodes.mnemonic(reader.u16()));
    size('other length');
    rdata.add('other data', (reader) => printHex(reader.octets(length)));
    return { label: 'rdata', value: '' };
  });
  return { label: 'TSIG record', value: `key ${keyName}, ${algorithm}` };
}

function rdlength(list: PartList): number {
  let length = 0;
  list.add('RDLENGTH', (reader) => {
    length = reader.u16();
    return octetCount(length);
  });
  return length;
}

/** Unix seconds, with the date where the calendar of the platform reaches so far. */
function printTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `${seconds} s`;
  return `${seconds} s (${date.toISOString().replace('.000Z', 'Z')})`;
}

/** A message's id, in both ways in which tools print it. */
export function printId(id: number): string {
  return `${id} (0x${id.toString(16).padStart(4, '0')})`;
}

function octetCount(octets: number): string {
  return counted(octets, 'octet');
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
