/**
 * What `startServer` gives to a suite: a real server, ways to look into it that owe nothing to our
 * own code, and the few commands that an operator would type.
 */
import type { DigAnswer, DigOptions } from './dig.ts';
import type { KeySpec } from './key-spec.ts';
import type { ServerKind } from './server-kind.ts';
import type { ZoneOptions } from './zone-plan.ts';

export interface RealServer extends AsyncDisposable {
  readonly kind: ServerKind;
  /** Such as `9.18.49`. */
  readonly version: string;
  /** `127.0.0.1`, or `::1` with `ipv6`. */
  readonly address: string;
  /** The same for UDP and TCP. */
  readonly port: number;
  /** `host:port`, an IPv6 address in brackets. */
  readonly server: string;
  /** Where it takes DNS over TLS. Absent unless it was started with `tls`. */
  readonly tlsPort?: number;
  /** The keys it knows, their names in lower case and without a final dot. */
  readonly keys: readonly KeySpec[];
  /** The server's process, which leads a process group. */
  readonly pid: number;
  /** The temporary folder with its configuration, zones and log. Gone after `close`. */
  readonly folder: string;

  /**
   * The path of a file with one of `keys` in named.conf's form, for `nsupdate -k` and `dig -k`.
   * @throws Error where the server knows no key of this name.
   */
  keyFile(keyName: string): string;

  /** What the server has logged so far; after `close`, all that it logged. */
  logText(): Promise<string>;

  /**
   * Asks the server one question through dig.
   * @throws Error where no answer comes.
   */
  dig(name: string, type: string, options?: DigOptions): Promise<DigAnswer>;

  /**
   * The whole zone by AXFR through dig: a line per record with TTL, the SOA once, sorted.
   * @throws Error where the server does not serve it.
   */
  axfr(zone: string): Promise<string[]>;

  /**
   * Stops updates to a zone, by `rndc freeze` or `knotc zone-freeze`. Resolves when updates are
   * refused and, with BIND, the zone's file is written.
   * @throws Error with PowerDNS and NSD, which have no such thing.
   */
  freeze(zone: string): Promise<void>;

  /** Takes updates again, and resolves when that is so. @throws Error like `freeze`. */
  thaw(zone: string): Promise<void>;

  /**
   * Adds a zone to the running server: cheap enough for every test to have its own. Resolves when
   * the server answers for it.
   *
   * @param text master-file text, or options; the default is `zoneTemplate(zone)`
   * @throws Error with NSD, and where the server does not take the zone.
   */
  addZone(zone: string, text?: string | ZoneOptions): Promise<void>;

  /** Ends the server and removes its folder. Calling it again does nothing more. */
  close(): Promise<void>;
}
