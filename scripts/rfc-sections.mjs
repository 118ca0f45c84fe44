// Writes docs/rfc.md: the sections of the RFCs with the tests that hold each, from the titles of the
// tests; and checks that it says what they say.
//
// A title names what it holds as `RFC 2136 section 3.4.2.2`, several as `sections 3.1 and 4.1.4`; a
// section without an RFC is one of the RFC that a group around the test names. A test that names
// nothing counts for what its group names.
//
// Run: node scripts/rfc-sections.mjs
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript, setUp } from './setup.mjs';
import { filesBelow, root } from './workspace.mjs';

const PAGE = 'docs/rfc.md';

/** The RFCs that tests name, in a few words. */
const RFCS = {
  1034: 'Domain names, concepts and facilities',
  1035: 'Domain names, implementation and specification',
  1876: 'The LOC record',
  1982: 'Serial number arithmetic',
  1995: 'Incremental zone transfer (IXFR)',
  1996: 'NOTIFY',
  2104: 'HMAC',
  2136: 'Dynamic updates (UPDATE)',
  2181: 'Clarifications to the DNS specification',
  2202: 'Test cases for HMAC-MD5 and HMAC-SHA-1',
  2308: 'Negative caching',
  2317: 'Classless IN-ADDR.ARPA delegation',
  2535: 'DNS security extensions of 1999 (KEY, SIG, NXT)',
  3007: 'Secure dynamic update',
  3123: 'The APL record',
  3225: 'Indicating resolver support of DNSSEC (DO)',
  3403: 'The NAPTR record',
  3597: 'Unknown record types',
  3629: 'UTF-8',
  4025: 'The IPSECKEY record',
  4034: 'Records of DNSSEC',
  4035: 'Protocol of DNSSEC',
  4231: 'Test cases for HMAC-SHA-2',
  4291: 'IPv6 addressing architecture',
  4343: 'Case insensitivity',
  4592: 'Wildcards',
  4648: 'Base16, Base32, Base64',
  5001: 'Name server identifier (NSID)',
  5452: 'Resilience against forged answers',
  5936: 'Zone transfer (AXFR)',
  5952: 'Text form of IPv6 addresses',
  6066: 'TLS extensions (SNI)',
  6604: 'NXDOMAIN and CNAME',
  6672: 'DNAME',
  6840: 'Clarifications for DNSSEC',
  6891: 'EDNS',
  6895: 'IANA considerations for DNS',
  7301: 'ALPN',
  7553: 'The URI record',
  7766: 'DNS over TCP',
  7830: 'EDNS padding',
  7858: 'DNS over TLS',
  7873: 'DNS cookies',
  8482: 'Minimal answers to ANY',
  8659: 'The CAA record',
  8914: 'Extended DNS errors',
  8945: 'Secret key transaction authentication (TSIG)',
  9325: 'Secure use of TLS',
  9460: 'SVCB and HTTPS records',
  9461: 'SVCB for DNS servers',
  9619: 'QDCOUNT is 1',
  9664: 'Update lease',
  9848: 'Encrypted ClientHello in SVCB records',
};

const NUMBER = String.raw`\d+(?:\.\d+)*`;
const LIST = `${NUMBER}(?:(?:,| and|, and| to) ${NUMBER})*`;
/** `RFC 2136`, `RFC 2136 2.5.1`, `section 2.5.1`, `sections 2.4 and 2.5`, `(2.5.2, 2.5.1)`. */
const REFERENCE = new RegExp(
  String.raw`RFC (\d+)(?: (\d+(?:\.\d+)+))?|\bsections? (${LIST})|\((\d+(?:\.\d+){1,4}(?:, ${NUMBER})*)\)`,
  'g',
);

/** What a title names, as `{ rfc, section }`; `rfc` is undefined where it is that of a group. */
export function referencesOf(title) {
  const found = [];
  let rfc;
  for (const [, named, section, sections, alone] of title.matchAll(REFERENCE)) {
    if (named !== undefined) {
      rfc = named;
      found.push({ rfc, section });
      continue;
    }
    // The RFC was named for these sections, and not as a whole.
    const whole = found.findIndex((one) => one.rfc === rfc && one.section === undefined);
    if (whole >= 0) found.splice(whole, 1);
    for (const one of sectionsOf(sections ?? alone)) found.push({ rfc, section: one });
  }
  return found;
}

/** The sections of a list, with those between `5.2 to 5.4`. */
function sectionsOf(list) {
  return list.split(/,? and |, /).flatMap((part) => {
    const [first, last = first] = part.split(' to ');
    const [, above, from] = /^(.*?)(\d+)$/.exec(first);
    const to = Number(/\d+$/.exec(last)[0]);
    return Array.from({ length: to - Number(from) + 1 }, (_, i) => `${above}${Number(from) + i}`);
  });
}

/** What the tests of a file hold: `{ rfc, section, rule, path, tests }[]`. */
function heldBy(path, text, testTitles) {
  const held = [];
  for (const titles of testTitles(path, text, isTitle)) {
    const { references, level } = referencesOfTest(titles);
    const rule = titles[level];
    for (const { rfc, section } of references) {
      const isSame = (one) => one.rfc === rfc && one.section === section && one.rule === rule;
      let entry = held.find(isSame);
      if (entry === undefined) {
        entry = { rfc, section, rule, path, tests: [] };
        held.push(entry);
      }
      // Where the group names it, each of its tests holds a part.
      if (level < titles.length - 1) entry.tests.push(titles.at(-1));
    }
  }
  return held;
}

/** Whether a text of a table is the title of a test that names something: a bare reference is a value. */
function isTitle(text) {
  return referencesOf(text).length > 0 && /\w/.test(text.replace(REFERENCE, ''));
}

/** What the innermost title names that names anything, and which that is. */
function referencesOfTest(titles) {
  let nearest = { references: [], level: 0 };
  let rfc;
  for (const [level, title] of titles.entries()) {
    const references = referencesOf(title).map((one) => ({ ...one, rfc: one.rfc ?? rfc }));
    if (references.length > 0) nearest = { references, level };
    rfc = references.at(-1)?.rfc ?? rfc;
  }
  return nearest;
}

/** All that the tests below `from` hold, by RFC and section. */
export async function rfcSections(from = root) {
  const isTest = (path) => /\/test\/.*\.test\.ts$/.test(path);
  const files = ['packages', 'examples'].flatMap((folder) => filesBelow(folder, isTest, from));
  const { testTitles } = await import('./test-titles.mjs');
  const textOf = (path) => readFileSync(join(from, path), 'utf8');
  const held = files.flatMap((path) => heldBy(path, textOf(path), testTitles));
  // The sort keeps files and their tests in order where the sections are the same.
  return held.sort(
    (a, b) => Number(a.rfc) - Number(b.rfc) || compareSections(a.section, b.section),
  );
}

function compareSections(a = '', b = '') {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? -1) - (right[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The page. */
export function renderRfcPage(held) {
  const numbers = [...new Set(held.map(({ rfc }) => rfc))];
  const parts = numbers.map((number) => {
    if (RFCS[number] === undefined) {
      throw new Error(`scripts/rfc-sections.mjs has no title for RFC ${number}`);
    }
    const rows = held.filter(({ rfc }) => rfc === number).map(row);
    return `## RFC ${number}: ${RFCS[number]}

| section | rule | test |
|---|---|---|
${rows.join('\n')}
`;
  });
  return `# RFCs, and the tests that hold them

<!-- Made by scripts/rfc-sections.mjs from the titles of the tests. -->

Which test holds which section: the tests whose titles name it. Those in \`packages/client/test/servers\`,
\`packages/server/test/programs\` and some others run against BIND, Knot and PowerDNS.

| RFC | about | rows |
|---|---|---|
${numbers.map((number) => contentsRow(number, held)).join('\n')}

${parts.join('\n')}`;
}

function contentsRow(number, held) {
  const rows = held.filter(({ rfc }) => rfc === number).length;
  return `| [${number}](#${slugOf(number)}) | ${RFCS[number]} | ${rows} |`;
}

function row({ section, rule, path, tests }) {
  const file = path.replace(/^packages\//, '').replace('/test/', '/');
  const told = [...new Set(tests.map(plain))].filter((test) => /\w/.test(test));
  const more = told.length > 3 ? `; and ${told.length - 3} more` : '';
  const text =
    told.length === 0 ? plain(rule) : `${plain(rule)}: ${told.slice(0, 3).join('; ')}${more}`;
  return `| ${section ?? ''} | ${escaped(text)} | [${file}](../${path}) |`;
}

/** A title without the references that stand in brackets, and without what a table puts into it. */
function plain(title) {
  return title
    .replace(/ \((?:RFC|sections?|and|to|step \w+|[\d., ])+\)/g, '')
    .replace(/%[sijd]|\$\w+/g, '…')
    .replace(/\s+/g, ' ');
}

/** Text that Markdown leaves as it is, in a cell of a table. */
function escaped(text) {
  return text.replace(/[\\|<>*_`[\]]/g, (mark) => `\\${mark}`);
}

/** The name by which the heading of an RFC is linked to. */
function slugOf(number) {
  const heading = `RFC ${number}: ${RFCS[number]}`.toLowerCase();
  return heading.replace(/[^a-z0-9\s_-]/g, '').replaceAll(' ', '-');
}

/** What is wrong with docs/rfc.md; nothing where it says what the titles of the tests say. */
export async function checkRfcPage(from = root) {
  const held = await rfcSections(from);
  const lost = held.filter(({ rfc }) => rfc === undefined);
  if (lost.length > 0) {
    return lost.map(({ path, rule }) => `${path}: "${rule}" names a section of no RFC`);
  }
  const page = join(from, PAGE);
  const current = existsSync(page) ? readFileSync(page, 'utf8') : '';
  return current === renderRfcPage(held)
    ? []
    : [`${PAGE} does not say what the titles of the tests say: node scripts/rfc-sections.mjs`];
}

await runScript(import.meta, async () => {
  await setUp();
  writeFileSync(join(root, PAGE), renderRfcPage(await rfcSections()));
  return 0;
});
