/** PowerDNS Authoritative 4.7: where it departs from RFC 2136, as measured. */

import { serialCompare, serialNext } from '@zonewright/zone';
import type { Profile } from './profile.ts';

/** Octets of the largest datagram that is read whole. */
const mostUdpBytes = 1232;

const queryOpcode = 0;
const updateOpcode = 5;

/** DNSSEC's records that the server alone makes. */
const ofTheServer: ReadonlySet<string> = new Set(['RRSIG', 'NSEC', 'NSEC3']);

/** The first change of a day sets the serial to YYYYMMDD01 (SOA-EDIT-DNSUPDATE=DEFAULT). */
function nextSerial(serial: number, now: number): number {
  const today = new Date(now * 1000).toISOString().slice(0, 10).replaceAll('-', '');
  const first = Number(`${today}01`);
  return serialCompare(first, serial) === 1 ? first : serialNext(serial);
}

export const powerdns: Profile = {
  updates: {
    countsRepeatedValues: true,
    prescan: ({ type, data }) =>
      type.startsWith('TYPE') && data !== undefined ? 'FORMERR' : 'NOERROR',
    deletesFirst: true,
    ignoresAdd: ({ type }) => ofTheServer.has(type),
    cnameConflict: 'REFUSED',
    deletesByCase: true,
    deletesApexNsTogether: true,
    countsReplacement: true,
    nextSerial,
  },
  replies: {
    drops: ({ opcode, bytes, transport }) =>
      (opcode !== queryOpcode && opcode !== updateOpcode) ||
      (transport === 'udp' && bytes.length > mostUdpBytes),
    dropsMalformed: true,
    dropsMessage: (message) =>
      message.opcode === 'UPDATE' && (message.zone === undefined || message.flags.tc),
    hidesTsigErrors: true,
    distrusts: ({ name, otherData }) => name !== name.toLowerCase() || otherData.length > 0,
    setsAa: true,
  },
};
