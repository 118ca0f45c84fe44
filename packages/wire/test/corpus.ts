/**
 * What the corpora of the testkit hold: real and generated messages with what independent programs
 * (BIND, Knot, PowerDNS, dnspython, miekg/dns) make of them. All octets are hexadecimal.
 */

import { readCorpus as readWhole } from '@zonewright/testkit';

/** A TSIG key of a corpus. */
export interface CorpusKey {
  readonly name: string;
  readonly algorithm: string;
  readonly secret_hex: string;
}

interface Expectation {
  readonly outcome: string;
  readonly acceptable?: readonly string[];
  readonly at_message?: number;
  readonly server_time?: number;
}

export interface TsigVectors {
  readonly sign_verify: readonly {
    readonly id: string;
    readonly title: string;
    readonly key: CorpusKey;
    readonly request: {
      readonly unsigned_wire: string;
      readonly time_signed: number;
      readonly fudge: number;
      readonly original_id: number;
      readonly mac: string;
      readonly signed_wire: string;
      readonly exact_wire: boolean;
    };
    readonly response: {
      readonly unsigned_wire: string;
      readonly rcode: number;
      readonly time_signed: number;
      readonly mac: string;
      readonly signed_wire: string;
      readonly verify_now: number;
    };
  }[];
  readonly canonicalisation: readonly {
    readonly id: string;
    readonly title: string;
    readonly key: CorpusKey;
    readonly key_name_as_configured: string;
    readonly algorithm_as_configured: string;
    readonly request: {
      readonly unsigned_wire: string;
      readonly time_signed: number;
      readonly fudge: number;
      readonly mac: string;
      readonly signed_wire_lower: string;
      readonly signed_wire_mixed: string;
    };
    readonly response: { readonly signed_wire: string; readonly verify_now: number };
  }[];
  readonly verify_cases: readonly {
    readonly id: string;
    readonly title: string;
    readonly key: CorpusKey;
    /** null: the verifier has lost it. */
    readonly request_mac: string | null;
    readonly response_wire: string;
    readonly now: number;
    readonly policy?: { readonly min_mac_octets: number };
    readonly expect: Expectation;
  }[];
  readonly streams: readonly {
    readonly id: string;
    readonly title: string;
    readonly key: CorpusKey;
    readonly request_mac: string;
    readonly messages: readonly string[];
    readonly now: number;
    readonly expect: Expectation;
  }[];
  readonly bitflip_sweeps: readonly {
    readonly id: string;
    readonly key: CorpusKey;
    readonly request_mac: string;
    readonly response_wire: string;
    readonly now: number;
    readonly flips_that_still_verify: readonly (readonly [number, number])[];
    readonly flips_that_may_verify: readonly (readonly [number, number])[];
  }[];
  readonly live_exchanges: readonly {
    readonly id: string;
    readonly title: string;
    readonly server: string;
    readonly key: CorpusKey;
    readonly client_now: number;
    readonly request_wire: string;
    readonly request_mac: string;
    readonly response_wire: string;
    readonly response_mac_size: number;
  }[];
  readonly live_streams: readonly {
    readonly id: string;
    readonly title: string;
    readonly server: string;
    readonly key: CorpusKey;
    readonly now: number;
    readonly request_mac: string;
    readonly messages: readonly string[];
    readonly signed_messages: readonly boolean[];
  }[];
}

export interface Malformed {
  readonly cases: readonly {
    readonly id: string;
    readonly category: string;
    readonly title: string;
    /** Absent where the case is a TCP stream. */
    readonly response_wire?: string;
    readonly expect: { readonly decode: 'error' | 'ok' | 'either' | 'n/a' };
  }[];
}

/** A record as dnspython decodes it. */
export interface CorpusRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly rdlength: number;
  readonly rdata_hex: string;
}

export interface UpdateVectors {
  readonly vectors: readonly {
    readonly id: string;
    readonly title: string;
    readonly message: {
      readonly id: number;
      readonly zone: { readonly name: string; readonly class: string };
      readonly prerequisites: readonly {
        readonly form:
          | 'rrset-exists'
          | 'rrset-exists-value'
          | 'rrset-absent'
          | 'name-in-use'
          | 'name-not-in-use';
        readonly name: string;
        readonly type?: string;
        readonly rdata?: readonly string[];
      }[];
      readonly updates: readonly {
        readonly op: 'add' | 'delete-rr' | 'delete-rrset' | 'delete-name';
        readonly name: string;
        readonly ttl?: number;
        readonly type?: string;
        readonly rdata?: readonly string[];
      }[];
      readonly edns?: {
        readonly udp_payload: number;
        readonly version: number;
        readonly do: boolean;
        readonly options: readonly { readonly code: number; readonly data_hex: string }[];
      };
    };
    readonly wire_uncompressed: string;
    readonly wire_compressed?: string;
    readonly decoded: {
      readonly id: number;
      readonly opcode: number;
      readonly rcode: number;
      readonly counts: readonly number[];
      readonly question: readonly {
        readonly name: string;
        readonly type: number;
        readonly class: number;
      }[];
      readonly answer: readonly CorpusRecord[];
      readonly authority: readonly CorpusRecord[];
      readonly additional: readonly CorpusRecord[];
    };
  }[];
  readonly invalid_presentation: readonly {
    readonly id: string;
    readonly title: string;
    /** With `rdata`; else the case is a name. */
    readonly type?: string;
    readonly rdata?: string;
    readonly name?: string;
    readonly expect: string;
  }[];
  readonly command_line_peers: {
    readonly captures: readonly { readonly title: string; readonly wire: string }[];
  };
}

export interface Captures {
  readonly messages: readonly {
    readonly title: string;
    readonly hex: string;
    /** Whether two octets of length stand in front. */
    readonly framed: boolean;
    readonly decoded: {
      readonly id: number;
      readonly flags: string;
      readonly edns: number;
      readonly payload: number | null;
      readonly question: readonly { readonly name: string; readonly type: string }[];
      readonly answer: readonly CapturedRecord[];
      readonly authority: readonly CapturedRecord[];
      readonly additional: readonly CapturedRecord[];
    };
  }[];
}

export interface CapturedRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly rdata: string;
}

/** What dnspython reads in a server's reply. */
export interface ReplySummary {
  readonly rcode: number;
  readonly rcode_name: string;
  readonly flags: readonly string[];
  readonly opcode: number;
  readonly counts: readonly number[];
  readonly signed: boolean;
  readonly has_tsig: boolean;
  readonly edns: {
    readonly udp_payload: number;
    readonly version: number;
    readonly do: boolean;
    readonly options: readonly { readonly code: number; readonly data_hex: string }[];
  } | null;
  readonly octets: number;
  readonly tsig?: {
    readonly key: string;
    readonly algorithm: string;
    readonly time_signed: number;
    readonly fudge: number;
    readonly mac_size: number;
    readonly error: number;
    readonly error_name: string;
    readonly original_id: number;
    readonly other_len: number;
    readonly other_server_time?: number;
  };
}

export interface ServerResponses {
  readonly exchanges: readonly {
    readonly id: string;
    readonly title: string;
    readonly answers: Readonly<
      Record<
        string,
        {
          readonly exchanges: readonly {
            readonly client_now: number;
            readonly request: string;
            /** null where the server did not answer. */
            readonly response: string | null;
            readonly key?: CorpusKey;
            readonly request_mac?: string;
            readonly summary: ReplySummary | string;
          }[];
        }
      >
    >;
  }[];
  readonly tcp_behaviour: readonly {
    readonly server: string;
    readonly requests?: readonly string[];
    readonly responses?: readonly string[];
    readonly rcodes?: readonly number[];
  }[];
}

interface Corpora {
  readonly captures: Captures;
  readonly malformed: Malformed;
  readonly 'server-responses': ServerResponses;
  readonly 'tsig-vectors': TsigVectors;
  readonly 'update-vectors': UpdateVectors;
}

/** Reads a corpus whole. */
export function readCorpus<Name extends keyof Corpora>(name: Name): Corpora[Name] {
  return readWhole<Corpora[Name]>(name);
}
