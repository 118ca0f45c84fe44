/**
 * One zone as a suite asks for it, and the same with every default filled in and checked, which
 * is what the configurations are written from.
 */
import { type HostPort, parseHostPort } from './host-port.ts';
import type { KeySpec } from './key-spec.ts';
import type { ServerKind } from './server-kind.ts';
import { zoneTemplate } from './zone-template.ts';

export interface ZoneOptions {
  /** Master-file text. @default zoneTemplate(name) */
  readonly text?: string;
  /** Names of the keys that may update this zone. @default all keys */
  readonly updateKeys?: readonly string[];
  /** Names of the keys that may transfer this zone. @default all keys */
  readonly transferKeys?: readonly string[];
  /** BIND and Knot: whoever asks may transfer this zone, also without a key. @default false */
  readonly openTransfer?: boolean;
  /** BIND only: what stands inside `update-policy { … };`, in place of `updateKeys`. */
  readonly policy?: string;
  /** BIND only: more statements for the zone's block, as in named.conf. */
  readonly options?: string;
  /**
   * BIND, Knot and NSD: the zone is a secondary, transferred from this server (`host:port`) with the first
   * of `transferKeys`, which the primary has to know under the same name and let transfer. There
   * is no `text` then, and no `policy`. Knot and NSD have it from the start, BIND by `addZone` too.
   */
  readonly primary?: string;
  /** With `primary`: `updateKeys` may send updates here, which go on to the primary. @default false */
  readonly forwardUpdates?: boolean;
  /**
   * BIND and Knot: secondaries (`host:port`) that are told of each change (NOTIFY, RFC 1996). BIND
   * waits up to five seconds between two NOTIFYs; `options: 'notify-delay 1;'` makes it one.
   */
  readonly secondaries?: readonly string[];
}

/** Where a secondary has its zone from. */
export interface Upstream {
  readonly server: HostPort;
  /** The key that signs the transfers. */
  readonly key: string;
  readonly forwardUpdates: boolean;
}

export interface ZonePlan {
  /** In lower case, without the final dot; the root is `.`. */
  readonly name: string;
  /** Absent for a secondary. */
  readonly text?: string;
  /** The master file's name inside the server's folder. */
  readonly file: string;
  readonly updateKeys: readonly string[];
  readonly transferKeys: readonly string[];
  /** Whoever asks may transfer it. */
  readonly openTransfer?: true;
  readonly policy?: string;
  readonly options?: string;
  readonly upstream?: Upstream;
  readonly secondaries: readonly HostPort[];
}

function keyNames(chosen: readonly string[] | undefined, keys: readonly KeySpec[], zone: string) {
  const known = keys.map(({ name }) => name);
  if (chosen === undefined) return known;
  return chosen.map((given) => {
    const name = given.toLowerCase().replace(/\.$/, '');
    if (!known.includes(name)) throw new Error(`zone ${zone}: no key is named ${given}`);
    return name;
  });
}

/** A zone's name as the configurations want it. @throws Error where no server could quote it. */
export function zoneName(given: string): string {
  const name = given === '.' ? given : given.toLowerCase().replace(/\.$/, '');
  if (name === '' || /[\s"';{}[\]#%]/.test(name)) {
    throw new Error(`zone name ${JSON.stringify(given)} cannot stand in a server's configuration`);
  }
  return name;
}

/** What not every kind of server can do here. */
const kindsFor: { readonly [Field in keyof ZoneOptions]?: readonly ServerKind[] } = {
  policy: ['bind'],
  options: ['bind'],
  primary: ['bind', 'knot', 'nsd'],
  forwardUpdates: ['bind'],
  secondaries: ['bind', 'knot'],
};

function planUpstream(
  zone: string,
  { primary, forwardUpdates = false, text, policy }: ZoneOptions,
  transferKeys: readonly string[],
): Upstream | undefined {
  if (primary === undefined) {
    if (forwardUpdates) throw new Error(`zone ${zone}: a secondary alone forwards updates`);
    return undefined;
  }
  if (text !== undefined || policy !== undefined) {
    throw new Error(`zone ${zone}: a secondary has its text and its policy from the primary`);
  }
  const [key] = transferKeys;
  if (key === undefined) throw new Error(`zone ${zone}: a secondary needs a key to transfer with`);
  return { server: parseHostPort(primary), key, forwardUpdates };
}

/**
 * Fills in what a suite left out.
 *
 * @param number tells this zone's files from those of the server's other zones
 * @throws Error naming the zone and what this kind of server cannot do.
 */
export function planZone(
  kind: ServerKind,
  given: string,
  options: ZoneOptions | string,
  keys: readonly KeySpec[],
  number: number,
): ZonePlan {
  const name = zoneName(given);
  const chosen = typeof options === 'string' ? { text: options } : options;
  const { policy, options: statements } = chosen;
  for (const [field, kinds] of Object.entries(kindsFor)) {
    if (chosen[field as keyof ZoneOptions] === undefined || kinds.includes(kind)) continue;
    throw new Error(`zone ${name}: ${field}: for ${kinds.join(', ')}, not for ${kind}`);
  }
  if (policy !== undefined && chosen.updateKeys !== undefined) {
    throw new Error(`zone ${name}: either policy or updateKeys, BIND does not take both`);
  }
  const { openTransfer = false } = chosen;
  if (openTransfer && kind !== 'bind' && kind !== 'knot') {
    throw new Error(`zone ${name}: openTransfer: for BIND and Knot, not for ${kind}`);
  }
  const transferKeys = keyNames(chosen.transferKeys, keys, name);
  const upstream = planUpstream(name, chosen, transferKeys);
  return {
    name,
    ...(upstream === undefined ? { text: `${chosen.text ?? zoneTemplate(name)}\n` } : { upstream }),
    file: `zone-${number}.db`,
    updateKeys: keyNames(chosen.updateKeys, keys, name),
    transferKeys,
    ...(openTransfer ? { openTransfer } : {}),
    secondaries: (chosen.secondaries ?? []).map(parseHostPort),
    ...(policy === undefined ? {} : { policy }),
    ...(statements === undefined ? {} : { options: statements }),
  };
}
