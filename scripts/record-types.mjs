// Writes docs/record-types.md from the table of record types in `@zonewright/wire`, and
// checks that it says what the table says.
//
// Run: node scripts/record-types.mjs
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importSource } from './import-source.mjs';
import { runScript, setUp } from './setup.mjs';
import { root } from './workspace.mjs';

const page = join(root, 'docs/record-types.md');

/** What the kinds of fields are, for people: the form of the value in JavaScript. */
const KINDS = {
  addressPrefixes: 'array of `{ family, prefix, negate, address }`',
  amtRelay: '`{ precedence, discoveryOptional, relayType, relay }`',
  algorithm: 'number or mnemonic',
  base64Data: 'octets (base64)',
  base64ToEnd: 'octets (base64)',
  caaTag: 'letters and digits',
  certificateType: 'number or mnemonic',
  characterStrings: 'character-strings: a text, octets, or an array of them',
  compressedByMistakeName: 'name',
  compressedName: 'name',
  coveredType: 'record type',
  digestType: 'number or mnemonic',
  dnskeyProtocol: '3 (may be left out)',
  dsyncScheme: 'number or mnemonic',
  eui48: '`00-00-5e-00-53-2a`',
  eui64: '`00-00-5e-ef-10-00-00-2a`',
  hashedName: 'octets (base32hex)',
  hexToEnd: 'octets (hexadecimal)',
  hostIdentity: '`{ algorithm, hit, publicKey, rendezvousServers }`',
  ilnp64: '`0014:4fff:ff20:ee64`',
  ipProtocol: 'number or mnemonic',
  ipsecKey: '`{ precedence, gatewayType, algorithm, gateway, publicKey }`',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  keyFlags: 'number or mnemonics',
  keyProtocol: 'number or mnemonic',
  location:
    '`{ latitude, longitude, altitude, size, horizontalPrecision, verticalPrecision }`, or octets of another version',
  nsapAddress: 'octets (`0x` and hexadecimal)',
  nxtBitmap: 'array of record types',
  opaque: 'octets',
  optionalBase64ToEnd: 'octets (base64), or none',
  optionalTextString: 'text (may be left out)',
  portBitmap: 'array of ports',
  readCompressedName: 'name',
  salt: 'octets (hexadecimal, `-` for none)',
  seconds: 'seconds',
  signerName: 'name',
  svcParams: 'object of parameters: `{ alpn, port, ipv4hint, key65000, … }` (may be left out)',
  textString: 'text',
  textToEnd: 'text',
  timestamp: 'Unix seconds (`YYYYMMDDHHmmSS`)',
  typeBitmap: 'array of record types',
  u8: '0 to 255',
  u16: '0 to 65535',
  u32: '0 to 4294967295',
  wholeName: 'name',
};

function describe(kind) {
  const words = KINDS[kind];
  if (words === undefined) throw new Error(`scripts/record-types.mjs has no words for ${kind}`);
  return words;
}

function row(type, { number, rfc, data, fields }) {
  const shown =
    data === undefined
      ? Object.entries(fields).map(([name, kind]) => `\`${name}\`: ${describe(kind)}`)
      : [describe(data)];
  return `| ${type} | ${number} | ${shown.join('; ')} | ${rfc} |`;
}

async function render() {
  const table = await importSource('packages/wire/src/rdata/table.ts');
  const { metaTypes, otherTypes, readTypes, recordTypes } = table;
  const named = Object.entries(otherTypes).map(([type, number]) => `${type} (${number})`);
  const read = Object.entries(readTypes).map(([type, number]) => `${type} (${number})`);
  const meta = Object.entries(metaTypes).map(([type, number]) => `${type} (${number})`);
  return `# Record types

<!-- Made by scripts/record-types.mjs from the table in packages/wire/src/rdata. -->

The types whose data has a form of its own, as an object or a value, as presentation text and as
JSON. Fields stand in the order of the wire; octets are given as \`Uint8Array\` or as text in the
encoding named. Every type also has the text \`\\# length hex\` (RFC 3597 section 5).

| type | number | data | source |
|---|---|---|---|
${Object.entries(recordTypes)
  .map(([type, declaration]) => row(type, declaration))
  .join('\n')}

Known by name, with octets as data: ${named.join(', ')}. All other types are written \`TYPEn\`, and
have octets too. These names are read as well: ${read.join(', ')}. Of questions and of messages alone, and in no zone: ${meta.join(', ')}.
`;
}

/** What is wrong with docs/record-types.md; nothing where it says what the table says. */
export async function checkRecordTypes() {
  const wanted = await render();
  const current = existsSync(page) ? readFileSync(page, 'utf8') : '';
  return current === wanted
    ? []
    : ['docs/record-types.md does not say what the table says: node scripts/record-types.mjs'];
}

await runScript(import.meta, async () => {
  await setUp();
  writeFileSync(page, await render());
  return 0;
});
