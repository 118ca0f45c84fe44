// A program for a platform that is no Node: the pure packages' types need none of Node's.
import { createAnswerer } from '@zonewright/server/answer';
import { type SignedRequest, signRequest, TsigKey } from '@zonewright/wire';
import { Update, Zone } from '@zonewright/zone';

export function answered(now: number): Uint8Array | undefined {
  const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
  const zone = Zone.parse('example.com', '@ 60 SOA ns1 hostmaster 7 3600 600 86400 60');
  const wire = new Update('example.com').insert('www', 300, 'A', '192.0.2.1').toWire({ id: 1 });
  const signed: SignedRequest = signRequest(wire, key, { now });
  return createAnswerer({ zones: [zone], keys: [key] }).answer(signed.bytes, {
    now,
    transport: 'tcp',
  });
}
