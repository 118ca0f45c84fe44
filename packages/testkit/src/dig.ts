/**
 * Reads a server through dig (BIND's, Debian package bind9-dnsutils): the independent witness of
 * what a zone holds. Its output is parsed into values, nothing is decoded by code of ours.
 */
import { runProgram } from './run-program.ts';

export interface DigTarget {
  readonly address: string;
  readonly port: number;
}

export interface DigOptions {
  /** Asks over TCP. @default false */
  readonly tcp?: boolean;
  /** Path of a key file in named.conf's form; the question is signed with its key. */
  readonly keyFile?: string;
  /** For one try, of which there are three. @default 2 */
  readonly timeoutSeconds?: number;
  /** More of dig's own options, such as `+dnssec`. */
  readonly extra?: readonly string[];
}

export interface DigRecord {
  readonly name: string;
  readonly ttl: number;
  readonly class: string;
  readonly type: string;
  /** Rdata in presentation format. */
  readonly data: string;
}

export interface DigAnswer {
  /** The mnemonic, as dig prints it: `NOERROR`, `NXDOMAIN`, … */
  readonly rcode: string;
  /** In lower case, as dig prints them: `qr`, `aa`, … */
  readonly flags: readonly string[];
  /** The answer section. */
  readonly answers: readonly DigRecord[];
  /** All that dig printed. */
  readonly raw: string;
}

// -r: no ~/.digrc. Data is never split over lines or by spaces, and nothing is asked for twice.
function commonArguments(
  { address, port }: DigTarget,
  { keyFile, timeoutSeconds = 2 }: DigOptions,
) {
  return [
    ...['-r', '-p', String(port), `@${address}`, ...(keyFile === undefined ? [] : ['-k', keyFile])],
    ...['+noall', '+answer', '+nomultiline', '+nosplit', `+time=${timeoutSeconds}`],
  ];
}

/** One record of dig's answer section, or `undefined` for any other line. */
export function parseRecordLine(line: string): DigRecord | undefined {
  // dig writes a space inside a name as \032, so the first four fields hold none.
  const fields = /^([^\s;]\S*)\s+(\d+)\s+(\S+)\s+(\S+)(?:\s+(.*))?$/.exec(line);
  if (fields === null) return undefined;
  const [, name = '', ttl = '', rrClass = '', type = '', data = ''] = fields;
  return { name, ttl: Number(ttl), class: rrClass, type, data };
}

/** Reads what `dig +noall +answer +comments` printed. @throws Error where there is no answer. */
export function parseDigOutput(raw: string): DigAnswer {
  const rcode = /^;; ->>HEADER<<- .*\bstatus: ([A-Z0-9]+),/m.exec(raw)?.[1];
  const flags = /^;; flags:([a-z ]*);/m.exec(raw)?.[1];
  if (rcode === undefined || flags === undefined) throw new Error(`dig got no answer:\n${raw}`);
  const answers = raw.split('\n').map(parseRecordLine);
  return {
    rcode,
    flags: flags.split(' ').filter((flag) => flag !== ''),
    answers: answers.filter((record) => record !== undefined),
    raw,
  };
}

/** Asks one question. @throws Error with dig's output, where no answer comes. */
export async function dig(
  target: DigTarget,
  name: string,
  type: string,
  options: DigOptions = {},
): Promise<DigAnswer> {
  const { stdout, stderr } = await runProgram('dig', [
    ...commonArguments(target, options),
    ...['+comments', '+norecurse', '+tries=3', options.tcp === true ? '+tcp' : '+notcp'],
    ...(options.extra ?? []),
    ...['-q', name, '-t', type],
  ]);
  return parseDigOutput(stdout + stderr);
}

/**
 * Transfers a zone (AXFR, RFC 5936).
 *
 * @returns a line per record, the SOA once: owner in lower case, TTL, class, type and rdata with a
 *   space between each; sorted by code unit
 * @throws Error with dig's output, where the transfer is refused or breaks off
 */
export async function digAxfr(
  target: DigTarget,
  zone: string,
  options: DigOptions = {},
): Promise<string[]> {
  const { stdout, stderr } = await runProgram('dig', [
    ...commonArguments(target, options),
    ...['+onesoa', '-q', zone, '-t', 'AXFR'],
  ]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  const records = lines.map(parseRecordLine);
  // dig says "; Transfer failed." and still exits with 0.
  if (stderr !== '' || lines.length === 0 || records.includes(undefined)) {
    throw new Error(`the transfer of ${zone} failed:\n${stdout}${stderr}`);
  }
  return records
    .filter((record) => record !== undefined)
    .map((r) => `${r.name.toLowerCase()} ${r.ttl} ${r.class} ${r.type} ${r.data}`)
    .sort();
}

/**
 * Whether the server answers for all these zones with authority, over TCP and over UDP. Without a
 * zone to ask for, any answer will do.
 */
export async function digServesZones(
  target: DigTarget,
  zones: readonly string[],
): Promise<boolean> {
  const names = zones.length === 0 ? ['no-zone.invalid'] : zones;
  const good =
    zones.length === 0 ? /\bstatus: [A-Z]+,/g : /\bstatus: NOERROR,.*\n;; flags: qr aa\b/g;
  for (const transport of ['+tcp', '+notcp']) {
    const { stdout } = await runProgram('dig', [
      ...commonArguments(target, { timeoutSeconds: 1 }),
      ...['+comments', '+norecurse', '+tries=1', transport],
      ...names.flatMap((name) => ['-q', name, '-t', 'SOA']),
    ]);
    if ((stdout.match(good) ?? []).length < names.length) return false;
  }
  return true;
}
