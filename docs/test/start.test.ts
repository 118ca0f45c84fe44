/**
 * Goes through docs/start.md as a reader would, block by block, and compares what its commands print with
 * what it says. All that is done in another way stands in the tables here: the server's folder is a
 * temporary one, its port an unprivileged one, and the package is the workspace's.
 */

import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RealServer, requireServers, startServer } from '@zonewright/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DnsClient } from 'zonewright';
import { type PageBlock, pageBlocks } from './page-blocks.ts';
import { PageReader, type Replacement } from './page-reader.ts';

const page = pageBlocks(await readFile(new URL('../start.md', import.meta.url), 'utf8'));
const client = fileURLToPath(new URL('../../packages/client', import.meta.url));
/** All that comes before these sections is for BIND. */
const others = ['With Knot', 'With PowerDNS', 'Without a server'];

/** On this machine there are no users of the servers, no port 53 and no registry. */
function everywhere({ server, port }: RealServer): readonly Replacement[] {
  return [
    ['sudo ', ''],
    ['npm install zonewright', `mkdir node_modules && ln -s "${client}" node_modules/zonewright`],
    ["server: '127.0.0.1'", `server: '${server}'`],
    ['127.0.0.1:53', server],
    ['dig @127.0.0.1', `dig -p ${port} @127.0.0.1`],
  ];
}

function onBind({ folder, port }: RealServer, controlPort: string): readonly Replacement[] {
  const rndc = `rndc -s 127.0.0.1 -p ${controlPort} -k ${folder}/rndc.key`;
  // named does some things after rndc has returned: a reader is slower than that.
  const until = (command: string): string => `until ${command}; do sleep 0.05; done`;
  const isServed = `dig -p ${port} @127.0.0.1 +short start.example SOA | grep -q .`;
  const isThawed = `${rndc} zonestatus start.example | grep -q 'frozen: no'`;
  return [
    ['install -o root -g bind', 'install'],
    ['install -o bind -g bind', 'install'],
    ['rndc reconfig', `${rndc} reconfig; ${until(isServed)}`],
    ['rndc freeze start.example', `${rndc} freeze start.example`],
    ['rndc thaw start.example', `${rndc} thaw start.example; ${until(isThawed)}`],
    ['systemctl reload named', `${rndc} reconfig`],
    ['/etc/bind/', `${folder}/`],
    ['/var/lib/bind/', `${folder}/`],
  ];
}

function onKnot({ folder }: RealServer): readonly Replacement[] {
  return [
    ['install -o knot -g knot', 'install'],
    ['knotc', `knotc -s ${folder}/knot.sock`],
    ['/etc/knot/', `${folder}/`],
    ['/var/lib/knot/', `${folder}/`],
  ];
}

function onPowerdns({ folder }: RealServer): readonly Replacement[] {
  // It was started with what the page puts there.
  const isSaid = `diff ${folder}/dnsupdate.conf <(grep ^dnsupdate ${folder}/pdns.conf)`;
  return [
    ['pdnsutil', `pdnsutil --config-dir=${folder}`],
    ['systemctl restart pdns', isSaid],
    ['/etc/powerdns/pdns.d/', `${folder}/`],
  ];
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zonewright-start-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Follows the blocks; holds what commands print to the output that the page shows of them. */
async function expectAsWritten(reader: PageReader, blocks: readonly PageBlock[]): Promise<void> {
  for (const block of blocks) {
    await reader.follow(block);
    if (block.kind !== 'output') continue;
    const said = reader.replaced(block.text).trim();
    expect(reader.printed.at(-1)?.trim(), `docs/start.md:${block.line}`).toBe(said);
  }
}

const bind = requireServers('bind');
describe.skipIf(!bind.available)(`docs/start.md with BIND ${bind.reason ?? ''}`, () => {
  test('does and prints what it says', { timeout: 60_000 }, async () => {
    await using server = await startServer('bind', { zones: {} });
    // As Debian's named.conf does.
    const local = join(server.folder, 'named.conf.local');
    await writeFile(local, '');
    const conf = join(server.folder, 'named.conf');
    const controlPort = /inet 127\.0\.0\.1 port (\d+)/.exec(await readFile(conf, 'utf8'))?.[1];
    await appendFile(conf, `include "${local}";\n`);

    const table = [...onBind(server, controlPort ?? ''), ...everywhere(server)];
    const reader = new PageReader(folder, table);
    const blocks = page.filter(({ section }) => !others.includes(section));
    await expectAsWritten(reader, blocks);
    expect(reader.unused).toEqual([]);
    expect(blocks.filter(({ kind }) => kind === 'output')).toHaveLength(4);
    // It leaves nothing behind.
    expect((await server.dig('start.example', 'SOA')).rcode).toBe('REFUSED');
  });
});

/** What the sections on other servers take from the first ones. */
const shared = page.filter(
  (block) =>
    block.section === '' ||
    block.text.startsWith('npm install') ||
    (block.kind === 'file' && ['start.example.zone', 'change.mjs'].includes(block.name)),
);

for (const { kind, section, table, prints, refusal } of [
  {
    kind: 'knot',
    section: 'With Knot',
    refusal: 'NOTAUTH',
    table: onKnot,
    prints: [
      /^NOERROR .*, authenticated: true$/m,
      /^RefusedError, applied: no$/m,
      /^exit code 1$/m,
    ],
  },
  {
    kind: 'powerdns',
    section: 'With PowerDNS',
    table: onPowerdns,
    prints: [/^NOERROR .*, authenticated: true$/m],
    refusal: 'REFUSED',
  },
] as const) {
  const { available, reason = '' } = requireServers(kind);
  describe.skipIf(!available)(`docs/start.md: ${section} ${reason}`, () => {
    test('goes the same way', { timeout: 60_000 }, async () => {
      await using server = await startServer(kind, { zones: {} });
      const reader = new PageReader(folder, [...table(server), ...everywhere(server)]);
      const own = page.filter((block) => block.section === section);
      await expectAsWritten(reader, [...shared, ...own]);
      for (const text of prints) expect(reader.printed.join('')).toMatch(text);
      const { answers } = await server.dig('www.start.example', 'A');
      expect(answers).toMatchObject([{ data: '192.0.2.1', ttl: 300 }]);
      await using stranger = new DnsClient({ server: server.server });
      const unsigned = await stranger.update('start.example').removeName('www').trySend();
      expect(unsigned).toMatchObject({ ok: false, error: { rcode: refusal } });
    });
  });
}
