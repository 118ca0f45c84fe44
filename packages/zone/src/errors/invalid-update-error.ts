/**
 * The error for an update that cannot be meant: thrown by the call that was given the slip, before
 * anything is sent. Names and rdata that do not parse have errors of their own in wire.
 */

import { InvalidValueError, nameErrorClass, quote } from '@zonewright/wire';
import type { LintFinding } from './lint-finding.ts';

/** What is known of the slip beside its value. */
export interface InvalidUpdateDetails {
  /** What the servers are known to skip, where that is the reason. */
  readonly lint?: readonly LintFinding[] | undefined;
}

/**
 * An operation that breaks a rule of RFC 2136 or that no server would carry out: an owner outside
 * the zone, a TTL that is none, a meta type, missing data, a script that is not one update. Change
 * the call that `operation` names; the builder is as it was before it.
 *
 * @example
 * ```ts
 * import { InvalidUpdateError, Update } from '@zonewright/zone';
 *
 * let seen: unknown[] = [];
 * try {
 *   new Update('example.com').insert('www', -1, 'A', '192.0.2.1');
 * } catch (error) {
 *   if (error instanceof InvalidUpdateError) seen = [error.code, error.operation, error.value];
 * }
 * seen; // => ['INVALID_UPDATE', 'insert', -1]
 * ```
 */
export class InvalidUpdateError extends InvalidValueError {
  static {
    nameErrorClass(this, 'InvalidUpdateError');
  }

  /** What the servers would skip, where the update was refused for that. */
  readonly lint: readonly LintFinding[] | undefined;

  /**
   * @param what the kind of value that is refused, such as `TTL`
   * @param value the value as it was given; never a secret
   * @param rule the rule that it breaks, without a final stop
   */
  constructor(what: string, value: unknown, rule: string, details: InvalidUpdateDetails = {}) {
    super('INVALID_UPDATE', what, value, rule, quote(value));
    this.lint = details.lint;
  }
}
