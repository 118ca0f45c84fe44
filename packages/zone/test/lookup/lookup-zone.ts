/** A zone with all that a lookup can meet, and questions for it. */

export const lookupZoneText = `$TTL 300
@ IN SOA ns1 hostmaster 1 3600 600 86400 60
@ IN NS ns1
@ IN NS ns.example.net.
@ IN MX 10 mail
ns1 IN A 192.0.2.1
host IN A 192.0.2.10
host IN A 192.0.2.11
host IN TXT "v1"
alias IN CNAME Host
second IN CNAME alias
out IN CNAME www.example.net.
gone IN CNAME no
empty IN CNAME leaf.ent
todeleg IN CNAME www.deleg
loop1 IN CNAME loop2
loop2 IN CNAME loop1
self IN CNAME self
towild IN CNAME x.wild
todname IN CNAME x.dn
leaf.b.ent IN A 192.0.2.20
leaf.ent IN TXT "leaf"
*.wild IN A 192.0.2.30
*.wild IN TXT "wild"
real.wild IN TXT "real"
*.cwild IN CNAME host
*.owild IN CNAME www.example.net.
x.*.deepwild IN TXT "deep"
*.nest IN A 192.0.2.32
a.b.nest IN A 192.0.2.33
deleg IN NS ns.deleg
deleg IN NS ns1
deleg IN NS ns.example.net.
deleg IN DS 12345 8 1 0123456789abcdef0123456789abcdef01234567
ns.deleg IN A 192.0.2.40
ns.deleg IN AAAA 2001:db8::40
below.deleg IN TXT "occluded"
sub.deleg IN NS ns.sub.deleg
dn IN DNAME target
dn IN TXT "at the owner"
x.target IN A 192.0.2.50
long IN DNAME ${'a23456789.'.repeat(20)}example.net.
rootdn IN DNAME .
grow IN DNAME deeper.grow2
grow2 IN DNAME grow
\\000.bin IN TXT "bin"
`;

const apex = 'example.test.';

/** Names below the zone, and types: each pair is a question. */
const names = [
  ...['@', 'ns1', 'host', 'HOST', 'alias', 'second', 'out', 'gone', 'empty', 'todeleg'],
  ...['towild', 'todname', 'no', 'x.no', 'x.host', 'ent', 'b.ent', 'leaf.ent', 'x.ent'],
  ...['leaf.b.ent', 'wild', '*.wild', 'x.wild', 'X.y.Wild', 'real.wild', 'x.real.wild', 'x.cwild'],
  ...['x.owild', '*.deepwild', 'y.deepwild', 'x.*.deepwild', 'y.*.deepwild', 'x.nest', 'b.nest'],
  ...['a.b.nest', 'x.b.nest', 'x.a.b.nest', 'deleg', 'ns.deleg', 'below.deleg', 'x.deleg'],
  ...['sub.deleg', 'x.sub.deleg', 'dn', 'x.dn', 'y.dn', 'x.y.dn', 'x.rootdn', '\\000.bin', 'bin'],
  `${'a23456789.'.repeat(5)}long`,
];
const types = ['A', 'TXT', 'CNAME', 'NS', 'SOA', 'DS', 'ANY', 'TYPE65280'] as const;

export const questions = names.map((name) => ({
  name: name === '@' ? apex : `${name}.${apex}`,
  types,
}));
