/**
 * DNS messages as values (RFC 1035 section 4). An UPDATE gives its sections other meanings and so
 * has other names for them here (RFC 2136 section 2).
 */

import type { Opcode } from '../registry/opcode.ts';
import type { Rcode } from '../registry/rcode.ts';
import type { Edns, EdnsInput } from './edns.ts';
import type { Question, ResourceRecord, UpdateRecord } from './record.ts';
import type { TsigRecord } from './tsig-record.ts';

/** The header's bits (RFC 6895 section 2). */
export interface MessageFlags {
  /** This is a response. */
  readonly qr: boolean;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly rd: boolean;
  readonly ra: boolean;
  readonly ad: boolean;
  readonly cd: boolean;
}

interface MessageParts {
  /** 16 bits. */
  readonly id: number;
  readonly flags: MessageFlags;
  /** All twelve bits: the header's four and those of the OPT (RFC 6891 section 6.1.3). */
  readonly rcode: Rcode;
  /** The OPT record; it does not stand among the additional records. */
  readonly edns?: Edns | undefined;
  /** The TSIG record; it does not stand among the additional records. */
  readonly tsig?: TsigRecord | undefined;
}

/** A message of any opcode but UPDATE. */
export interface QueryMessage extends MessageParts {
  readonly opcode: Exclude<Opcode, 'UPDATE'>;
  readonly questions: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  readonly additionals: readonly ResourceRecord[];
}

/** A message of opcode UPDATE (RFC 2136 section 2). */
export interface UpdateMessage extends MessageParts {
  readonly opcode: 'UPDATE';
  /** The zone section; responses may leave it out (section 3.8). */
  readonly zone?: Question | undefined;
  readonly prerequisites: readonly UpdateRecord[];
  readonly updates: readonly UpdateRecord[];
  readonly additional: readonly ResourceRecord[];
}

export type Message = QueryMessage | UpdateMessage;

type Writable<Parts extends MessageParts & { readonly opcode: Opcode }> = Pick<Parts, 'opcode'> & {
  readonly [Part in Exclude<keyof Parts, 'opcode' | 'flags' | 'edns'>]?: Parts[Part] | undefined;
} & {
  readonly flags?: Partial<MessageFlags> | undefined;
  readonly edns?: EdnsInput | undefined;
};

/** What {@link encodeMessage} takes: what is left out is 0, false or empty. */
export type MessageInput = Writable<QueryMessage> | Writable<UpdateMessage>;
