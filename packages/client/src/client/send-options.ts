/** The options of one send, checked. */

import type { ClientSettings } from '../options/client-options.ts';
import { checkEdns, type EdnsOptions } from '../options/edns-options.ts';
import { checkBoolean, checkNames, checkSignal } from '../options/option-check.ts';
import type { SendSettings } from '../sending/sending.ts';

/** Options of one send. */
export interface SendOptions {
  /** Ends the call: rejected with its reason before anything is sent, unknown after. */
  readonly signal?: AbortSignal | undefined;
  /** Sends what all servers are known to skip silently. @default false */
  readonly allowSilent?: boolean | undefined;
  /** Whether what the update touched is read back before it counts as done. @default the client's */
  readonly verify?: boolean | undefined;
  /** EDNS for this update, such as an UPDATE-LEASE option. @default the client's */
  readonly edns?: boolean | EdnsOptions | undefined;
}

const optionNames: readonly (keyof SendOptions)[] = ['signal', 'allowSilent', 'verify', 'edns'];

/** Options of one send, checked. */
export interface CheckedSendOptions extends Omit<SendSettings, 'lint'> {
  readonly allowSilent: boolean;
}

/**
 * @param names of the options that there are
 * @throws {InvalidOptionError}
 */
export function checkSendOptions(
  options: SendOptions,
  settings: ClientSettings,
  names: readonly string[] = optionNames,
): CheckedSendOptions {
  checkNames(options, names);
  const { edns } = options;
  return {
    verify: checkBoolean('verify', options.verify, settings.verify),
    allowSilent: checkBoolean('allowSilent', options.allowSilent, false),
    edns: edns === undefined ? settings.edns : checkEdns(edns),
    signal: checkSignal(options.signal),
  };
}
