/** What the playground opens with, and the examples to choose from. */

/** An example of builder code. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly code: string;
}

export const defaultZone = 'example.com';

export const defaultMasterFile = `$TTL 300
@       SOA    ns1 hostmaster 1 3600 600 86400 300
@       NS     ns1
ns1     A      192.0.2.53
mail    A      192.0.2.25
api     A      192.0.2.10
api     A      192.0.2.11
leader  TXT    "node-1"
old     TXT    "to be removed"
`;

export const presets: readonly [Preset, ...Preset[]] = [
  {
    id: 'insert',
    title: 'Insert, if the name is free',
    code: `const update = new Update('example.com')
  .nameNotUsed('www')
  .insert('www', 300, 'A', '192.0.2.1', '192.0.2.2')
  .removeRRset('old', 'TXT');

return update;
`,
  },
  {
    id: 'compare-and-swap',
    title: 'Compare and swap',
    code: `// Succeeds only while leader holds exactly "node-1".
return new Update('example.com')
  .used('leader', 'TXT', 'node-1')
  .replaceRRset('leader', 60, 'TXT', 'node-2');
`,
  },
  {
    id: 'replace',
    title: 'Replace an RRset',
    code: `const addresses = ['192.0.2.20', '192.0.2.21', '2001:db8::20'];

const update = new Update('example.com');
update.replaceRRset('api', 60, 'A', ...addresses.filter((it) => !it.includes(':')));
update.replaceRRset('api', 60, 'AAAA', ...addresses.filter((it) => it.includes(':')));
return update;
`,
  },
  {
    id: 'svcb',
    title: 'SVCB and HTTPS',
    code: `return new Update('example.com')
  .insert('_dns.resolver', 3600, 'SVCB', '1 dns.example.net. alpn=dot,h2 dohpath=/q{?dns}')
  .insert('api', 300, 'HTTPS', {
    priority: 1,
    target: '.',
    params: { alpn: ['h2', 'h3'], ipv4hint: ['192.0.2.10'] },
  });
`,
  },
  {
    id: 'cname',
    title: 'From an address to a CNAME',
    code: `// A CNAME stands alone at its name: what is there goes first, in the same message.
return new Update('example.com')
  .removeName('api')
  .insert('api', 300, 'CNAME', 'lb.example.net');
`,
  },
  {
    id: 'silent-skip',
    title: 'A silent skip, which lint finds',
    code: `// BIND and Knot skip the CNAME, since the name has an address, and answer NOERROR.
// The name servers of the apex stay, whatever is asked for: no server removes them all.
return new Update('example.com')
  .insert('www', 300, 'A', '192.0.2.1')
  .insert('www', 300, 'CNAME', 'lb.example.net')
  .removeRRset('@', 'NS');
`,
  },
];
