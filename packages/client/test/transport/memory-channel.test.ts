/** A server in the same process. */

import { describe, expect, test } from 'vitest';
import type { Responder } from '../../src/options/responder.ts';
import { Connector } from '../../src/transport/connector.ts';
import type { MemoryChannel } from '../../src/transport/memory-channel.ts';
import { patient, requestOf, resourcesLeft } from './scripted-peer.ts';

const open = { ...patient(), messageBytes: 100, isSigned: true, needsTcp: false };

function connectorTo(answer: Responder['answer']): Connector {
  return new Connector({
    server: { answer },
    transport: 'auto',
    maxUdpBytes: 1_232,
    maxConnections: 16,
    tls: undefined,
    localAddress: undefined,
    family: 0,
  });
}

async function channelTo(answer: Responder['answer']): Promise<MemoryChannel> {
  const outcome = await connectorTo(answer).open(open);
  if (outcome.status !== 'connected') throw new Error(outcome.status);
  return outcome.channel as MemoryChannel;
}

describe('a server in memory', () => {
  test('is called memory, and answers as over a connection', async () => {
    const origins: unknown[] = [];
    const connector = connectorTo((request, origin) => {
      origins.push(origin);
      return request;
    });
    expect(connector.label).toBe('memory');
    const outcome = await connector.open({ ...open, messageBytes: 60_000, needsTcp: true });
    if (outcome.status !== 'connected') throw new Error(outcome.status);
    expect(outcome.channel.transport).toBe('memory');
    const request = requestOf(outcome.channel.newId());
    const ended = await outcome.channel.exchange(request);
    expect(ended).toEqual({ status: 'answered', answer: request.bytes, copies: 1 });
    expect(origins).toEqual([{ transport: 'tcp' }]);
    expect(await resourcesLeft()).toEqual([]);
  });

  test('neither side can change the octets of the other', async () => {
    const reply = new Uint8Array(12).fill(7);
    const channel = await channelTo((request) => {
      request.fill(9);
      return Promise.resolve(reply);
    });
    const request = requestOf(1);
    const before = Uint8Array.from(request.bytes);
    const outcome = await channel.exchange(request);
    expect(request.bytes).toEqual(before);
    if (outcome.status !== 'answered') throw new Error(outcome.status);
    outcome.answer.fill(0);
    expect(reply).toEqual(new Uint8Array(12).fill(7));
  });

  test('without a reply the request runs out of time', async () => {
    const channel = await channelTo(() => undefined);
    const outcome = await channel.exchange(requestOf(1, { timeoutMs: 30 }));
    expect(outcome).toEqual({ status: 'timeout', ignored: [], untrusted: [], copies: 1 });
    expect(await resourcesLeft()).toEqual([]);
  });

  test('a reply that cannot be trusted ends the wait, as over a connection', async () => {
    const channel = await channelTo((request) => request);
    const ignored = { reason: 'a test' };
    const judge = (answer: Uint8Array) => ({ kind: 'untrusted', answer, ignored }) as const;
    expect(await channel.exchange(requestOf(1, { judge }))).toMatchObject({ status: 'answered' });
  });

  test.each<readonly [string, Responder['answer']]>([
    ['rejects', () => Promise.reject(new Error('a fault'))],
    [
      'throws',
      () => {
        throw new Error('a fault');
      },
    ],
  ])('one that %s loses the request', async (_how, answer) => {
    const channel = await channelTo(answer);
    expect(await channel.exchange(requestOf(1))).toMatchObject({
      status: 'lost',
      cause: { message: 'a fault' },
      copies: 1,
    });
  });

  test('one that answers with what are no octets loses it, too', async () => {
    // What plain JavaScript can do.
    const channel = await channelTo((() => 'reply') as unknown as Responder['answer']);
    expect(await channel.exchange(requestOf(1))).toMatchObject({ status: 'lost' });
  });

  test('an abort is told as on any channel', async () => {
    const channel = await channelTo(() => undefined);
    const controller = new AbortController();
    const exchange = channel.exchange(requestOf(1, { signal: controller.signal }));
    controller.abort();
    expect(await exchange).toEqual({ status: 'aborted', sent: true, copies: 1 });
    const again = await channel.exchange(requestOf(1, { signal: controller.signal }));
    expect(again).toEqual({ status: 'aborted', sent: false });
  });

  test('close ends what is in flight, and nothing is asked afterwards', async () => {
    let requests = 0;
    const connector = connectorTo(() => {
      requests += 1;
      return undefined;
    });
    const outcome = await connector.open(open);
    if (outcome.status !== 'connected') throw new Error(outcome.status);
    const exchanges = [1, 2].map((id) => outcome.channel.exchange(requestOf(id)));
    connector.close();
    for (const exchange of exchanges) expect(await exchange).toMatchObject({ status: 'lost' });
    expect(await outcome.channel.exchange(requestOf(3))).toMatchObject({ status: 'unsent' });
    expect(await connector.open(open)).toEqual({ status: 'aborted' });
    expect(requests).toBe(2);
    expect(await resourcesLeft()).toEqual([]);
  });
});
