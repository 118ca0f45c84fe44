/** Classes (RFC 6895 section 3.2); NONE and ANY have their meanings from RFC 2136. */

import { Registry } from './registry.ts';

const assignments = {
  IN: 1,
  CH: 3,
  HS: 4,
  NONE: 254,
  ANY: 255,
} as const;

/** A class's mnemonic, or `CLASSn` for one without. */
export type RRClass = keyof typeof assignments | `CLASS${number}`;

export const classes: Registry<RRClass> = new Registry('CLASS', 65_535, assignments);
