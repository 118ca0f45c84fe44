/** Requests that were sent to BIND 9.18, and what it answered, octet for octet. */

import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly transport: 'udp' | 'tcp';
  readonly zone: string;
  readonly isFrozen: boolean;
  readonly exchanges: readonly {
    readonly now: number;
    readonly request: string;
    readonly reply: string | null;
  }[];
}

interface Recording {
  readonly template: readonly string[];
  readonly keys: readonly {
    readonly name: string;
    readonly algorithm: string;
    readonly secretHex: string;
    readonly macBytes?: number;
  }[];
  readonly scenarios: readonly Scenario[];
}

const file = readFileSync(new URL('./bind-recording.json.br', import.meta.url));

// The file is ours and has this form.
export const recording: Recording = JSON.parse(brotliDecompressSync(file).toString('utf8'));
