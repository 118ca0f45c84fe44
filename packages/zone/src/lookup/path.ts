/**
 * The way down from the apex to a name, label by label (RFC 1034 section 4.3.2 step 3): what stands
 * in it decides what is said about all below.
 */

import { parentName } from '@zonewright/wire';
import type { StoredRRset } from '../zone/rrset.ts';
import type { ZoneContents, ZoneNode } from '../zone/zone-contents.ts';

/** Where the way ends. */
export type PathEnd =
  /** The name exists, if only because names below it do. */
  | { readonly kind: 'name'; readonly node: ZoneNode }
  /** It is delegated, or lies below a name that is. */
  | { readonly kind: 'cut'; readonly ns: StoredRRset }
  /** It lies below a DNAME (RFC 6672). */
  | { readonly kind: 'dname'; readonly dname: StoredRRset }
  /** It does not exist; the deepest name above it that does is `closestEncloser` (RFC 4592). */
  | { readonly kind: 'absent'; readonly closestEncloser: string };

/**
 * Goes from the apex towards a name in the zone.
 *
 * @param name in canonical form
 * @param type what is asked for: the DS of a delegation is the parent's (RFC 4035 section 3.1.4.1)
 */
export function descend(contents: ZoneContents, name: string, type: string): PathEnd {
  const { apex } = contents;
  const way = wayUp(name, apex);
  let closestEncloser = apex;
  for (let step = way.length - 1; ; step--) {
    const at = way[step] as string;
    const node = contents.node(at);
    if (node === undefined) return { kind: 'absent', closestEncloser };
    const isName = step === 0;
    const ns = at === apex ? undefined : node.rrsets.get('NS');
    if (ns !== undefined && !(isName && type === 'DS')) return { kind: 'cut', ns };
    if (isName) return { kind: 'name', node };
    const dname = node.rrsets.get('DNAME');
    if (dname !== undefined) return { kind: 'dname', dname };
    closestEncloser = at;
  }
}

/** A name and those above it, the apex last. */
function wayUp(name: string, apex: string): readonly string[] {
  const way: string[] = [];
  for (let at: string | undefined = name; at !== undefined; at = parentName(at)) {
    way.push(at);
    if (at === apex) break;
  }
  return way;
}
