/** What `zoneTemplate('example.test')` has to hold, as dig prints it; written down by hand. */
export const templateRecords: readonly (readonly [string, string, readonly string[]])[] = [
  ['example.test', 'SOA', ['ns1.example.test. hostmaster.example.test. 1 3600 600 86400 300']],
  ['example.test', 'NS', ['ns1.example.test.', 'ns2.example.test.']],
  ['example.test', 'MX', ['10 mail.example.test.']],
  ['ns1.example.test', 'A', ['192.0.2.1']],
  ['ns2.example.test', 'A', ['192.0.2.2']],
  ['mail.example.test', 'A', ['192.0.2.25']],
  ['www.example.test', 'A', ['192.0.2.80']],
  ['www.example.test', 'AAAA', ['2001:db8::80']],
  ['alias.example.test', 'CNAME', ['www.example.test.']],
  ['text.example.test', 'TXT', ['"hello" "world"']],
  ['_sip._tcp.example.test', 'SRV', ['10 60 5060 www.example.test.']],
];

/** The same as `axfr` gives it. */
export const templateLines: readonly string[] = templateRecords
  .flatMap(([name, type, data]) => data.map((rdata) => `${name}. 300 IN ${type} ${rdata}`))
  .sort();
