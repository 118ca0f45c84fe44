/**
 * The vectors of `corpus/update-vectors.json`: messages that dnspython made and that miekg/dns and a
 * hand-made encoder agree on, with what a caller asks for and what has to be refused.
 */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

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
  /** Whether the message has records in the additional section, which `Update` has no method for. */
  readonly additional?: true;
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
  readonly captures: readonly {
    readonly program: string;
    readonly title: string;
    readonly commands: readonly string[];
    readonly wire: string;
  }[];
}

const file = new URL('../../corpus/update-vectors.json.gz', import.meta.url);

export const corpus: Vectors = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
