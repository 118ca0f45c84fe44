// What the fuzzer starts from: the messages, data and texts of the corpora, which real servers and
// other programs made, and some texts of each form that is read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { root } from '../workspace.mjs';

function corpus(name) {
  const file = join(root, 'packages/testkit/corpus', `${name}.json.br`);
  return JSON.parse(brotliDecompressSync(readFileSync(file)).toString('utf8'));
}

const octets = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
const text = (value) => new Uint8Array(Buffer.from(value, 'utf8'));

/** Every hexadecimal text below a value that can be a DNS message. */
function* messagesIn(value) {
  if (typeof value === 'string') {
    if (value.length >= 24 && value.length % 2 === 0 && /^[0-9a-f]+$/.test(value)) {
      yield octets(value);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, below] of Object.entries(value)) {
      // MACs, secrets and data are no messages.
      if (!/mac|secret|rdata|provenance/.test(name)) yield* messagesIn(below);
    }
  }
}

const soa = '@ IN SOA ns1 hostmaster ( 100 1h ; refresh\n 600 1w 60 )\n';
const masterFiles = [
  `$TTL 1h\n${soa}@ NS ns1\nns1 A 192.0.2.1\n`,
  `$ORIGIN example.com.\n${soa} 60 TXT "a b" c\\032d "\\"\\;" \n$ORIGIN sub\n@ 1d2h IN A 192.0.2.1\n`,
  '$TTL 60\n$INCLUDE other sub\n$INCLUDE "other"\nx CH 5 TXT z\n',
  `$TTL 60\n$GENERATE 1-4/2 host\${0,3,d} A 192.0.2.$\n$GENERATE 0-2 $ CNAME a.$.\${-1,2,X}\n`,
  'a 1 IN TYPE65280 \\# 4 ( dead\nbeef )\nb IN 2 A \\# 4 c0000201\n\tTXT ()\n\\.\\000.* 0 A 192.0.2.1\n',
];

const scripts = [
  'zone example.com.\nprereq nxdomain www.example.com.\nprereq yxrrset a.example.com. A 192.0.2.1\nupdate add www.example.com. 300 A 192.0.2.1\nupdate delete old.example.com. TXT\nsend\n',
  'origin example.com\nttl 60\nclass IN\nadd www A 192.0.2.1\ndel x\nprereq yxdomain a\nnxrrset b TXT\nsend\n',
  'zone example.com\n; a comment\nupdate add a.example.com 60 IN TXT "x y" z\nupdate del a.example.com ANY\n\n',
];

const keys = [
  'hmac-sha256:ddns-key:c2VjcmV0',
  'ddns-key:c2VjcmV0',
  'key "ddns-key" {\n  algorithm hmac-sha256; // one\n  secret "c2VjcmV0"; /* two */\n};\nkey b { secret "AA=="; algorithm hmac-sha512; };',
  'key:\n  - id: ddns-key\n    algorithm: hmac-sha256\n    secret: c2VjcmV0\n',
  'key:\n    name: "ddns-key"\n    algorithm: hmac-sha256\n    secret: "c2VjcmV0"\n',
  'ddns-key. IN KEY 512 3 163 c2VjcmV0\n; end\n',
  'Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: c2VjcmV0\nBits: AAA=\n',
];

/** By kind: `messages`, `rdata` (type number, then octets), `rdataTexts`, and the texts. */
export function readSeeds() {
  const updates = corpus('update-vectors');
  const responses = corpus('server-responses');
  const sources = [
    corpus('captures'),
    corpus('malformed'),
    corpus('tsig-vectors'),
    updates,
    responses,
  ];
  const messages = new Map();
  for (const octetsOf of messagesIn(sources)) {
    if (octetsOf.length > 2000) continue;
    messages.set(Buffer.from(octetsOf).toString('latin1'), octetsOf);
  }
  const records = updates.vectors.flatMap(({ decoded }) => [
    ...decoded.answer,
    ...decoded.authority,
    ...decoded.additional,
  ]);
  const asked = updates.vectors.flatMap(({ message }) => message.updates);
  const texts = asked.flatMap(({ type, rdata = [] }) => rdata.map((data) => `${type} ${data}`));
  const refused = updates.invalid_presentation.flatMap(({ type, rdata }) =>
    type === undefined ? [] : [`${type} ${rdata}`],
  );
  const file = texts.map((data, index) => `h${index} 60 ${data}\n`);
  const captured = updates.command_line_peers.captures.map(({ commands }) => commands.join('\n'));
  return {
    messages: [...messages.values()],
    rdata: records.map(({ type, rdata_hex }) =>
      Uint8Array.from([type >> 8, type & 255, ...octets(rdata_hex)]),
    ),
    rdataTexts: [...new Set([...texts, ...refused])].map(text),
    masterFiles: [...masterFiles, responses.zone_template, ...file].map(text),
    scripts: [...scripts, ...captured].map(text),
    keys: keys.map(text),
  };
}
