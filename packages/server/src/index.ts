export { InvalidOptionError } from '@zonewright/wire';
export type { ReceivedRequest } from './answer/received.ts';
export { ZoneNotServedError } from './answer/zone-not-served-error.ts';
export {
  createServer,
  DnsServer,
  type ListenOptions,
  type ServerEndpoint,
} from './server/dns-server.ts';
export type { ServerOptions } from './server/server-options.ts';
export { ListenError } from './sockets/listen-error.ts';
