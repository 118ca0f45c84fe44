/** The spans that an exporter gets, of updates of the embedded server with and without faults. */

import { createServer as createListener } from 'node:net';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createServer, type DnsServer } from '@zonewright/server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DnsClient, type DnsClientOptions, isDnsError, TsigKey } from 'zonewright';
import { traceZonewright } from '../src/zonewright-spans.ts';

const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
const zone = 'example.com';
const zoneText =
  '@ 300 SOA ns1 hostmaster 1 3600 600 86400 300\n@ 300 NS ns1\nns1 300 A 192.0.2.53';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const clients: DnsClient[] = [];
let server: DnsServer;
let stop: () => void;

beforeAll(() => {
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

afterAll(() => {
  trace.disable();
  context.disable();
});

beforeEach(async () => {
  exporter.reset();
  stop = traceZonewright();
  server = createServer({ zones: { [zone]: zoneText }, keys: [key] });
  await server.listen();
});

afterEach(async () => {
  stop();
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
});

function client(options: Partial<DnsClientOptions> = {}): DnsClient {
  const { address, port } = server.address;
  const retry = { minDelayMs: 1 };
  const made = new DnsClient({ server: `${address}:${port}`, key, retry, ...options });
  clients.push(made);
  return made;
}

/** What a program does: work of its own, with a span, in which it sends an update. */
function work(name: string, dns: DnsClient): Promise<unknown> {
  return trace.getTracer('program').startActiveSpan(name, async (span) => {
    try {
      return await dns.update(zone).insert(name, 300, 'A', '192.0.2.1').send();
    } catch (error) {
      return error;
    } finally {
      span.end();
    }
  });
}

/** The spans that ended, in that order: those of the program, and those below one of them. */
function spans(): readonly ReadableSpan[] {
  return exporter.getFinishedSpans();
}

function spanOf(program: string): ReadableSpan {
  const found = spans().find(({ name }) => name === program);
  if (found === undefined) throw new Error(`no span ${program}`);
  return found;
}

function below(program: string): readonly ReadableSpan[] {
  const { spanId } = spanOf(program).spanContext();
  return spans().filter(({ parentSpanContext }) => parentSpanContext?.spanId === spanId);
}

const ms = ([seconds, nanoseconds]: readonly [number, number]): number =>
  seconds * 1_000 + nanoseconds / 1_000_000;

test('an update and the question that verifies it are two spans below that of the caller', async () => {
  await work('www', client());
  const { address, port } = server.address;
  const [update, query, ...others] = below('www');
  expect(others).toEqual([]);
  const [sent] = server.received.filter(({ message }) => message.opcode === 'UPDATE');
  expect(update).toMatchObject({ name: 'DNS UPDATE', kind: SpanKind.CLIENT, events: [] });
  expect(update?.status.code).toBe(SpanStatusCode.UNSET);
  expect(update?.attributes).toEqual({
    'server.address': address,
    'server.port': port,
    'network.peer.address': '127.0.0.1',
    'network.peer.port': port,
    'network.transport': 'tcp',
    'network.protocol.name': 'dns',
    'dns.question.name': 'example.com.',
    'zonewright.question.type': 'SOA',
    'zonewright.opcode': 'UPDATE',
    'zonewright.transport': 'tcp',
    'zonewright.attempt': 1,
    'zonewright.id': sent?.message.id,
    'zonewright.outcome': 'answered',
    'zonewright.rcode': 'NOERROR',
  });
  expect(query?.attributes).toMatchObject({
    'dns.question.name': 'www.example.com.',
    'zonewright.question.type': 'A',
    'zonewright.opcode': 'QUERY',
    'zonewright.rcode': 'NOERROR',
  });
  const caller = spanOf('www');
  const tolerance = 2;
  for (const span of [update, query]) {
    expect(ms(span?.duration ?? [0, 0])).toBeGreaterThan(0);
    expect(ms(span?.startTime ?? [0, 0])).toBeGreaterThan(ms(caller.startTime) - tolerance);
    expect(ms(span?.endTime ?? [0, 0])).toBeLessThan(ms(caller.endTime) + tolerance);
  }
  expect(
    caller.events.map(({ name, attributes }) => [name, attributes?.['zonewright.opcode']]),
  ).toEqual([
    ['zonewright.attempt', 'UPDATE'],
    ['zonewright.attempt', 'QUERY'],
  ]);
});

test('a reply that is ignored is an event of the exchange that the right one then ends', async () => {
  const faults = [{ mac: 'wrong' } as const];
  server.faults = () => faults.shift();
  await work('www', client({ transport: 'udp', timeoutMs: 500, verify: false }));
  const [exchange, ...others] = below('www');
  expect(others).toEqual([]);
  expect(exchange?.attributes).toMatchObject({
    'network.transport': 'udp',
    'network.peer.address': '127.0.0.1',
    'zonewright.outcome': 'answered',
    'zonewright.rcode': 'NOERROR',
  });
  expect(exchange?.attributes).not.toHaveProperty('error.type');
  expect(exchange?.events).toMatchObject([
    {
      name: 'zonewright.ignored-reply',
      attributes: { 'zonewright.reason': expect.any(String), 'zonewright.rcode': 'NOERROR' },
    },
  ]);
  // The right one comes for the copy that is sent later.
  const [event] = exchange?.events ?? [];
  expect(ms(event?.time ?? [0, 0])).toBeGreaterThan(ms(exchange?.startTime ?? [0, 0]));
  expect(ms(event?.time ?? [0, 0])).toBeLessThan(ms(exchange?.endTime ?? [0, 0]));
});

test('of two calls on one connection, each has its own', async () => {
  const dns = client({ verify: false });
  await work('first', dns);
  exporter.reset();
  let isDone = false;
  server.faults = ({ message }) => {
    const isChosen = message.opcode === 'UPDATE' && message.updates[0]?.name === 'b.example.com.';
    if (!isChosen || isDone) return undefined;
    isDone = true;
    return { mac: 'wrong' };
  };
  await Promise.all([work('a', dns), work('b', dns)]);
  expect(below('a').map((span) => [span.attributes['error.type'], span.events.length])).toEqual([
    [undefined, 0],
  ]);
  expect(below('b').map((span) => [span.attributes['error.type'], span.events.length])).toEqual([
    ['untrusted_reply', 1],
    [undefined, 0],
  ]);
  expect(below('b')[0]?.status.code).toBe(SpanStatusCode.ERROR);
  expect(below('b')[1]?.attributes['zonewright.attempt']).toBe(2);
});

test.each([
  ['the server refuses it', 'REFUSED', { rcode: 'REFUSED' } as const],
  ['no answer comes', 'timeout', { drop: true } as const],
  ['the connection ends', 'lost', { close: true } as const],
])('where %s, the span has failed by %s', async (_, errorType, fault) => {
  server.faults = () => fault;
  const retry = false;
  const error = await work('www', client({ timeoutMs: 100, retry, onUnknown: 'throw' }));
  expect(isDnsError(error)).toBe(true);
  const [exchange, ...others] = below('www');
  expect(others).toEqual([]);
  expect(exchange?.status.code).toBe(SpanStatusCode.ERROR);
  expect(exchange?.attributes['error.type']).toBe(errorType);
});

test('where no server is there, the caller’s span tells which were tried', async () => {
  const taken = createListener();
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
  });
  await new Promise((resolve) => taken.close(resolve));
  await work('www', client({ server: `127.0.0.1:${port}`, transport: 'tcp', retry: false }));
  expect(below('www')).toEqual([]);
  expect(spanOf('www').events).toMatchObject([
    {
      name: 'zonewright.attempt',
      attributes: { 'server.address': '127.0.0.1', 'server.port': port },
    },
  ]);
});

test('of a server in the same process there is no address', async () => {
  await work('www', client({ server, verify: false }));
  const [exchange] = below('www');
  expect(exchange?.attributes).toMatchObject({
    'server.address': 'memory',
    'zonewright.transport': 'memory',
    'zonewright.outcome': 'answered',
  });
  for (const name of ['server.port', 'network.transport', 'network.peer.address']) {
    expect(exchange?.attributes).not.toHaveProperty(name);
  }
});

test('once stopped, it makes no more spans', async () => {
  stop();
  await work('www', client());
  expect(spans().map(({ name }) => name)).toEqual(['www']);
  expect(spanOf('www').events).toEqual([]);
});
