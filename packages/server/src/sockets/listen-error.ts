/** What is thrown where the server cannot listen. */

import { DnsError, nameErrorClass } from '@zonewright/wire';

/** The server does not listen: `cause` is the system's reason, where it was the system that refused. */
export class ListenError extends DnsError {
  static {
    nameErrorClass(this, 'ListenError');
  }

  /** The system's code, such as `EADDRINUSE` or `EACCES`; undefined where it was not the system. */
  readonly systemCode: string | undefined;

  /** @param where what could not be listened on, or why not at all */
  constructor(where: string, cause?: unknown) {
    const systemCode = codeOf(cause);
    const why = systemCode === undefined ? '' : `: ${reasons[systemCode] ?? systemCode}`;
    super(
      'LISTEN_FAILED',
      `Cannot listen on ${where}${why}.`,
      cause === undefined ? {} : { cause },
    );
    this.systemCode = systemCode;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use, take another port or 0 for any (EADDRINUSE)',
  EACCES: 'not allowed, ports below 1024 often need privileges (EACCES)',
  EADDRNOTAVAIL: 'this machine does not have that address (EADDRNOTAVAIL)',
};

function codeOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
