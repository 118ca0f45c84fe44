/** The options of one send, checked; and what is refused before it is sent. */

import { InvalidOptionError } from '@zonewright/wire';
import { InvalidUpdateError, ignoredByAll, type LintFinding, type Update } from '@zonewright/zone';
import type { ClientSettings } from '../options/client-options.ts';
import { checkEdns, type EdnsOptions, type EdnsSettings } from '../options/edns-options.ts';

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

/** What a send needs of its options. */
export interface SendSettings {
  readonly verify: boolean;
  readonly edns: EdnsSettings | undefined;
  readonly signal: AbortSignal | undefined;
  /** What lint says of the update. @default nothing */
  readonly lint?: readonly LintFinding[];
}

const sendOptionNames: readonly (keyof SendOptions)[] = ['signal', 'allowSilent', 'verify', 'edns'];

/** @throws {InvalidOptionError} */
export function checkSendOptions(options: SendOptions, settings: ClientSettings): SendSettings {
  const { signal } = checkSignal(options, sendOptionNames);
  const { verify = settings.verify, edns } = options;
  if (typeof verify !== 'boolean') {
    throw new InvalidOptionError('verify', verify, 'true or false is needed');
  }
  return { verify, edns: edns === undefined ? settings.edns : checkEdns(edns), signal };
}

/** @throws {InvalidOptionError} */
export function checkSignal<Options extends { readonly signal?: AbortSignal | undefined }>(
  options: Options,
  names: readonly string[] = ['signal'],
): Options {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', options, 'an object is needed');
  }
  const stray = Object.keys(options).find((name) => !names.includes(name));
  if (stray !== undefined) {
    throw new InvalidOptionError(stray, undefined, `no such option; there are ${names.join(', ')}`);
  }
  const { signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new InvalidOptionError('signal', signal, 'an AbortSignal is needed');
  }
  return options;
}

/** What all servers answer NOERROR to and none carries out is refused before it is sent. */
export function refuseSilent(update: Update, lint: readonly LintFinding[]): void {
  const silent = ignoredByAll(lint);
  const [first] = silent;
  if (first === undefined) return;
  const { operation, name, type, reason } = first;
  const rule = `all servers say NOERROR to ${operation}(${name} ${type}) and skip it: ${reason.replace(/\.$/, '')}; allowSilent sends it all the same`;
  throw new InvalidUpdateError('update', update.zone, rule, { lint: silent }).during('send');
}
