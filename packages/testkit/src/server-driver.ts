/**
 * What differs between the four servers: their configuration files, their command lines, and how
 * they are told to freeze, thaw and take on a zone. `startServer` does the rest for all of them.
 */
import type { KeySpec } from './key-spec.ts';
import type { ZonePlan } from './zone-plan.ts';

/** Paths of files in PEM form. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Every client has to show a certificate that this authority signed. @default none has to */
  readonly ca?: string;
}

export interface ServerPlan {
  /** The temporary folder that holds everything the server reads and writes. */
  readonly folder: string;
  /** `127.0.0.1` or `::1`; the configurations refuse any other. */
  readonly address: string;
  readonly port: number;
  /** For BIND's control channel. */
  readonly controlPort: number;
  readonly tlsPort: number;
  /** For a server that is to take DNS over TLS (RFC 7858) on `tlsPort`. */
  readonly tls?: TlsFiles;
  /** For a server with `hasCaches`: whether they are on. @default false */
  readonly caches?: boolean;
  /** Whether it logs warnings and errors alone. @default false */
  readonly quiet?: boolean;
  readonly zones: readonly ZonePlan[];
  readonly keys: readonly KeySpec[];
  /** The testkit's own key, which may transfer every zone and update none. */
  readonly reader: KeySpec;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

export interface ServerDriver {
  /** The server's name as people write it. */
  readonly label: string;
  /** Whether its configuration can cut MACs (`hmac-sha256-128`). */
  readonly mayTruncate: boolean;
  /** Whether it can be told to take DNS over TLS. @default false */
  readonly hasTls?: boolean;
  /** Whether it answers from caches unless it is told not to. @default false */
  readonly hasCaches?: boolean;
  readonly versionCommand: Command;
  /** What it logs when it cannot have its port. BIND and Knot may go on without it. */
  readonly portTaken: RegExp;
  /**
   * The configuration, by file name. Pure, so that a test can look at it.
   * @throws Error where `address` is not loopback.
   */
  files(plan: ServerPlan): Readonly<Record<string, string>>;
  /** What has to be done between writing the files and starting the server. */
  prepare?(plan: ServerPlan): Promise<void>;
  command(plan: ServerPlan): Command;
  /** Resolves when updates are refused and the zone's file is written. */
  freeze?(plan: ServerPlan, zone: ZonePlan): Promise<void>;
  /** Resolves when updates are taken again. */
  thaw?(plan: ServerPlan, zone: ZonePlan): Promise<void>;
  /** Called with the zone's master file already in place. */
  addZone?(plan: ServerPlan, zone: ZonePlan): Promise<void>;
}
