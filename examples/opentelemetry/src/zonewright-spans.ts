/**
 * Spans of OpenTelemetry from what Zonewright tells on `node:diagnostics_channel`: one for each
 * exchange with a server, below the span of the caller. A reply that was ignored is an event of it;
 * that a server is about to be tried is an event of the caller's span, since with no connection
 * there is no exchange. Copy this file, and call `traceZonewright()` once, where the SDK is set up.
 */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Attributes, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { AttemptTrace, ExchangeTrace, IgnoredReplyTrace } from 'zonewright';

interface SpanEvent {
  readonly attributes: Attributes;
  /** Milliseconds by `performance.now()`. */
  readonly at: number;
}

/** Starts to make spans, with the tracer provider that is registered globally; gives what ends it. */
export function traceZonewright(): () => void {
  const tracer = trace.getTracer('zonewright');
  /** By the request, until its span is made. Ids would not do: they are alike now and then. */
  const ignored = new WeakMap<Uint8Array, SpanEvent[]>();

  const onAttempt = (attempt: AttemptTrace): void => {
    trace.getActiveSpan()?.addEvent('zonewright.attempt', attributesOf(attempt));
  };

  const onIgnoredReply = ({ request, reason, rcode }: IgnoredReplyTrace): void => {
    // It comes on an event of a socket, where the caller's span is not the active one.
    const events = ignored.get(request) ?? [];
    const attributes = { 'zonewright.reason': reason, 'zonewright.rcode': rcode };
    ignored.set(request, [...events, { attributes, at: performance.now() }]);
  };

  const onExchange = (exchange: ExchangeTrace): void => {
    const { request, opcode, transport, peer, id, status, rcode, startedAt } = exchange;
    const error = errorOf(exchange);
    const attributes: Attributes = {
      ...attributesOf(exchange),
      'network.transport': networkTransports[transport],
      'network.protocol.name': 'dns',
      'network.peer.address': peer?.address,
      'network.peer.port': peer?.port,
      'zonewright.transport': transport,
      'zonewright.id': id,
      'zonewright.outcome': status,
      'zonewright.rcode': rcode,
      'error.type': error,
    };
    const options = { kind: SpanKind.CLIENT, startTime: startedAt, attributes };
    const span = tracer.startSpan(`DNS ${opcode}`, options);
    for (const event of ignored.get(request) ?? []) {
      span.addEvent('zonewright.ignored-reply', event.attributes, event.at);
    }
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    span.end(startedAt + exchange.durationMs);
  };

  // What is published on each channel is the type that Zonewright documents for it.
  const listeners = [
    ['zonewright:attempt', (message: unknown) => onAttempt(message as AttemptTrace)],
    [
      'zonewright:ignored-reply',
      (message: unknown) => onIgnoredReply(message as IgnoredReplyTrace),
    ],
    ['zonewright:exchange', (message: unknown) => onExchange(message as ExchangeTrace)],
  ] as const;
  for (const [name, listener] of listeners) subscribe(name, listener);
  return () => {
    for (const [name, listener] of listeners) unsubscribe(name, listener);
  };
}

function attributesOf({ server, opcode, question, attempt }: AttemptTrace): Attributes {
  const [, address = server, port] = /^\[?(.*?)\]?:(\d+)$/.exec(server) ?? [];
  return {
    'server.address': address,
    'server.port': port === undefined ? undefined : Number(port),
    'dns.question.name': question.name,
    'zonewright.question.type': question.type,
    'zonewright.opcode': opcode,
    'zonewright.attempt': attempt,
  };
}

/** The conventions have no TLS here, nor a server in the same process. */
const networkTransports: Readonly<Record<string, string>> = { tcp: 'tcp', tls: 'tcp', udp: 'udp' };

/** Why an exchange failed, in one word that is the same for all that failed so. */
function errorOf({ status, opcode, rcode }: ExchangeTrace): string | undefined {
  if (status !== 'answered') return status;
  if (rcode === undefined) return 'untrusted_reply';
  // That a name does not exist answers a question; to an update it says that a prerequisite failed.
  const isSuccess = rcode === 'NOERROR' || (opcode === 'QUERY' && rcode === 'NXDOMAIN');
  return isSuccess ? undefined : rcode;
}
