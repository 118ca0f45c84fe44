/** A zone transfer as an async iterable of records (RFC 5936): see {@link DnsClient.transfer}. */

import type { ResourceRecord } from '@zonewright/wire';
import { AxfrReader } from '@zonewright/zone';
import type { Source } from '../reading/source.ts';
import { iterate } from './iterate.ts';
import { readTransfer } from './read-transfer.ts';
import { checkTransfer, type TransferOptions } from './transfer-options.ts';
import { fullTransfer } from './transfer-request.ts';

/** Transfers anew each time that it is iterated over. */
export function transfer(
  source: Source,
  zone: string,
  options: TransferOptions = {},
): AsyncIterable<ResourceRecord> {
  source.calls.refuseWhenClosed();
  const settings = checkTransfer(zone, options);
  const request = fullTransfer(settings.zone, settings.class);
  return {
    [Symbol.asyncIterator]: () =>
      iterate(source, settings.signal, (call) => {
        const reader = new AxfrReader(settings.zone, settings.class);
        return readTransfer(request, reader, source, settings, call);
      }),
  };
}
