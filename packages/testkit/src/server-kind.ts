/**
 * The four servers that the suites are run against, and what each needs on the machine: its
 * programs, and the Debian packages that bring them. `installed`, `requireServers` and
 * `requirePrograms` read these tables; `install-servers.mjs` repeats them, because it runs before
 * anything is built.
 */

export type ServerKind = 'bind' | 'knot' | 'powerdns' | 'nsd';

export interface Requirement {
  /** A program's name, to be found on PATH or in an sbin folder, or a file's absolute path. */
  readonly need: string;
  /** Other names that the program has on other systems. */
  readonly or?: readonly string[];
  readonly debianPackage: string;
}

/** The tables that PowerDNS expects in SQLite. Debian's slim images leave /usr/share/doc out. */
export const powerdnsSchema = '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql';

const dig: Requirement = { need: 'dig', debianPackage: 'bind9-dnsutils' };

export const requirements: Readonly<Record<ServerKind, readonly Requirement[]>> = {
  bind: [
    { need: 'named', debianPackage: 'bind9' },
    { need: 'rndc', debianPackage: 'bind9-utils' },
    dig,
  ],
  knot: [{ need: 'knotd', debianPackage: 'knot' }, { need: 'knotc', debianPackage: 'knot' }, dig],
  powerdns: [
    { need: 'pdns_server', debianPackage: 'pdns-server' },
    { need: 'pdnsutil', debianPackage: 'pdns-server' },
    { need: powerdnsSchema, debianPackage: 'pdns-backend-sqlite3' },
    { need: 'sqlite3', debianPackage: 'sqlite3' },
    dig,
  ],
  nsd: [{ need: 'nsd', debianPackage: 'nsd' }, dig],
};

/** Programs that tests run beside a server, or need to make one, each with its Debian package. */
export type ProgramName =
  | 'openssl'
  | 'nsupdate'
  | 'kdig'
  | 'knsupdate'
  | 'dnspython'
  | 'go'
  | 'miekg-dns'
  | 'chromium'
  | 'gcc'
  | 'headers of C'
  | 'headers of OpenSSL';

export const programs: Readonly<Record<ProgramName, Requirement>> = {
  openssl: { need: 'openssl', debianPackage: 'openssl' },
  nsupdate: { need: 'nsupdate', debianPackage: 'bind9-dnsutils' },
  kdig: { need: 'kdig', debianPackage: 'knot-dnsutils' },
  knsupdate: { need: 'knsupdate', debianPackage: 'knot-dnsutils' },
  // Libraries, each told by a file of it; Go compiles the second.
  dnspython: {
    need: '/usr/lib/python3/dist-packages/dns/update.py',
    debianPackage: 'python3-dnspython',
  },
  go: { need: 'go', debianPackage: 'golang-go' },
  'miekg-dns': {
    need: '/usr/share/gocode/src/github.com/miekg/dns/update.go',
    debianPackage: 'golang-github-miekg-dns-dev',
  },
  chromium: {
    need: 'chromium',
    or: ['chromium-browser', 'google-chrome'],
    debianPackage: 'chromium',
  },
  gcc: { need: 'gcc', debianPackage: 'gcc' },
  'headers of C': { need: '/usr/include/stdio.h', debianPackage: 'libc6-dev' },
  'headers of OpenSSL': { need: '/usr/include/openssl/evp.h', debianPackage: 'libssl-dev' },
};
