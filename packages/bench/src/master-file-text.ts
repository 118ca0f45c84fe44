/** A master file of 100,000 records of the types that zones are full of, by a fixed rule. */

/** @param count records, the SOA and NS included */
export function masterFileText(count: number): string {
  const lines = [
    '$ORIGIN big.example.',
    '$TTL 3600',
    '@ IN SOA ns1 hostmaster 2024010101 7200 3600 1209600 300',
    '@ IN NS ns1',
  ];
  const made = count - 2;
  for (let k = 0; k < made; k++) lines.push(recordLine(k));
  return `${lines.join('\n')}\n`;
}

function recordLine(k: number): string {
  const host = `h${String(k).padStart(6, '0')}`;
  const [high, middle, low] = [k >> 16, (k >> 8) & 255, k & 255];
  switch (k % 10) {
    case 0:
      return `${host} 300 IN AAAA 2001:db8:${high.toString(16)}::${(k & 0xffff).toString(16)}`;
    case 1:
      return `${host} IN TXT "v=spf1 ip4:10.${high}.${middle}.${low} -all"`;
    case 2:
      return `${host} 600 IN MX 10 mail${low}.example.net.`;
    case 3:
      return `${host} IN CNAME h${String(k - 1).padStart(6, '0')}`;
    case 4:
      return `_sip._tcp.${host} 60 IN SRV 10 5 5060 ${host}`;
    default:
      return `${host} IN A 10.${high}.${middle}.${low}`;
  }
}
