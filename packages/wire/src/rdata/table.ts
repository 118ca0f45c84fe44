/**
 * The record types, each declared once: number, fields in wire order, source. Wire form, text form,
 * JSON form, checks, the TypeScript type of the data and docs/record-types.md derive from the
 * declaration.
 *
 * A type with one field that needs no name has `data`, its kind; one with several has `fields`, and
 * so has one whose value is a string other than its presentation text. The kinds are those of
 * `fields/index.ts`. `rule` names what fields are to each other (`rules.ts`).
 */

export const recordTypes = {
  A: { number: 1, rfc: 'RFC 1035 section 3.4.1', data: 'ipv4' },
  NS: { number: 2, rfc: 'RFC 1035 section 3.3.11', data: 'compressedName' },
  MD: { number: 3, rfc: 'RFC 1035 section 3.3.4', data: 'compressedName' },
  MF: { number: 4, rfc: 'RFC 1035 section 3.3.5', data: 'compressedName' },
  CNAME: { number: 5, rfc: 'RFC 1035 section 3.3.1', data: 'compressedName' },
  SOA: {
    number: 6,
    rfc: 'RFC 1035 section 3.3.13',
    fields: {
      mname: 'compressedName',
      rname: 'compressedName',
      serial: 'u32',
      refresh: 'seconds',
      retry: 'seconds',
      expire: 'seconds',
      minimum: 'seconds',
    },
  },
  MB: { number: 7, rfc: 'RFC 1035 section 3.3.3', data: 'compressedName' },
  MG: { number: 8, rfc: 'RFC 1035 section 3.3.6', data: 'compressedName' },
  MR: { number: 9, rfc: 'RFC 1035 section 3.3.8', data: 'compressedName' },
  NULL: { number: 10, rfc: 'RFC 1035 section 3.3.10', data: 'opaque' },
  WKS: {
    number: 11,
    rfc: 'RFC 1035 section 3.4.2',
    fields: { address: 'ipv4', protocol: 'ipProtocol', ports: 'portBitmap' },
  },
  PTR: { number: 12, rfc: 'RFC 1035 section 3.3.12', data: 'compressedName' },
  HINFO: {
    number: 13,
    rfc: 'RFC 1035 section 3.3.2',
    fields: { cpu: 'textString', os: 'textString' },
  },
  MINFO: {
    number: 14,
    rfc: 'RFC 1035 section 3.3.7',
    fields: { rmailbx: 'compressedName', emailbx: 'compressedName' },
  },
  MX: {
    number: 15,
    rfc: 'RFC 1035 section 3.3.9',
    fields: { preference: 'u16', exchange: 'compressedName' },
  },
  TXT: { number: 16, rfc: 'RFC 1035 section 3.3.14', data: 'characterStrings' },
  RP: {
    number: 17,
    rfc: 'RFC 1183 section 2.2',
    fields: { mbox: 'readCompressedName', txt: 'readCompressedName' },
  },
  AFSDB: {
    number: 18,
    rfc: 'RFC 1183 section 1',
    fields: { subtype: 'u16', hostname: 'readCompressedName' },
  },
  X25: {
    number: 19,
    rfc: 'RFC 1183 section 3.1',
    fields: { psdnAddress: 'textString' },
    rule: 'psdnDigits',
  },
  ISDN: {
    number: 20,
    rfc: 'RFC 1183 section 3.2',
    fields: { address: 'textString', subaddress: 'optionalTextString' },
  },
  RT: {
    number: 21,
    rfc: 'RFC 1183 section 3.3',
    fields: { preference: 'u16', intermediateHost: 'readCompressedName' },
  },
  NSAP: { number: 22, rfc: 'RFC 1706 section 5', data: 'nsapAddress' },
  'NSAP-PTR': { number: 23, rfc: 'RFC 1348', data: 'wholeName' },
  SIG: {
    number: 24,
    rfc: 'RFC 2535 section 4.1',
    fields: {
      typeCovered: 'coveredType',
      algorithm: 'algorithm',
      labels: 'u8',
      originalTTL: 'u32',
      expiration: 'timestamp',
      inception: 'timestamp',
      keyTag: 'u16',
      signersName: 'readCompressedName',
      signature: 'base64ToEnd',
    },
    rule: 'noEmptyOctets',
  },
  KEY: {
    number: 25,
    rfc: 'RFC 2535 section 3.1',
    fields: {
      flags: 'keyFlags',
      protocol: 'keyProtocol',
      algorithm: 'algorithm',
      key: 'optionalBase64ToEnd',
    },
  },
  PX: {
    number: 26,
    rfc: 'RFC 2163 section 4',
    fields: { preference: 'u16', map822: 'readCompressedName', mapx400: 'readCompressedName' },
  },
  GPOS: {
    number: 27,
    rfc: 'RFC 1712 section 3',
    fields: { longitude: 'textString', latitude: 'textString', altitude: 'textString' },
    rule: 'geographicalPosition',
  },
  AAAA: { number: 28, rfc: 'RFC 3596 section 2.2', data: 'ipv6' },
  LOC: { number: 29, rfc: 'RFC 1876 section 2', data: 'location' },
  NXT: {
    number: 30,
    rfc: 'RFC 2535 section 5.2',
    fields: { nextDomain: 'readCompressedName', rrtypes: 'nxtBitmap' },
  },
  SRV: {
    number: 33,
    rfc: 'RFC 2782',
    fields: { priority: 'u16', weight: 'u16', port: 'u16', target: 'readCompressedName' },
  },
  NAPTR: {
    number: 35,
    rfc: 'RFC 3403 section 4.1',
    fields: {
      order: 'u16',
      preference: 'u16',
      flags: 'textString',
      services: 'textString',
      regexp: 'textString',
      replacement: 'readCompressedName',
    },
    rule: 'naptrFlags',
  },
  KX: {
    number: 36,
    rfc: 'RFC 2230 section 3.1',
    fields: { preference: 'u16', exchanger: 'readCompressedName' },
  },
  CERT: {
    number: 37,
    rfc: 'RFC 4398 section 2',
    fields: {
      type: 'certificateType',
      keyTag: 'u16',
      algorithm: 'algorithm',
      certificate: 'base64ToEnd',
    },
    rule: 'noEmptyOctets',
  },
  DNAME: { number: 39, rfc: 'RFC 6672 section 2.1', data: 'readCompressedName' },
  APL: {
    number: 42,
    rfc: 'RFC 3123 section 4',
    data: 'addressPrefixes',
    rule: 'somePrefixes',
  },
  DS: {
    number: 43,
    rfc: 'RFC 4034 section 5.1',
    fields: { keyTag: 'u16', algorithm: 'algorithm', digestType: 'digestType', digest: 'hexToEnd' },
    rule: 'delegationDigest',
  },
  SSHFP: {
    number: 44,
    rfc: 'RFC 4255 section 3.1',
    fields: { algorithm: 'u8', hash: 'u8', fingerprint: 'hexToEnd' },
    rule: 'fingerprintLength',
  },
  IPSECKEY: { number: 45, rfc: 'RFC 4025 section 2', data: 'ipsecKey' },
  RRSIG: {
    number: 46,
    rfc: 'RFC 4034 section 3.1',
    fields: {
      typeCovered: 'coveredType',
      algorithm: 'algorithm',
      labels: 'u8',
      originalTTL: 'u32',
      expiration: 'timestamp',
      inception: 'timestamp',
      keyTag: 'u16',
      signersName: 'signerName',
      signature: 'base64ToEnd',
    },
    rule: 'noEmptyOctets',
  },
  NSEC: {
    number: 47,
    rfc: 'RFC 4034 section 4.1',
    fields: { nextDomain: 'wholeName', rrtypes: 'typeBitmap' },
    rule: 'someTypes',
  },
  DNSKEY: {
    number: 48,
    rfc: 'RFC 4034 section 2.1',
    fields: {
      flags: 'keyFlags',
      protocol: 'dnskeyProtocol',
      algorithm: 'algorithm',
      key: 'base64ToEnd',
    },
    rule: 'dnssecKey',
  },
  DHCID: { number: 49, rfc: 'RFC 4701 section 3', data: 'base64Data' },
  NSEC3: {
    number: 50,
    rfc: 'RFC 5155 section 3',
    fields: {
      algorithm: 'u8',
      flags: 'u8',
      iterations: 'u16',
      salt: 'salt',
      nextDomain: 'hashedName',
      rrtypes: 'typeBitmap',
    },
  },
  NSEC3PARAM: {
    number: 51,
    rfc: 'RFC 5155 section 4',
    fields: { algorithm: 'u8', flags: 'u8', iterations: 'u16', salt: 'salt' },
  },
  TLSA: {
    number: 52,
    rfc: 'RFC 6698 section 2.1',
    fields: { usage: 'u8', selector: 'u8', matchingType: 'u8', certificate: 'hexToEnd' },
    rule: 'certificateAssociation',
  },
  SMIMEA: {
    number: 53,
    rfc: 'RFC 8162 section 2',
    fields: { usage: 'u8', selector: 'u8', matchingType: 'u8', certificate: 'hexToEnd' },
    rule: 'certificateAssociation',
  },
  HIP: { number: 55, rfc: 'RFC 8005 section 5', data: 'hostIdentity' },
  NINFO: { number: 56, rfc: 'draft-reid-dnsext-zs-01', data: 'characterStrings' },
  TALINK: {
    number: 58,
    rfc: 'draft-wijngaards-dnsop-trust-history-02',
    fields: { previousName: 'wholeName', nextName: 'wholeName' },
  },
  CDS: {
    number: 59,
    rfc: 'RFC 7344 section 3.1',
    fields: { keyTag: 'u16', algorithm: 'algorithm', digestType: 'digestType', digest: 'hexToEnd' },
    rule: 'delegationDigest',
  },
  CDNSKEY: {
    number: 60,
    rfc: 'RFC 7344 section 3.2',
    fields: {
      flags: 'keyFlags',
      protocol: 'dnskeyProtocol',
      algorithm: 'algorithm',
      key: 'base64ToEnd',
    },
    rule: 'dnssecKey',
  },
  OPENPGPKEY: {
    number: 61,
    rfc: 'RFC 7929 section 2.1',
    data: 'base64Data',
  },
  CSYNC: {
    number: 62,
    rfc: 'RFC 7477 section 2.1',
    fields: { serial: 'u32', flags: 'u16', rrtypes: 'typeBitmap' },
  },
  ZONEMD: {
    number: 63,
    rfc: 'RFC 8976 section 2.2',
    fields: { serial: 'u32', scheme: 'u8', hashAlgorithm: 'u8', digest: 'hexToEnd' },
    rule: 'zoneDigest',
  },
  SVCB: {
    number: 64,
    rfc: 'RFC 9460 section 2',
    fields: { priority: 'u16', target: 'wholeName', params: 'svcParams' },
    rule: 'serviceBinding',
  },
  HTTPS: {
    number: 65,
    rfc: 'RFC 9460 section 9',
    fields: { priority: 'u16', target: 'wholeName', params: 'svcParams' },
    rule: 'serviceBinding',
  },
  DSYNC: {
    number: 66,
    rfc: 'RFC 9859 section 2.1',
    fields: { rrtype: 'coveredType', scheme: 'dsyncScheme', port: 'u16', target: 'wholeName' },
  },
  SPF: { number: 99, rfc: 'RFC 4408 section 3.1.1', data: 'characterStrings' },
  NID: {
    number: 104,
    rfc: 'RFC 6742 section 2.1',
    fields: { preference: 'u16', nodeId: 'ilnp64' },
  },
  L32: {
    number: 105,
    rfc: 'RFC 6742 section 2.2',
    fields: { preference: 'u16', locator32: 'ipv4' },
  },
  L64: {
    number: 106,
    rfc: 'RFC 6742 section 2.3',
    fields: { preference: 'u16', locator64: 'ilnp64' },
  },
  LP: {
    number: 107,
    rfc: 'RFC 6742 section 2.4',
    fields: { preference: 'u16', fqdn: 'compressedByMistakeName' },
  },
  EUI48: { number: 108, rfc: 'RFC 7043 section 3', data: 'eui48' },
  EUI64: { number: 109, rfc: 'RFC 7043 section 4', data: 'eui64' },
  URI: {
    number: 256,
    rfc: 'RFC 7553 section 4',
    fields: { priority: 'u16', weight: 'u16', target: 'textToEnd' },
    rule: 'someTarget',
  },
  CAA: {
    number: 257,
    rfc: 'RFC 8659 section 4.1',
    fields: { flags: 'u8', tag: 'caaTag', value: 'textToEnd' },
  },
  AVC: { number: 258, rfc: 'IANA, AVC/avc-completed-template', data: 'characterStrings' },
  AMTRELAY: { number: 260, rfc: 'RFC 8777 section 4.2', data: 'amtRelay' },
  RESINFO: { number: 261, rfc: 'RFC 9606 section 4', data: 'characterStrings' },
  WALLET: { number: 262, rfc: 'IANA, WALLET/wallet-completed-template', data: 'characterStrings' },
  DLV: {
    number: 32769,
    rfc: 'RFC 4431 section 2',
    fields: { keyTag: 'u16', algorithm: 'algorithm', digestType: 'digestType', digest: 'hexToEnd' },
    rule: 'delegationDigest',
  },
} as const;

/** The numbers of types that are known by name alone; their data is RFC 3597's octets. */
export const otherTypes = {
  A6: 38,
} as const;

/**
 * Types whose mnemonics are read, since servers print them, and written as `TYPEn`, which all servers
 * read (IANA, Resource Record (RR) TYPEs).
 */
export const readTypes = {
  EID: 31,
  NIMLOC: 32,
  ATMA: 34,
  SINK: 40,
  RKEY: 57,
  HHIT: 67,
  BRID: 68,
  UINFO: 100,
  UID: 101,
  GID: 102,
  UNSPEC: 103,
  NXNAME: 128,
  DOA: 259,
  CLA: 263,
  IPN: 264,
  TA: 32768,
} as const;

/** Types of questions and of a message's own records; no zone holds them (RFC 6895 section 3.1). */
export const metaTypes = {
  OPT: 41,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
} as const;
