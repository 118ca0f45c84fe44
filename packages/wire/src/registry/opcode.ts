/** Opcodes (RFC 6895 section 2.2). */

import { Registry } from './registry.ts';

const assignments = {
  QUERY: 0,
  IQUERY: 1,
  STATUS: 2,
  NOTIFY: 4,
  UPDATE: 5,
  DSO: 6,
} as const;

/** An opcode's mnemonic, or `OPCODEn` for one without. */
export type Opcode = keyof typeof assignments | `OPCODE${number}`;

export const opcodes: Registry<Opcode> = new Registry('OPCODE', 15, assignments);
