export { ipv4, ipv6 } from './address.ts';
export { caaTag, textToEnd } from './caa.ts';
export { type CharacterStringsInput, characterStrings } from './character-strings.ts';
export { compressedName, readCompressedName } from './domain-name.ts';
export { seconds, u8, u16, u32 } from './integer.ts';
