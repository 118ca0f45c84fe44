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
  type QueryMessage,
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
export {
  InvalidUpdateError,
  type LintFinding,
  Update,
  type WholeZone,
  Zone,
  type ZoneChange,
  type ZoneChanges,
} from '@zonewright/zone';
export type { BulkOptions } from './bulk/bulk-options.ts';
export { type LoadCounts, LoadError, type LoadFailure } from './bulk/load-error.ts';
export type { LoadInput, LoadOptions, LoadProgress, LoadResult } from './bulk/load-options.ts';
export { type SendAllOptions, type SendAllOutcome, SendingAll } from './bulk/send-all.ts';
export type { BulkInput } from './bulk/source.ts';
export { BoundUpdate } from './client/bound-update.ts';
export { DnsClient, type SendOutcome } from './client/dns-client.ts';
export type { SendOptions } from './client/send-options.ts';
export { ClientClosedError } from './errors/client-closed.ts';
export { InvalidAddressError } from './errors/invalid-address.ts';
export { ListenError } from './errors/listen-error.ts';
export {
  NotAppliedError,
  type ReadBackState,
  type RRsetState,
  UnknownOutcomeError,
} from './errors/outcome-error.ts';
export {
  CnameChainError,
  type Delegation,
  PropagationTimeoutError,
  type ServerProgress,
  TransferError,
  ZoneNotFoundError,
  type ZoneSearchStep,
} from './errors/reading-error.ts';
export {
  ConnectError,
  ConnectionLostError,
  type IgnoredReply,
  TimeoutError,
} from './errors/transport-error.ts';
export { TsigKey } from './keys/tsig-key.ts';
export { type ReverseNameOptions, reverseName } from './names/reverse-name.ts';
export type { DnsClientOptions, RetryOptions } from './options/client-options.ts';
export type { EdnsOptions } from './options/edns-options.ts';
export type { Responder } from './options/responder.ts';
export type { TlsOptions } from './options/tls-options.ts';
export type { NotifyAnswer, NotifyOptions } from './propagation/notify.ts';
export type {
  ExpectedRRset,
  PropagatedOptions,
  PropagationOptions,
} from './propagation/propagation-options.ts';
export type { PropagationResult } from './propagation/wait-for-propagation.ts';
export type { FindZoneOptions, FoundZone } from './reading/find-zone.ts';
export type { QueryResult } from './reading/query.ts';
export type { QueryOptions, ReadOptions } from './reading/query-options.ts';
export type { AnswerStatus } from './reading/read-answer.ts';
export type { SoaFields } from './reading/soa.ts';
export {
  parseResolvConf,
  type ResolverConfig,
  type ResolverEnvironment,
} from './resolver/resolv-conf.ts';
export { systemResolvers } from './resolver/system-resolvers.ts';
export { ServersFailedError } from './sending/servers-failed-error.ts';
export type { ServerOutcome, UpdateResult } from './sending/update-result.ts';
export type { AttemptTrace, ExchangeTrace, IgnoredReplyTrace } from './tracing/trace.ts';
export type { NotifyListenOptions } from './transfer/notify-listener.ts';
export type { TransferOptions } from './transfer/transfer-options.ts';
export type { WatchOptions } from './transfer/watch.ts';
export type { Transport } from './transport/channel.ts';
