/** More updates at once than go to a server at a time. */

import { expect, test } from 'vitest';
import { ClientClosedError, DnsClient, UnknownOutcomeError } from '../../src/index.ts';
import { readRequests, serveTcp } from '../transport/scripted-peer.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'success',
    (error: unknown) => error,
  );

test('64 go out; of what waits for a turn nothing was sent, and errors say so', async () => {
  let received = 0;
  let onAll: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    onAll = resolve;
  });
  await using peer = await serveTcp((socket) => {
    readRequests(socket, () => {
      received += 1;
      if (received === 64) onAll();
    });
  });
  await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
  const send = (signal?: AbortSignal): Promise<unknown> =>
    failure(dns.update('example.com').removeName('www').send({ signal }));
  const sent = Array.from({ length: 64 }, () => send());
  const controller = new AbortController();
  const aborted = send(controller.signal);
  const waiting = send();
  await all;
  controller.abort('not wanted any more');
  // The signal's own reason: nothing was sent.
  expect(await aborted).toBe('not wanted any more');
  await dns.close();
  const unknown = await Promise.all(sent);
  expect(unknown.every((error) => error instanceof UnknownOutcomeError)).toBe(true);
  expect(await waiting).toBeInstanceOf(ClientClosedError);
  expect(received).toBe(64);
});
