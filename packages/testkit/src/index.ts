/**
 * Real name servers for test suites: BIND, Knot, PowerDNS and NSD, started and stopped on loopback;
 * and a proxy that does to messages on purpose what a network does by chance.
 */

export { type Certificates, createCertificates, type PemName } from './certificates.ts';
export { type CorpusName, octets, readCorpus } from './corpus.ts';
export type { DigAnswer, DigOptions, DigRecord } from './dig.ts';
export { heapBytes } from './heap-bytes.ts';
export { installed, requiredProgram } from './installed.ts';
export { defaultKey, type KeySpec } from './key-spec.ts';
export { type HandleCounts, lastingHandles, newHandles, openHandles } from './open-handles.ts';
export type { Direction, Exchange, Forgeries, Plan, Script } from './proxy/plan.ts';
export type { Seen } from './proxy/seen.ts';
export { type Proxy, type StartProxyOptions, startProxy } from './proxy/start-proxy.ts';
export type { RealServer } from './real-server.ts';
export { type Availability, requirePrograms, requireServers } from './require-servers.ts';
export { type PortReservation, reservePorts } from './reserve-ports.ts';
export type { TlsFiles } from './server-driver.ts';
export type { ProgramName, ServerKind } from './server-kind.ts';
export { type StartServerOptions, startServer } from './start-server.ts';
export type { ZoneOptions } from './zone-plan.ts';
export { zoneTemplate } from './zone-template.ts';
