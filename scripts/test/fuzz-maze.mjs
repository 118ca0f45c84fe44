// Code that is hard to get through by chance, one octet after the other: for the test of the fuzzer.
export function pathOf(octets) {
  if (octets[0] >> 4 !== 0xe) return 'outside';
  if (octets[1] >> 4 !== 0x3) return 'inside';
  if (octets[2] >> 4 !== 0x9) return 'further';
  if (octets[3] >> 4 !== 0x6) return 'deeper';
  return 'the end';
}
