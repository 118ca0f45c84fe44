/** What a profile does not reproduce of the captured exchanges, by their numbers, and why. */

const macLength = 'Knot calls every MAC of another length BADSIG; ours tells BADTRUNC and FORMERR';
const tsigForm = 'a TSIG with a TTL or of class IN is none (RFC 8945 section 4.2)';
const spelling = "our TSIG names the key in the request's letters";
const edns = 'a broken or second OPT is FORMERR (RFC 6891 section 6.1.1), or without a reply';
const notServed = 'NOTAUTH, as PowerDNS says where the global address list lets the sender in';
const fudge = "the reply's fudge is ours";
const question = 'NOTIMP is a header alone';

export const differences: Readonly<
  Record<'bind' | 'knot' | 'powerdns', Readonly<Record<string, string>>>
> = {
  bind: {
    117: 'octets behind the message: BIND passes over them',
    127: 'no DNS cookies here',
    132: 'every key may change every zone',
    168: 'FORMERR for a MAC that is too short (RFC 8945 section 5.2.2.1), none included',
    170: spelling,
    171: spelling,
    179: tsigForm,
    187: 'BIND adds the NS RRset and its addresses to an answer',
  },
  knot: {
    '049': 'a deletion with a TTL is FORMERR (RFC 2136 section 3.4.1.2)',
    '064': 'Knot died of it (SIGSEGV)',
    '082': 'no zone holds a meta type',
    100: 'a zone of class ANY is none',
    103: 'FORMERR, where Knot gives no answer',
    109: question,
    110: question,
    111: question,
    112: question,
    115: 'FORMERR, where Knot gives no answer',
    123: edns,
    142: 'a fudge of 0 is taken as it is',
    143: 'the time in a TSIG without a MAC is ours',
    163: macLength,
    164: macLength,
    165: macLength,
    166: macLength,
    167: macLength,
    168: macLength,
    169: macLength,
    170: spelling,
    171: spelling,
    178: tsigForm,
    179: tsigForm,
  },
  powerdns: {
    '064': 'an SOA below the apex leaves the serial',
    '086': 'what cannot be decoded gets no answer, from PowerDNS too but for rdata',
    '087': 'what cannot be decoded gets no answer, from PowerDNS too but for rdata',
    '088': 'no zone holds a meta type',
    '089': 'an NSEC3PARAM is stored',
    '095': notServed,
    '096': notServed,
    '097': notServed,
    117: 'octets behind the message: PowerDNS passes over them',
    122: edns,
    123: edns,
    124: edns,
    128: 'no NSID here',
    132: 'every key may change every zone',
    140: fudge,
    142: fudge,
    178: tsigForm,
    179: tsigForm,
    181: 'the TSIG error of a request is not echoed',
    183: notServed,
  },
};
