// Seeded randomness, and what a fuzzer does to an input: it damages octets, and it puts words of the
// formats into texts. The same seed gives the same inputs on every machine.

/** A generator of 32-bit numbers (mulberry32): small, fast, and good enough to pick places. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  u32() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** An integer from 0 to `below` - 1; 0 for 0. */
  below(below) {
    return below === 0 ? 0 : this.u32() % below;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

/** Largest input: that of a message. */
export const maxInputBytes = 65_535;

const octetsOfNote = [0, 1, 2, 4, 12, 16, 0x0d, 0x20, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xc1, 0xff];
const wordsOfNote = [0, 1, 2, 5, 6, 12, 16, 33, 41, 250, 254, 255, 256, 0x3fff, 0xc00c, 0xffff];

/** Words that mean something in one of the texts that are parsed. */
const vocabulary =
  `$ORIGIN $TTL $INCLUDE $GENERATE 1-3 0-65535/1 \${0,3,x} @ ( ) " ; \\# \\000 \\255
  \\. \\" \\; . .. * IN CH CLASS32 A AAAA NS SOA MX TXT SRV CAA CNAME DNAME SVCB HTTPS NAPTR LOC APL
  RRSIG NSEC DS DNSKEY TLSA TYPE65280 TYPE0 alpn=h2,h3 mandatory=key9 ipv4hint=192.0.2.1 20240101000000
  192.0.2.1 2001:db8::1 ::ffff:1.2.3.4 0 1 255 256 65535 65536 2147483648 4294967296 1w2d 3600
  deadbeef q83v3q== A:B xn--bcher-kva bücher.example \u{1f600} example.com. a.b.c.
  update add delete prereq yxdomain nxdomain yxrrset nxrrset zone server key send origin ttl class
  del nope answer show algorithm secret hmac-sha256 Private-key-format: 165 -1 1e9 __proto__`
    .split(/\s+/)
    .filter((word) => word !== '');

/** A damaged copy of an input. `others` are inputs that it may take pieces of. */
export function mutate(random, input, others, isText) {
  let octets = input;
  for (let rounds = 1 + random.below(random.below(4) === 0 ? 16 : 4); rounds > 0; rounds--) {
    octets = mutateOnce(random, octets, others, isText);
    if (octets.length > maxInputBytes) octets = octets.subarray(0, maxInputBytes);
  }
  return octets;
}

function mutateOnce(random, octets, others, isText) {
  if (octets.length === 0) return octetsOfLength(random, 1 + random.below(32));
  const at = random.below(octets.length);
  const length = Math.min(octets.length - at, 1 + random.below(random.below(3) === 0 ? 64 : 8));
  switch (random.below(isText ? 12 : 9)) {
    case 0:
      return set(octets, at, [octets[at] ^ (1 << random.below(8))]);
    case 1:
      return set(octets, at, [
        random.below(2) === 0 ? random.below(256) : random.pick(octetsOfNote),
      ]);
    case 2: {
      const word = random.below(4) === 0 ? octets.length - at - 2 : random.pick(wordsOfNote);
      return set(octets, at, [(word >> 8) & 255, word & 255]);
    }
    case 3:
      return set(octets, at, [octets[at] + random.below(9) - 4]);
    case 4:
      return splice(octets, at, length, []);
    case 5:
      return splice(octets, at, 0, octets.subarray(at, at + length));
    case 6: {
      // Once in a while by so much that what costs more than it should is seen.
      const most = random.below(50) === 0 ? maxInputBytes : 256;
      const times = Math.min(1 + random.below(64), Math.ceil(most / length));
      const many = random.below(50) === 0 ? Math.floor(most / length) : times;
      return splice(octets, at, 0, repeated(octets.subarray(at, at + length), many));
    }
    case 7: {
      const other = random.pick(others);
      const from = random.below(other.length);
      const piece = other.subarray(from, from + 1 + random.below(64));
      return splice(octets, at, random.below(2) === 0 ? piece.length : 0, piece);
    }
    case 8:
      return random.below(4) === 0
        ? octets.subarray(0, at)
        : splice(octets, at, 0, octetsOfLength(random, 1 + random.below(4)));
    default: {
      const word = Buffer.from(random.pick(vocabulary));
      const space = random.pick([' ', ' ', '\n', '\t', '']);
      return splice(
        octets,
        at,
        random.below(2) * length,
        Buffer.concat([word, Buffer.from(space)]),
      );
    }
  }
}

function octetsOfLength(random, length) {
  return Uint8Array.from({ length }, () => random.u32());
}

function set(octets, at, values) {
  const copy = Uint8Array.from(octets);
  copy.set(values.slice(0, copy.length - at), at);
  return copy;
}

function splice(octets, at, removed, inserted) {
  const result = new Uint8Array(
    octets.length - Math.min(removed, octets.length - at) + inserted.length,
  );
  result.set(octets.subarray(0, at));
  result.set(inserted, at);
  result.set(octets.subarray(at + removed), at + inserted.length);
  return result;
}

function repeated(piece, times) {
  const result = new Uint8Array(piece.length * times);
  for (let i = 0; i < times; i++) result.set(piece, i * piece.length);
  return result;
}
