/**
 * The zone that a test has when it names no text of its own. All names in it are relative, so one
 * template serves every zone name. The addresses are those of RFC 5737 and RFC 3849.
 */

/**
 * Master-file text (RFC 1035 section 5) for a small zone: SOA with serial 1, two name servers
 * with their addresses, and the records that tests most often want to find.
 *
 * @param zone the zone's name, absolute or without the final dot
 *
 * @example
 * import { zoneTemplate } from '@zonewright/testkit';
 *
 * zoneTemplate('example.test').split('\n')[0]; // => '$ORIGIN example.test.'
 */
export function zoneTemplate(zone: string): string {
  return `$ORIGIN ${zone.endsWith('.') ? zone : `${zone}.`}
$TTL 300
@          IN SOA   ns1 hostmaster 1 3600 600 86400 300
@          IN NS    ns1
@          IN NS    ns2
@          IN MX    10 mail
ns1        IN A     192.0.2.1
ns2        IN A     192.0.2.2
mail       IN A     192.0.2.25
www        IN A     192.0.2.80
www        IN AAAA  2001:db8::80
alias      IN CNAME www
text       IN TXT   "hello" "world"
_sip._tcp  IN SRV   10 60 5060 www
`;
}
