/** The zone and the key that most tests use. */

import { TsigKey } from '@zonewright/wire';

export const zoneText = `$TTL 300
@      SOA   ns1 hostmaster 7 3600 600 86400 60
@      NS    ns1
ns1    A     192.0.2.1
www    A     192.0.2.80
www    A     192.0.2.81
alias  CNAME www
a.ent  A     192.0.2.3
deleg  NS    ns.deleg
ns.deleg A   192.0.2.40
`;

/** For tests: it is no secret. */
export const key: TsigKey = TsigKey.parse(
  'hmac-sha256:test-key:dGhpcyBpcyBubyBzZWNyZXQgYnV0IGEgdGVzdCBrZXk=',
);

/** The same name with another secret. */
export const wrongKey: TsigKey = TsigKey.parse(
  'hmac-sha256:test-key:YW5vdGhlciBrZXkgb2YgdGhlIHNhbWUgbmFtZSwgd3Jvbmc=',
);

export const unknownKey: TsigKey = TsigKey.parse(
  'hmac-sha256:other-key:dGhpcyBpcyBubyBzZWNyZXQgYnV0IGEgdGVzdCBrZXk=',
);

/** The time of the tests that need none in particular, in Unix seconds. */
export const now = 1_700_000_000;
