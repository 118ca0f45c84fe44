/** The servers that this one speaks to by itself: those it tells of changes, those it has zones from. */

import type { TsigKey } from '@zonewright/wire';
import type { ServedZone } from '../answer/served-zones.ts';
import { Notifier } from './notifier.ts';
import type { PeerAddress } from './peer-address.ts';
import { Secondary } from './secondary.ts';

export interface PeersOptions {
  /** All zones of the server. */
  readonly served: readonly ServedZone[];
  /** Who is told of changes of any zone. */
  readonly notify: readonly PeerAddress[];
  /** Where zones come from, by their canonical names. */
  readonly primaries: ReadonlyMap<string, readonly PeerAddress[]>;
  /** Signs what is sent, and verifies what comes for it. */
  readonly key: TsigKey | undefined;
  /** Unix seconds. */
  readonly clock: () => number;
  readonly report: (error: unknown) => void;
}

export class Peers {
  readonly #options: PeersOptions;
  readonly #secondaries = new Map<string, Secondary>();
  readonly #endings: (() => void)[] = [];
  #notifier: Notifier | undefined;

  constructor(options: PeersOptions) {
    this.#options = options;
    for (const served of options.served) {
      const primaries = options.primaries.get(served.name);
      if (primaries === undefined) continue;
      this.#secondaries.set(served.name, new Secondary({ ...options, served, primaries }));
    }
  }

  /** Begins, when there is something to be asked for. @param localAddress where the server listens */
  start(localAddress: string): void {
    const { served, notify } = this.#options;
    for (const secondary of this.#secondaries.values()) secondary.start();
    if (notify.length === 0) return;
    const notifier = new Notifier({ ...this.#options, peers: notify, localAddress });
    this.#notifier = notifier;
    for (const { zone, isUnavailable } of served) {
      if (!isUnavailable) notifier.changed(zone);
      this.#endings.push(zone.beforeChange(() => notifier.changed(zone), { keeps: true }));
    }
  }

  /** A primary says that a zone has changed. @param zone in canonical form */
  notified(zone: string): void {
    this.#secondaries.get(zone)?.notified();
  }

  /** The zone, where it is another server's. @param zone in canonical form */
  secondary(zone: string): Secondary | undefined {
    return this.#secondaries.get(zone);
  }

  async close(): Promise<void> {
    for (const end of this.#endings.splice(0)) end();
    const secondaries = [...this.#secondaries.values()];
    await Promise.all([this.#notifier?.close(), ...secondaries.map((zone) => zone.close())]);
  }
}
