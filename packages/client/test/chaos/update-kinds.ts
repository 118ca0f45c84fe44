/**
 * The updates that are sent through faults: each touches one owner of its own, and leaves it as it
 * was or as it is to be. Nothing between the two is possible, so the zone says which it was.
 */

import type { Update } from '../../src/index.ts';

export const oldAddress = '192.0.2.1';
export const newAddress = '192.0.2.2';

/** The addresses of an owner, sorted and joined; empty where it has none. */
export type Addresses = string;

export interface UpdateKind {
  readonly name: string;
  readonly before: Addresses;
  readonly after: Addresses;
  /** Whether a second copy of it fails once the first was applied. */
  readonly isGuarded: boolean;
  readonly build: (update: Update, owner: string) => void;
}

const kind = (
  name: string,
  before: Addresses,
  after: Addresses,
  build: UpdateKind['build'],
): UpdateKind => ({ name, before, after, build, isGuarded: name !== 'add' });

export const create: UpdateKind = kind('create', '', newAddress, (update, owner) => {
  update.nameNotUsed(owner).insert(owner, 60, 'A', newAddress);
});

/** All of them: `create`, then compare-and-swap, removals, and one that is safe to repeat. */
export const updateKinds: readonly UpdateKind[] = [
  create,
  kind('swap', oldAddress, newAddress, (update, owner) => {
    update.used(owner, 'A', oldAddress).replaceRRset(owner, 60, 'A', newAddress);
  }),
  kind('remove the RRset', oldAddress, '', (update, owner) => {
    update.rrsetUsed(owner, 'A').removeRRset(owner, 'A');
  }),
  kind('remove the name', oldAddress, '', (update, owner) => {
    update.nameUsed(owner).removeName(owner);
  }),
  kind('remove one', `${oldAddress} ${newAddress}`, oldAddress, (update, owner) => {
    update.used(owner, 'A', oldAddress, newAddress).remove(owner, 'A', newAddress);
  }),
  kind('add', '', newAddress, (update, owner) => {
    update.insert(owner, 60, 'A', newAddress);
  }),
];
