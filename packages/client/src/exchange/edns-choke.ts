/** Whether a server failed for the EDNS of a request, so that it is tried once without. */

import { type DnsError, RcodeError } from '@zonewright/wire';

/** RCODEs by which servers that do not know EDNS answer an OPT (RFC 6891 section 7). */
const ednsFailures: ReadonlySet<string> = new Set(['FORMERR', 'NOTIMP', 'SERVFAIL', 'BADVERS']);

/** Whether the error of a request that had an OPT may be for that OPT. */
export function isChokedByEdns(error: DnsError): boolean {
  if (!(error instanceof RcodeError) || !ednsFailures.has(error.rcode)) return false;
  return error.response.edns === undefined || error.rcode === 'BADVERS';
}
