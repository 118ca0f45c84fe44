/** What answers in place of the core where a test looks at the sockets alone. */

import type { RequestOrigin } from '@zonewright/server/answer';
import type { Delivery } from '../../src/answer/delivery.ts';
import type { RequestHandler } from '../../src/sockets/request-handler.ts';

/** Gives the octets of a reply, undefined for none, or also how they are to leave. */
export type Replier = (
  request: Uint8Array,
  origin: RequestOrigin,
) => Uint8Array | Partial<Delivery> | undefined;

/** What a replier says, as the sockets want it: whole and at once, but for what is said otherwise. */
export function handlerOf(replier: Replier): RequestHandler {
  return (request, origin) => {
    const said = replier(request, origin);
    const more = said instanceof Uint8Array ? { reply: said } : said;
    return {
      reply: undefined,
      delayMs: 0,
      streamBytes: undefined,
      closes: false,
      rest: undefined,
      ...more,
    };
  };
}
