export {
  type Applied,
  DnsError,
  type DnsErrorContext,
  isDnsError,
  nameErrorClass,
} from './errors/dns-error.ts';
export {
  InvalidKeyError,
  InvalidMessageError,
  InvalidNameError,
  InvalidOptionError,
  InvalidRdataError,
  InvalidValueError,
  MessageTooLargeError,
} from './errors/invalid.ts';
export { quote } from './errors/quote.ts';
export { WireError } from './errors/wire-error.ts';
export { type DecodedMessage, decodeMessage, decodeWithLayout } from './message/decode.ts';
export { describeMessage } from './message/describe.ts';
export { type Edns, type EdnsInput, ednsOption } from './message/edns.ts';
export {
  type CookieOption,
  type EdnsOption,
  type EdnsOptionInput,
  type ExtendedErrorOption,
  ednsOptionOctets,
  type NsidOption,
  type PaddingOption,
  type RawOption,
  type UpdateLeaseOption,
} from './message/edns-option.ts';
export { encodeMessage } from './message/encode.ts';
export { type ExtendedError, extendedErrors } from './message/extended-error.ts';
export type {
  Message,
  MessageFlags,
  MessageInput,
  QueryMessage,
  UpdateMessage,
} from './message/message.ts';
export type { MessagePart } from './message/message-part.ts';
export {
  checkRecord,
  createRecord,
  type EmptyRecord,
  type Question,
  type RecordInput,
  type RecordOf,
  type ResourceRecord,
  trusted,
  trustedData,
  type UpdateRecord,
} from './message/record.ts';
export { type SectionOwners, trustedSection } from './message/trusted-section.ts';
export type { TsigRecord } from './message/tsig-record.ts';
export { toUnicodeName } from './name/idna.ts';
export {
  canonicalName,
  isInZone,
  nameBytes,
  parentName,
  parseName,
  sameName,
  splitName,
} from './name/name.ts';
export { compareNames } from './name/name-order.ts';
export { equalOctets } from './octets/compare.ts';
export { FrameReader, frame } from './octets/frame.ts';
export { maxMessageBytes } from './octets/writer.ts';
export {
  canonicalRdata,
  compareRdata,
  rdataIdentity,
  sameRdata,
  sortRdata,
} from './rdata/canonical.ts';
export { checkRdata } from './rdata/check-rdata.ts';
export type { AddressPrefix, AddressPrefixInput } from './rdata/fields/address-prefixes.ts';
export type { AmtRelay } from './rdata/fields/amt-relay.ts';
export { type CharacterStringsInput, textValue } from './rdata/fields/character-strings.ts';
export type { JsonValue } from './rdata/fields/field.ts';
export type { HostIdentity, HostIdentityInput } from './rdata/fields/host-identity.ts';
export type { IpsecKey, IpsecKeyInput } from './rdata/fields/ipseckey.ts';
export type { Location, LocationInput } from './rdata/fields/location.ts';
export type { SvcParams, SvcParamsInput } from './rdata/fields/svc-params.ts';
export type { TextOctets } from './rdata/fields/text-octets.ts';
export type { TypeInput } from './rdata/fields/type-bitmap.ts';
export { parseRdata, parseRdataTokens } from './rdata/parse-rdata.ts';
export { printRdata } from './rdata/print-rdata.ts';
export { decodeRdata, encodeRdata } from './rdata/rdata.ts';
export { rdataFromJson, rdataToJson } from './rdata/rdata-json.ts';
export {
  isMetaType,
  type KnownType,
  type MetaType,
  type RdataInput,
  type RdataOf,
  type RRType,
  rrTypes,
} from './rdata/rrtype.ts';
export { classes, type RRClass } from './registry/class.ts';
export { type EdnsOptionCode, ednsOptionCodes } from './registry/edns-option.ts';
export { type Opcode, opcodes } from './registry/opcode.ts';
export { type Rcode, rcodes, type TsigErrorCode, tsigErrorCodes } from './registry/rcode.ts';
export { readEntries } from './text/entries.ts';
export { type Entry, TextSyntaxError, type Token } from './text/token.ts';
export { maxTtl, parseTtl } from './text/ttl.ts';
export { hashBytes, parseAlgorithm, type TsigAlgorithm, tsigAlgorithms } from './tsig/algorithm.ts';
export { TsigKey, type TsigKeyOptions } from './tsig/key.ts';
export { parseKeyText } from './tsig/key-text.ts';
export { judgeReply, type ReplyVerdict, type VerifyOptions } from './tsig/reply-verdict.ts';
export { judgeRequest, type RequestVerdict, type SignReply } from './tsig/request-verdict.ts';
export { signRequest } from './tsig/sign.ts';
export { signStream } from './tsig/sign-stream.ts';
export type { SignedRequest, Signer, SignOptions } from './tsig/signer.ts';
export { type StreamVerifier, verifyStream } from './tsig/stream.ts';
export { verdictToError, verifyResponse } from './tsig/verify.ts';
export {
  NxDomainError,
  NxRRsetError,
  type PrerequisiteContext,
  type PrerequisiteDescription,
  PrerequisiteError,
  YxDomainError,
  YxRRsetError,
} from './verdict/prerequisite-error.ts';
export {
  FormErrError,
  NotAuthError,
  NotImpError,
  NotZoneError,
  RcodeError,
  RefusedError,
  type ReportedExtendedError,
  ServFailError,
  UnexpectedRcodeError,
  type VerdictContext,
} from './verdict/rcode-error.ts';
export {
  BadKeyError,
  BadSigError,
  type BadTimeContext,
  BadTimeError,
  BadTruncError,
  TsigError,
} from './verdict/tsig-error.ts';
export {
  MalformedResponseError,
  ResponseSignatureError,
  UnsignedResponseError,
} from './verdict/untrusted-error.ts';
export { type RcodeErrorContext, rcodeError, tsigVerdictError } from './verdict/verdict-error.ts';
