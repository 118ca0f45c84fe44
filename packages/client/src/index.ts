export {
  type Applied,
  BadKeyError,
  BadSigError,
  BadTimeError,
  BadTruncError,
  canonicalName,
  compareNames,
  createRecord,
  DnsError,
  type ExtendedError,
  FormErrError,
  InvalidKeyError,
  InvalidMessageError,
  InvalidNameError,
  InvalidOptionError,
  InvalidRdataError,
  isDnsError,
  isInZone,
  MalformedResponseError,
  type Message,
  MessageTooLargeError,
  NotAuthError,
  NotImpError,
  NotZoneError,
  NxDomainError,
  NxRRsetError,
  type PrerequisiteDescription,
  PrerequisiteError,
  parseName,
  parseRdata,
  printRdata,
  RcodeError,
  type RdataInput,
  type RdataOf,
  type RecordInput,
  type RecordOf,
  RefusedError,
  type ReportedExtendedError,
  type ResourceRecord,
  ResponseSignatureError,
  type RRType,
  ServFailError,
  type SignedRequest,
  type Signer,
  type SignOptions,
  type TsigAlgorithm,
  TsigError,
  type TsigKeyOptions,
  textValue,
  UnexpectedRcodeError,
  UnsignedResponseError,
  type UpdateMessage,
  WireError,
  YxDomainError,
  YxRRsetError,
} from '@zonewright/wire';
export { InvalidUpdateError, type LintFinding, Update, Zone } from '@zonewright/zone';
export type { BulkOptions } from './bulk/bulk-options.ts';
export { type LoadCounts, LoadError, type LoadFailure } from './bulk/load-error.ts';
export type { LoadInput, LoadOptions, LoadProgress, LoadResult } from './bulk/load-options.ts';
export { type SendAllOptions, type SendAllOutcome, SendingAll } from './bulk/send-all.ts';
export type { BulkInput } from './bulk/source.ts';
export { BoundUpdate } from './client/bound-update.ts';
export { DnsClient, type SendOutcome } from './client/dns-client.ts';
export type { SendOptions } from './client/send-options.ts';
export { ClientClosedError } from './errors/client-closed.ts';
export {
  NotAppliedError,
  type ReadBackState,
  type RRsetState,
  UnknownOutcomeError,
} from './errors/outcome-error.ts';
export {
  PropagationTimeoutError,
  TransferError,
  ZoneNotFoundError,
} from './errors/reading-error.ts';
export {
  ConnectError,
  ConnectionLostError,
  type IgnoredReply,
  TimeoutError,
} from './errors/transport-error.ts';
export { TsigKey } from './keys/tsig-key.ts';
export type { DnsClientOptions, RetryOptions } from './options/client-options.ts';
export type { EdnsOptions } from './options/edns-options.ts';
export type { Responder } from './options/responder.ts';
export type { TlsOptions } from './options/tls-options.ts';
export { ServersFailedError } from './sending/servers-failed-error.ts';
export type { ServerOutcome, UpdateResult } from './sending/update-result.ts';
export type { AttemptTrace, ExchangeTrace, IgnoredReplyTrace } from './tracing/trace.ts';
export type { Transport } from './transport/channel.ts';
