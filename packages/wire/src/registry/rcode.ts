/**
 * RCODEs (RFC 6895 section 2.3) and the errors of TSIG (RFC 8945 section 3). They share one number
 * space but for 16, which is BADVERS in an OPT and BADSIG in a TSIG: hence two registries.
 */

import { Registry } from './registry.ts';

const assignments = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  BADVERS: 16,
  BADKEY: 17,
  BADTIME: 18,
  BADMODE: 19,
  BADNAME: 20,
  BADALG: 21,
  BADTRUNC: 22,
  BADCOOKIE: 23,
} as const;

/** An RCODE's mnemonic, or `RCODEn` for one without. */
export type Rcode = keyof typeof assignments | `RCODE${number}`;

export const rcodes: Registry<Rcode> = new Registry('RCODE', 4095, assignments);

const tsigAssignments = {
  NOERROR: 0,
  BADSIG: 16,
  BADKEY: 17,
  BADTIME: 18,
  BADTRUNC: 22,
} as const;

/** The mnemonic of a TSIG error, or `RCODEn` for one without. */
export type TsigErrorCode = keyof typeof tsigAssignments | `RCODE${number}`;

export const tsigErrorCodes: Registry<TsigErrorCode> = new Registry(
  'RCODE',
  65_535,
  tsigAssignments,
);
