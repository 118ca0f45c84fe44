/**
 * The vectors of `corpus/update-vectors.json`: messages that dnspython made and that miekg/dns and a
 * hand-made encoder agree on, with what a caller asks for and what has to be refused.
 */

import { readCorpus } from '@zonewright/testkit';

export interface VectorEntry {
  readonly form?: string;
  readonly op?: string;
  readonly name: string;
  readonly type?: string;
  readonly ttl?: number;
  readonly rdata?: readonly string[];
}

export interface Vector {
  readonly id: string;
  readonly title: string;
  readonly message: {
    readonly id: number;
    readonly zone: { readonly name: string; readonly class: string };
    readonly prerequisites: readonly VectorEntry[];
    readonly updates: readonly VectorEntry[];
  };
  readonly wire_uncompressed: string;
  /** Absent where there is nothing to compress. */
  readonly wire_compressed?: string;
  /** `counts` of the four sections (RFC 1035 section 4.1.1). */
  readonly decoded: { readonly counts: readonly number[] };
}

interface Vectors {
  readonly vectors: readonly Vector[];
  readonly invalid_presentation: readonly {
    readonly id: string;
    readonly title: string;
    readonly type?: string;
    readonly rdata?: string;
    readonly name?: string;
  }[];
  readonly invalid_semantics: readonly {
    readonly id: string;
    readonly title: string;
    readonly input: Readonly<Record<string, unknown>>;
  }[];
  readonly command_line_peers: {
    readonly captures: readonly {
      readonly program: string;
      readonly title: string;
      readonly commands: readonly string[];
      readonly wire: string;
    }[];
  };
}

export const corpus: Vectors = readCorpus<Vectors>('update-vectors');
