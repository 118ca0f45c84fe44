/**
 * EDNS option codes (RFC 6891 section 9 and IANA's list "DNS EDNS0 Option Codes"), in one spelling:
 * capitals, without the `edns-` that some of IANA's names begin with, and EDE for Extended DNS Error.
 */

import { Registry } from './registry.ts';

const assignments = {
  LLQ: 1,
  'UPDATE-LEASE': 2,
  NSID: 3,
  DAU: 5,
  DHU: 6,
  N3U: 7,
  'CLIENT-SUBNET': 8,
  EXPIRE: 9,
  COOKIE: 10,
  'TCP-KEEPALIVE': 11,
  PADDING: 12,
  CHAIN: 13,
  'KEY-TAG': 14,
  EDE: 15,
  'CLIENT-TAG': 16,
  'SERVER-TAG': 17,
  'REPORT-CHANNEL': 18,
  ZONEVERSION: 19,
  'UMBRELLA-IDENT': 20_292,
  DEVICEID: 26_946,
} as const;

/** An option's mnemonic, or `OPTn` for one without. */
export type EdnsOptionCode = keyof typeof assignments | `OPT${number}`;

export const ednsOptionCodes: Registry<EdnsOptionCode> = new Registry('OPT', 65_535, assignments);
