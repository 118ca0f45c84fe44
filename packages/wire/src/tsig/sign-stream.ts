/**
 * Signing the messages of one TCP exchange (RFC 8945 section 5.3.1): the first as any reply, each
 * later one over the MAC of the one before, the message and the timers alone.
 */

import type { TsigRecord } from '../message/tsig-record.ts';
import { coveredWriter, priorMac, writeTimers, writeVariables } from './digest.ts';
import type { TsigKey } from './key.ts';
import type { SignReply } from './request-verdict.ts';
import { appendTsig, defaultFudge } from './sign.ts';

const nothing = new Uint8Array(0);

/**
 * Begins to sign the replies to one signed request, every one of them: what it gives is called with
 * them in the order in which they are sent.
 *
 * @param key the key that verified the request
 * @param request the TSIG record of the request
 *
 * @example
 * ```ts
 * import { decodeMessage, encodeMessage, signRequest, signStream, TsigKey, verifyStream } from '@zonewright/wire';
 *
 * const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
 * const zone = { name: 'example.com.', type: 'AXFR', class: 'IN' } as const;
 * const request = encodeMessage({ id: 1, opcode: 'QUERY', questions: [zone] });
 * const now = 1_700_000_000;
 * const { bytes, mac } = signRequest(request, key, { now });
 * const { tsig } = decodeMessage(bytes);
 * if (tsig === undefined) throw new Error('it was signed');
 *
 * const sign = signStream(key, tsig);
 * const stream = verifyStream(key, { requestMac: mac, now });
 * const reply = encodeMessage({ id: 1, opcode: 'QUERY', flags: { qr: true } });
 * stream.push(sign(reply, { now })).id; // => 1
 * stream.push(sign(reply, { now })).id; // => 1
 * stream.end();
 * ```
 */
export function signStream(key: TsigKey, request: TsigRecord): SignReply {
  // Cut as the key says, but never shorter than the request's: who sent more may demand more.
  const macBytes = Math.max(key.macBytes, request.mac.length);
  let prior = request.mac;
  let writeBehind: typeof writeTimers = writeVariables;
  return (message, { now }) => {
    const record = {
      name: request.name,
      algorithm: request.algorithm,
      timeSigned: now,
      fudge: defaultFudge,
      originalId: ((message[0] as number) << 8) | (message[1] as number),
      error: 0,
      otherData: nothing,
    };
    const writer = coveredWriter();
    writer.octets(priorMac(prior));
    writer.octets(message);
    writeBehind(writer, record);
    const mac = key.mac(writer.written()).slice(0, macBytes);
    writer.release();
    prior = mac;
    writeBehind = writeTimers;
    return appendTsig(message, { ...record, mac });
  };
}
