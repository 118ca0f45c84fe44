/** A zone at a real server that senders add records to, and the check that it holds them. */

import type { KeySpec, RealServer } from '@zonewright/testkit';
import type { Place } from '../senders/measure-rates.ts';
import { keyName, secret } from '../workload.ts';

/** Of `zoneText`. */
const recordsAtFirst = 3;

/** `name` is that of a zone of the server which nobody has changed yet. */
export function countedZone(server: RealServer, name: string): Place {
  return {
    request: {
      host: server.address,
      port: server.port,
      zone: `${name}.`,
      key: { name: keyName, secret },
    },
    check: async (records, who) => {
      const seen = (await server.axfr(name)).length - recordsAtFirst;
      if (seen === records) return;
      throw new Error(`${who} told of ${records} records, and the zone has ${seen}`);
    },
  };
}

/** The key that all of them use, as the testkit wants it. */
export const benchKey: KeySpec = { name: keyName, algorithm: 'hmac-sha256', secret };
