/**
 * A signature as a server sees it that does not say what is wrong with one: by its profile the request
 * is as good as unsigned, and refused.
 */

import type { ReplyRules } from '../profile/profile.ts';
import type { Request } from './request.ts';

/** The request as the rules have it looked at. */
export function withHiddenVerdict(
  request: Request,
  { hidesTsigErrors = false, distrusts }: ReplyRules,
): Request {
  const { verdict, message } = request;
  const isRejected = hidesTsigErrors && verdict.status === 'rejected';
  const isDistrusted = message.tsig !== undefined && distrusts?.(message.tsig);
  return isRejected || isDistrusted ? { ...request, verdict: { status: 'unsigned' } } : request;
}
