export { ipv4, ipv6 } from './address.ts';
export { addressPrefixes } from './address-prefixes.ts';
export { amtRelay } from './amt-relay.ts';
export { caaTag, textToEnd } from './caa.ts';
export { type CharacterStringsInput, characterStrings } from './character-strings.ts';
export {
  compressedByMistakeName,
  compressedName,
  readCompressedName,
  signerName,
  wholeName,
} from './domain-name.ts';
export { hostIdentity } from './host-identity.ts';
export { seconds, u8, u16, u32 } from './integer.ts';
export { ipsecKey } from './ipseckey.ts';
export { location } from './location.ts';
export {
  algorithm,
  certificateType,
  digestType,
  dnskeyProtocol,
  dsyncScheme,
  ipProtocol,
  keyFlags,
  keyProtocol,
} from './mnemonic.ts';
export { eui48, eui64, ilnp64 } from './octet-groups.ts';
export {
  base64Data,
  base64ToEnd,
  hexToEnd,
  nsapAddress,
  opaque,
  optionalBase64ToEnd,
} from './octets.ts';
export { portBitmap } from './port-bitmap.ts';
export { hashedName, salt } from './short-octets.ts';
export { svcParams } from './svc-params.ts';
export { optionalTextString, textString } from './text-string.ts';
export { timestamp } from './timestamp.ts';
export { coveredType, nxtBitmap, typeBitmap } from './type-bitmap.ts';
