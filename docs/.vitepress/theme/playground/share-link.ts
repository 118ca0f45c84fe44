/**
 * What is in the editors as the fragment of a link, which browsers send to nobody. The key is never
 * part of it.
 */

import type { TsigKey } from '@zonewright/wire';

/** What a link carries. */
export interface SharedState {
  readonly code: string;
  /** The zone's name and its master file. */
  readonly zone: string;
  readonly masterFile: string;
}

const prefix = '#play=';

/** Longer ones are no link that mail and chat pass on whole. */
const maxFragmentLength = 16_000;

/**
 * The fragment that says it all.
 *
 * @throws Error for a state with a secret in it, and for one that is too long
 */
export function printFragment(state: SharedState, key?: TsigKey): string {
  const text = JSON.stringify([state.code, state.zone, state.masterFile]);
  const holdsSecret = key !== undefined && text.includes(key.revealSecret());
  if (holdsSecret || /\bTsigKey\s*(\.\s*parse\b|\()/.test(state.code)) {
    throw new Error('The code has a key in it, and a link would carry its secret: take it out.');
  }
  const octets = new TextEncoder().encode(text);
  const binary = Array.from(octets, (octet) => String.fromCharCode(octet)).join('');
  const base64 = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  if (base64.length > maxFragmentLength) throw new Error('It is too long for a link: shorten it.');
  return `${prefix}${base64}`;
}

/** What a fragment carries; undefined where it is another one, or damaged. */
export function readFragment(fragment: string): SharedState | undefined {
  if (!fragment.startsWith(prefix)) return undefined;
  try {
    const base64 = fragment.slice(prefix.length).replaceAll('-', '+').replaceAll('_', '/');
    const octets = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const state: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
    if (!Array.isArray(state) || !state.every((part) => typeof part === 'string')) return undefined;
    const [code, zone, masterFile] = state as readonly string[];
    if (code === undefined || zone === undefined || masterFile === undefined) return undefined;
    return { code, zone, masterFile };
  } catch {
    return undefined;
  }
}
