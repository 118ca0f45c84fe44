/**
 * What a zone holds, by name and type, and which names exist because others exist below them (RFC
 * 4592 section 2.2.2). Everything goes by canonical names, and a change costs as much as it
 * touches, whatever the size of the zone.
 */

import { parentName } from '@zonewright/wire';
import { compareKeys, ownerKey } from '../masterfile/canonical-order.ts';
import type { StoredRRset } from './rrset.ts';
import type { ZoneChange } from './zone-change.ts';
import type { ZoneIdentity } from './zone-rules.ts';

/** A name that exists: it owns RRsets, or names below it do. */
export interface ZoneNode {
  readonly rrsets: ReadonlyMap<string, StoredRRset>;
  /** Names below this one, at any depth, that own RRsets. */
  readonly namesBelow: number;
}

interface MutableNode extends ZoneNode {
  readonly rrsets: Map<string, StoredRRset>;
  namesBelow: number;
}

export class ZoneContents {
  readonly identity: ZoneIdentity;
  /** The zone's name in canonical form. */
  readonly apex: string;
  /** Is told of each change before it is made; what it throws refuses the change. */
  onChange: ((change: ZoneChange) => void) | undefined;
  readonly #nodes = new Map<string, MutableNode>();
  #size = 0;
  /** The names that own RRsets, in canonical order; undefined after one came or went. */
  #sortedNames: readonly string[] | undefined;

  /** @param apex the zone's name in canonical form */
  constructor(identity: ZoneIdentity, apex: string) {
    this.identity = identity;
    this.apex = apex;
  }

  /** Number of records. */
  get size(): number {
    return this.#size;
  }

  /** @param name in canonical form, as all names here */
  node(name: string): ZoneNode | undefined {
    return this.#nodes.get(name);
  }

  get(name: string, type: string): StoredRRset | undefined {
    return this.#nodes.get(name)?.rrsets.get(type);
  }

  /** All names that exist, in no order. */
  nodes(): Iterable<readonly [name: string, node: ZoneNode]> {
    return this.#nodes;
  }

  /** The names that own RRsets, in canonical order (RFC 4034 section 6.1). */
  sortedNames(): readonly string[] {
    if (this.#sortedNames === undefined) {
      const keyed: { readonly name: string; readonly key: string }[] = [];
      for (const [name, node] of this.#nodes) {
        if (node.rrsets.size > 0) keyed.push({ name, key: ownerKey(name) });
      }
      keyed.sort((a, b) => compareKeys(a.key, b.key));
      this.#sortedNames = keyed.map(({ name }) => name);
    }
    return this.#sortedNames;
  }

  /** Puts an RRset in the place of the one that there may be; undefined takes it away. */
  set(name: string, type: string, stored: StoredRRset | undefined): void {
    const node = this.#nodes.get(name) ?? { rrsets: new Map(), namesBelow: 0 };
    const owned = node.rrsets.size > 0;
    this.#size += (stored?.records.length ?? 0) - (node.rrsets.get(type)?.records.length ?? 0);
    if (stored === undefined) node.rrsets.delete(type);
    else node.rrsets.set(type, stored);
    const owns = node.rrsets.size > 0;
    if (owned === owns) return;
    this.#sortedNames = undefined;
    this.#keepOrDrop(name, node);
    this.#countAbove(name, owns ? 1 : -1);
  }

  /** Tells the names above that a name below them came or went. */
  #countAbove(name: string, by: 1 | -1): void {
    for (let above = name; above !== this.apex; ) {
      // Names are in the zone, so that the apex is met before the root is passed.
      above = parentName(above) as string;
      const node = this.#nodes.get(above) ?? { rrsets: new Map(), namesBelow: 0 };
      node.namesBelow += by;
      this.#keepOrDrop(above, node);
    }
  }

  #keepOrDrop(name: string, node: MutableNode): void {
    if (node.rrsets.size === 0 && node.namesBelow === 0) this.#nodes.delete(name);
    else this.#nodes.set(name, node);
  }
}
