/**
 * A server once it answers: `RealServer` over a driver, a process and the plan that it was started
 * by. Zones added later join the plan's.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DigAnswer, type DigOptions, dig, digAxfr, digServesZones } from './dig.ts';
import { formatHostPort } from './host-port.ts';
import { type KeySpec, readerKeyName } from './key-spec.ts';
import type { Leftovers } from './leftovers.ts';
import { pollUntil } from './poll-until.ts';
import type { RealServer } from './real-server.ts';
import type { PortReservation } from './reserve-ports.ts';
import type { ServerDriver, ServerPlan } from './server-driver.ts';
import type { ServerKind } from './server-kind.ts';
import type { ServerProcess } from './server-process.ts';
import { planZone, type ZoneOptions, type ZonePlan, zoneName } from './zone-plan.ts';

/** Where the file with a key's named.conf block is. */
export function keyFilePath(folder: string, keyName: string): string {
  return join(folder, `${keyName}.key`);
}

/** What a server holds on this machine, and how it is given back. */
export interface Holdings {
  readonly process: ServerProcess;
  readonly leftovers: Leftovers;
  readonly ports: PortReservation;
}

/** Ends the server, removes its folder, and only then lets others have its ports. */
export async function giveBack(
  folder: string,
  { process, leftovers, ports }: Omit<Holdings, 'process'> & { readonly process?: ServerProcess },
): Promise<void> {
  await process?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  leftovers.cleared();
  await ports.release();
}

export class RunningServer implements RealServer {
  readonly kind: ServerKind;
  readonly version: string;
  readonly tlsPort?: number;
  readonly #driver: ServerDriver;
  readonly #plan: ServerPlan;
  readonly #zones: Map<string, ZonePlan>;
  readonly #holdings: Holdings;
  #adding: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #finalLog: string | undefined;

  constructor(
    kind: ServerKind,
    version: string,
    driver: ServerDriver,
    plan: ServerPlan,
    holdings: Holdings,
  ) {
    this.kind = kind;
    this.version = version;
    if (plan.tls !== undefined) this.tlsPort = plan.tlsPort;
    this.#driver = driver;
    this.#plan = plan;
    this.#zones = new Map(plan.zones.map((zone) => [zone.name, zone]));
    this.#holdings = holdings;
  }

  get address(): string {
    return this.#plan.address;
  }

  get port(): number {
    return this.#plan.port;
  }

  get server(): string {
    return formatHostPort(this.#plan);
  }

  get keys(): readonly KeySpec[] {
    return this.#plan.keys;
  }

  get pid(): number {
    return this.#holdings.process.pid;
  }

  get folder(): string {
    return this.#plan.folder;
  }

  keyFile(keyName: string): string {
    const name = keyName.toLowerCase().replace(/\.$/, '');
    if (!this.keys.some((key) => key.name === name)) throw new Error(`no key is named ${keyName}`);
    return keyFilePath(this.folder, name);
  }

  async logText(): Promise<string> {
    return this.#finalLog ?? this.#holdings.process.logText();
  }

  dig(name: string, type: string, options: DigOptions = {}): Promise<DigAnswer> {
    return this.#tellEnding(dig(this.#plan, name, type, options));
  }

  axfr(zone: string): Promise<string[]> {
    const keyFile = keyFilePath(this.folder, readerKeyName);
    return this.#tellEnding(digAxfr(this.#plan, zone, { keyFile, timeoutSeconds: 5 }));
  }

  async freeze(zone: string): Promise<void> {
    const { freeze, label } = this.#driver;
    if (freeze === undefined) throw new Error(`${label} has no freeze: it cannot stop updates`);
    await freeze(this.#plan, this.#zone(zone));
  }

  async thaw(zone: string): Promise<void> {
    const { thaw, label } = this.#driver;
    if (thaw === undefined) throw new Error(`${label} has no freeze, and so nothing to thaw`);
    await thaw(this.#plan, this.#zone(zone));
  }

  /** One at a time: Knot's configuration takes one transaction, SQLite one writer. */
  addZone(zone: string, text: string | ZoneOptions = {}): Promise<void> {
    const added = this.#adding.then(() => this.#addZone(zone, text));
    this.#adding = added.catch(() => undefined);
    return added;
  }

  async #addZone(given: string, options: string | ZoneOptions) {
    const { addZone, label } = this.#driver;
    if (addZone === undefined) throw new Error(`${label} here takes no zone while it runs`);
    const zone = planZone(this.kind, given, options, this.keys, this.#zones.size + 1);
    if (this.#zones.has(zone.name)) throw new Error(`${label} has a zone ${zone.name} already`);
    if (zone.text !== undefined) await writeFile(join(this.folder, zone.file), zone.text);
    try {
      await addZone(this.#plan, zone);
      await pollUntil(`${label} answers for ${zone.name}`, () =>
        digServesZones(this.#plan, [zone.name]),
      );
    } catch (error) {
      throw new Error(`zone ${zone.name} was not added\n${await this.#logEnd()}`, { cause: error });
    }
    this.#zones.set(zone.name, zone);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close() {
    await this.#adding;
    await this.#holdings.process.stop();
    this.#finalLog = await this.#holdings.process.logText();
    await giveBack(this.folder, this.#holdings);
  }

  #zone(given: string): ZonePlan {
    const zone = this.#zones.get(zoneName(given));
    if (zone === undefined) throw new Error(`this server has no zone ${given}`);
    return zone;
  }

  /** A server that crashed is the likeliest reason for no answer, and dig cannot know. */
  async #tellEnding<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      const { ending } = this.#holdings.process;
      if (ending === undefined) throw error;
      const told = `${this.#driver.label} ${ending}\n${await this.#logEnd()}`;
      throw new Error(told, { cause: error });
    }
  }

  async #logEnd() {
    return (await this.logText()).slice(-4_000);
  }
}
