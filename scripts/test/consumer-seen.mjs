// What the consumer's programs say on every runtime that the packages run on.

const sent = (transport) => [transport, true, ['applied', 'applied'], 'no'];

/** Of program.ts. */
export const SEEN = {
  tcp: sent('tcp'),
  udp: sent('udp'),
  refused: [true, true],
  transfer: ['A', 'NS', 'SOA', 'SVCB'],
  testZone: 'NOERROR',
  answer: ['NOERROR', 'xn--bcher-kva.example.'],
  macs: [
    [117, 12, 120, 62],
    [91, 220, 193, 70],
  ],
};

/** Of program.cts, as a line. */
export const SEEN_BY_REQUIRE = '[45,true,"www.example.com.","function"]';
