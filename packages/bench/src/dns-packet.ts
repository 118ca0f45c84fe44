/**
 * dns-packet as it is measured. It is CommonJS without types of its own, and what wire says of it
 * is only the part that wire calls.
 */

import { createRequire } from 'node:module';

interface DnsPacket {
  encode(message: object): Uint8Array;
  decode(bytes: Uint8Array): object;
}

const require: (name: string) => unknown = createRequire(import.meta.url);

/** What dns-packet 5.6.1 exports, as far as it is called here. */
export const packet: DnsPacket = require('dns-packet') as DnsPacket;
