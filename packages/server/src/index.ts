export { InvalidOptionError } from '@zonewright/wire';
export type { Fault, Faults } from './answer/fault.ts';
export type { Grant, PolicyAction } from './answer/grant.ts';
export type { LeaseOptions } from './answer/lease-options.ts';
export type { Policy, PolicyRequest, PolicyRules } from './answer/policy.ts';
export type { ReceivedRequest, Transport } from './answer/received.ts';
export { ZoneNotServedError } from './answer/zone-not-served-error.ts';
export { NotifyError, TransferError } from './peers/peer-errors.ts';
export type { ProfileName } from './profile/profiles.ts';
export {
  createServer,
  DnsServer,
  type ListenOptions,
  type ServerEndpoint,
} from './server/dns-server.ts';
export { ServerClosedError } from './server/server-closed-error.ts';
export type { ServerOptions } from './server/server-options.ts';
export { ListenError } from './sockets/listen-error.ts';
export type { TlsOptions } from './sockets/tls-options.ts';
export { StorageError } from './storage/storage-error.ts';
