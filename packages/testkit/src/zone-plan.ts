/**
 * One zone as a suite asks for it, and the same with every default filled in and checked, which
 * is what the configurations are written from.
 */
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
  /** BIND only: what stands inside `update-policy { … };`, in place of `updateKeys`. */
  readonly policy?: string;
  /** BIND only: more statements for the zone's block, as in named.conf. */
  readonly options?: string;
}

export interface ZonePlan {
  /** In lower case, without the final dot; the root is `.`. */
  readonly name: string;
  readonly text: string;
  /** The master file's name inside the server's folder. */
  readonly file: string;
  readonly updateKeys: readonly string[];
  readonly transferKeys: readonly string[];
  readonly policy?: string;
  readonly options?: string;
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
  if (kind !== 'bind' && (policy !== undefined || statements !== undefined)) {
    throw new Error(`zone ${name}: policy and options are for BIND, not for ${kind}`);
  }
  if (policy !== undefined && chosen.updateKeys !== undefined) {
    throw new Error(`zone ${name}: either policy or updateKeys, BIND does not take both`);
  }
  return {
    name,
    text: `${chosen.text ?? zoneTemplate(name)}\n`,
    file: `zone-${number}.db`,
    updateKeys: keyNames(chosen.updateKeys, keys, name),
    transferKeys: keyNames(chosen.transferKeys, keys, name),
    ...(policy === undefined ? {} : { policy }),
    ...(statements === undefined ? {} : { options: statements }),
  };
}
