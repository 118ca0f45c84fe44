/** Keys of the corpora, and what our verdicts are called there. */

import {
  isDnsError,
  MalformedResponseError,
  type ReplyVerdict,
  ResponseSignatureError,
  TsigError,
  TsigKey,
  UnsignedResponseError,
} from '../../src/index.ts';
import type { CorpusKey } from '../corpus.ts';
import { fromHex } from '../hex.ts';

/** The key; `macBytes` where the case has a policy of its own. */
export function corpusKey(key: CorpusKey, macBytes?: number): TsigKey {
  return new TsigKey({
    name: key.name,
    algorithm: key.algorithm,
    secret: fromHex(key.secret_hex),
    macBytes,
  });
}

const peerErrors = new Set(['BADSIG', 'BADKEY', 'BADTIME', 'BADTRUNC']);

const peerOutcome = (error: string): string =>
  peerErrors.has(error) ? `peer-${error.toLowerCase()}` : 'peer-other';

/** The corpus' word for what a call of verifying comes to. */
export function outcomeOf(verify: () => unknown): string {
  try {
    verify();
    return 'ok';
  } catch (error) {
    if (error instanceof UnsignedResponseError) return 'missing';
    if (error instanceof MalformedResponseError) return 'formerr';
    if (error instanceof ResponseSignatureError) return error.finding.toLowerCase();
    if (error instanceof TsigError) return peerOutcome(error.rcode);
    throw new Error(`${isDnsError(error) ? 'an error' : 'a crash'} that is no verdict: ${error}`);
  }
}

/** The corpus' word for a verdict. */
export function outcomeOfVerdict(verdict: ReplyVerdict): string {
  switch (verdict.status) {
    case 'verified':
      return 'ok';
    case 'unsigned':
      return 'missing';
    case 'malformed':
      return 'formerr';
    case 'rejected':
      return verdict.finding.toLowerCase();
    case 'server-error':
      return peerOutcome(verdict.error);
  }
}
