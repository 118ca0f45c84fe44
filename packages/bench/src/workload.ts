/**
 * What is measured: the same records, key and messages for everyone. The peers make theirs by the
 * same rule; what they take apart is made here and handed to them.
 */

import {
  decodeWithLayout,
  encodeMessage,
  judgeRequest,
  signRequest,
  TsigKey as WireTsigKey,
} from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { TsigKey } from 'zonewright';

/** The zone of all updates. */
export const zoneName = 'dyn.example';
export const keyName = 'bench.';
/** 32 octets: as long as the hash. */
export const secret = 'YmVuY2htYXJrIHNlY3JldCBvZiAzMiBvY3RldHMhISE=';
const keyOptions = { name: keyName, algorithm: 'hmac-sha256', secret } as const;
/** As the client's users have it: it computes MACs by Node's crypto. */
export const key: TsigKey = new TsigKey(keyOptions);
/** As it is wherever there is no Node: it computes them in JavaScript. */
export const pureKey: WireTsigKey = new WireTsigKey(keyOptions);

/** Records of the update that fills 65,000 octets, by whether names are compressed. */
export const fullRecords = { compressed: 2_590, whole: 1_800 } as const;

/** Relative owners and addresses of `count` A records, as a program would have them: as text. */
export function hosts(count: number): readonly (readonly [string, string])[] {
  return Array.from({ length: count }, (_, k): [string, string] => [
    `h${String(k).padStart(7, '0')}`,
    `10.${k >> 16}.${(k >> 8) & 255}.${k & 255}`,
  ]);
}

/** Builds, encodes and signs an update that adds these records: what a program does to send one. */
export function signedUpdate(
  records: readonly (readonly [string, string])[],
  options: { readonly compress: boolean; readonly now: number; readonly key?: WireTsigKey },
): Uint8Array {
  const update = new Update(zoneName);
  for (const [owner, address] of records) update.insert(owner, 300, 'A', address);
  const bytes = update.toWire({ id: 4711, compress: options.compress });
  return signRequest(bytes, options.key ?? key, { now: options.now }).bytes;
}

/** The same for what updates are mostly made of: a prerequisite, a removal and three records. */
export function mixedUpdate(options: {
  readonly now: number;
  readonly key?: WireTsigKey;
}): Uint8Array {
  const update = new Update(zoneName)
    .rrsetNotUsed('web', 'CNAME')
    .removeRRset('web', 'A')
    .insert('web', 300, 'A', '192.0.2.1')
    .insert('_http._tcp', 300, 'SRV', `10 5 80 web.${zoneName}`)
    .insert('web', 300, 'TXT', ['owner=bench', 'v=1']);
  return signRequest(update.toWire({ id: 4711 }), options.key ?? key, { now: options.now }).bytes;
}

/** What is taken apart: a signed reply with what verifies it, and an update of 100 records. */
export interface Given {
  readonly reply: Uint8Array;
  readonly requestMac: Uint8Array;
  /** Without a signature, names compressed. */
  readonly update: Uint8Array;
}

/** @param now Unix seconds: the peers verify by their own clocks */
export function makeGiven(now: number): Given {
  const zone = { name: `${zoneName}.`, type: 'SOA', class: 'IN' } as const;
  const request = signRequest(encodeMessage({ id: 4711, opcode: 'UPDATE', zone }), key, { now });
  const verdict = judgeRequest(request.bytes, decodeWithLayout(request.bytes), [key], { now });
  if (verdict.status !== 'verified') throw new Error(`our own request is ${verdict.status}`);
  const reply = encodeMessage({ id: 4711, opcode: 'UPDATE', flags: { qr: true }, zone });
  const update = new Update(zoneName);
  for (const [owner, address] of hosts(100)) update.insert(owner, 300, 'A', address);
  return { reply: verdict.sign(reply, { now }), requestMac: request.mac, update: update.toWire() };
}
