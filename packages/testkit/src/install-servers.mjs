/**
 * Brings the real name servers onto this machine before the tests run, where it may: as root on
 * Debian or Ubuntu it installs the packages that are missing, and says so. Anywhere else it says
 * what is missing and which suites will be skipped. In CI a server that is still missing is an
 * error. Plain JavaScript with nothing to import, since it runs before anything is built; the
 * table repeats `server-kind.ts`, and a test keeps the two alike.
 *
 * Run: node packages/testkit/src/install-servers.mjs
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

// By Debian package, what it brings: programs by name, other files by path.
const packages = {
  bind9: ['named'],
  'bind9-dnsutils': ['dig', 'nsupdate'],
  'bind9-utils': ['rndc'],
  knot: ['knotd', 'knotc'],
  'knot-dnsutils': ['kdig', 'knsupdate'],
  'pdns-server': ['pdns_server', 'pdnsutil'],
  'pdns-backend-sqlite3': ['/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql'],
  sqlite3: ['sqlite3'],
  nsd: ['nsd'],
  // Not a server: what makes the certificates for DNS over TLS.
  openssl: ['openssl'],
  // Not a server: what the texts and octets of record types are compared with.
  'python3-dnspython': ['/usr/lib/python3/dist-packages/dns/update.py'],
  // Not a server: another client, for what runs programs of miekg/dns.
  'golang-go': ['go'],
  'golang-github-miekg-dns-dev': ['/usr/share/gocode/src/github.com/miekg/dns/update.go'],
  // Not a server: what the pages of the site are opened in.
  chromium: ['chromium'],
  // Not servers: what compiles the one that the benchmarks measure the client against.
  gcc: ['gcc'],
  'libc6-dev': ['/usr/include/stdio.h'],
  'libssl-dev': ['/usr/include/openssl/evp.h'],
};

/** Names that a program has on other systems. */
const otherNames = { chromium: ['chromium-browser', 'google-chrome'] };

/**
 * Half a gigabyte with Go, and as much with Chromium: that is for CI, where nothing may be skipped, or
 * for whoever asks for it.
 */
const large = new Set(['golang-go', 'golang-github-miekg-dns-dev', 'chromium']);

const folders = (
  process.env.TESTKIT_PATH ??
  [process.env.PATH, '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter)
)
  .split(delimiter)
  .filter(isAbsolute);

function isUsable(path, mode) {
  try {
    accessSync(path, mode);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function find(program) {
  const names = [program, ...(otherNames[program] ?? [])];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => isUsable(path, constants.X_OK));
}

function missingPackages() {
  const isThere = (need) =>
    isAbsolute(need) ? isUsable(need, constants.R_OK) : find(need) !== undefined;
  return Object.keys(packages).filter((name) => !packages[name].every(isThere));
}

const installMinutes = 10;

/** Runs apt-get and shows what it said only if it failed. Tells whether a signal ended it. */
function apt(path, ...args) {
  const { status, signal, stdout, stderr, error } = spawnSync(
    path,
    ['-qq', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2', ...args],
    {
      encoding: 'utf8',
      timeout: installMinutes * 60_000,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (status === 0) return false;
  const why = error?.message ?? signal ?? `exit code ${status}`;
  console.log(`apt-get ${args.join(' ')} failed (${why}):`);
  console.log(`${stdout ?? ''}${stderr ?? ''}`.trimEnd());
  return signal !== null;
}

// By this file a machine says that a package's service is not to be started: see invoke-rc.d(8).
const policy = '/usr/sbin/policy-rc.d';

/** Installs without starting the services. A policy that is there already is the owner's, and stays. */
function install(aptGet, names) {
  let ours = false;
  // Ctrl-C reaches apt-get too and ends it; this process stays until the policy is gone.
  const stay = () => undefined;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stay);
  try {
    if (!existsSync(policy)) {
      writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
      ours = true;
    }
    // Without fresh lists the old ones may do; after Ctrl-C nothing more is wanted.
    const interrupted = apt(aptGet, 'update');
    if (!interrupted) apt(aptGet, 'install', '--yes', '--no-install-recommends', ...names);
  } catch (error) {
    console.log(`Nothing was installed, since the services might start: ${error.message}`);
  } finally {
    if (ours) rmSync(policy, { force: true });
    for (const signal of signals) process.off(signal, stay);
  }
}

let missing = missingPackages();
const aptGet = find('apt-get');
const wanted = missing.filter((name) => process.env.CI === 'true' || !large.has(name));
if (wanted.length > 0 && process.getuid?.() === 0 && aptGet && existsSync('/etc/debian_version')) {
  console.log(
    `Installing the Debian packages ${wanted.join(' ')}: the tests run against real name servers. ` +
      'Their system services are not started (a reboot would start them, unless disabled).',
  );
  install(aptGet, wanted);
  missing = missingPackages();
}

if (missing.length === 0) {
  console.log('Real name servers: BIND, Knot, PowerDNS and NSD are installed.');
} else {
  console.log(`Real name servers: the Debian packages ${missing.join(' ')} are missing.`);
  console.log(`  apt-get install --no-install-recommends ${missing.join(' ')}`);
  if (process.env.CI === 'true') {
    console.error('CI=true: every suite has to run, so this is an error.');
    process.exitCode = 1;
  } else {
    console.log('The test suites that need them will be skipped.');
  }
}
