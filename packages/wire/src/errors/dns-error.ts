/**
 * The base of every error that Zonewright throws. It sits at the bottom of all packages, so that
 * one `instanceof` or one `isDnsError` covers names that do not parse and servers that refuse.
 */

/**
 * What is known about the zone after a failure: `no`, nothing of the message was applied; `partly`,
 * some of it was; `unknown`, it may have been.
 */
export type Applied = 'no' | 'partly' | 'unknown';

/** Where and when an error happened; what is not known is left out. */
export interface DnsErrorContext {
  /** The zone concerned, absolute, lower case, with the final dot. */
  readonly zone?: string | undefined;
  /** The server concerned, as `host:port`. */
  readonly server?: string | undefined;
  /** Messages signed or connections tried so far. @default 0 */
  readonly attempts?: number | undefined;
  /** @default 'no' */
  readonly applied?: Applied | undefined;
  readonly cause?: unknown;
}

const brand: unique symbol = Symbol.for('zonewright.DnsError') as never;

/** Sets `name` on the prototype, where `inspect` and stack traces look for it. */
export function nameErrorClass(errorClass: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(errorClass.prototype, 'name', {
    value: name,
    configurable: true,
    writable: true,
  });
}

/**
 * Base of all errors of this library. `code` is stable and made for programs; `message` is one
 * sentence made for people: what happened, where, and what to try.
 */
export class DnsError extends Error {
  static {
    nameErrorClass(this, 'DnsError');
    Object.defineProperty(this.prototype, brand, { value: true });
  }

  /** Stable identifier, for example `REFUSED` or `INVALID_NAME`. */
  readonly code: string;
  /** Whether the zone may have changed. */
  readonly applied: Applied;
  readonly zone: string | undefined;
  readonly server: string | undefined;
  /** Messages signed or connections tried; retransmissions do not count. */
  readonly attempts: number;

  constructor(code: string, message: string, context: DnsErrorContext = {}) {
    super(message, 'cause' in context ? { cause: context.cause } : undefined);
    this.code = code;
    this.applied = context.applied ?? 'no';
    this.zone = context.zone;
    this.server = context.server;
    this.attempts = context.attempts ?? 0;
  }

  /** What `JSON.stringify` makes of it: its name, its message and its fields; `cause` where that is one of ours. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { name, message, cause } = this;
    const fields: Record<string, unknown> = { name, message };
    // What is not ours may say anything.
    const told = cause instanceof DnsError ? cause : undefined;
    return Object.assign(fields, this, { cause: told });
  }
}

/**
 * Whether a value is an error of this library, also when it comes from another copy of the package
 * (where `instanceof` says no).
 *
 * @example
 * ```ts
 * import { isDnsError, parseName } from '@zonewright/wire';
 *
 * let code = '';
 * try {
 *   parseName('a..example.');
 * } catch (error) {
 *   if (isDnsError(error)) code = error.code;
 * }
 * code; // => 'INVALID_NAME'
 * ```
 */
export function isDnsError(value: unknown): value is DnsError {
  return typeof value === 'object' && value !== null && brand in value;
}
