/** What every part of the benchmark is told, and what it cannot measure. */

import type { Peer } from './peers.ts';

export interface Measuring {
  /** How often each takes its turn. */
  readonly rounds: number;
  /** About how long a turn is. */
  readonly ms: number;
  /** For a look, not for figures to be shown: fewer and smaller cases. */
  readonly isQuick: boolean;
  /** For what is written while it runs. Removed afterwards. */
  readonly folder: string;
  readonly peers: readonly Peer[];
  /** Whether somebody wants the case of this name. */
  readonly isWanted: (name: string) => boolean;
  /** Tells whoever waits how far it is. */
  readonly say: (what: string) => (round: number) => void;
  /** Does the work; where it fails that is told, and kept for the report, and the others go on. */
  readonly attempt: <Result>(
    what: string,
    work: () => Promise<Result>,
  ) => Promise<Result | undefined>;
}

export interface NotMeasured {
  readonly who: string;
  readonly why: string;
}

/** Why a case that could be measured was not. */
export const failed = 'it failed';
