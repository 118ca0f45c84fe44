// The story of update-story.ts, told by five programs to the embedded server and to BIND: the same
// verdicts, and after every step the same zone. The embedded zone is read as it is, BIND's by dig.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type DnsServer } from '@zonewright/server';
import { type RealServer, requireServers, startServer } from '@zonewright/testkit';
import { printRdata, TsigKey } from '@zonewright/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { key } from '../support/zone.ts';
import { type Target, tellers } from './tellers.ts';
import { startText, story } from './update-story.ts';

const zone = 'story.test.';
const inZone = (line: string) => line.replaceAll(/(?<=^|[ .])Z(?= |$)/g, zone);

/** What a zone holds: a line for each record, the SOA's serial apart. */
interface Contents {
  readonly lines: readonly string[];
  readonly serial: number;
}

function contentsOf(lines: readonly string[]): Contents {
  const soa = lines.find((line) => line.includes(' IN SOA ')) ?? '';
  return {
    lines: lines.filter((line) => line !== soa).sort(),
    serial: Number(soa.split(' ')[6]),
  };
}

function embeddedContents(server: DnsServer): Contents {
  return contentsOf(
    Array.from(server.zone(zone), ({ name, ttl, class: rrClass, type, data }) => {
      return `${name.toLowerCase()} ${ttl} ${rrClass} ${type} ${printRdata<string>(type, data as never)}`;
    }),
  );
}

/** Where a story is told, and how the zone is read there. */
interface Stage {
  readonly target: Target;
  readonly isBind: boolean;
  read(): Contents | Promise<Contents>;
  close(): Promise<void>;
}

async function embeddedStage(): Promise<Stage> {
  const server = createServer({ zones: { [zone]: startText }, keys: [key] });
  const { address, port } = await server.listen();
  const target = { address, port, key, zone };
  const read = () => embeddedContents(server);
  return { target, isBind: false, read, close: () => server.close() };
}

async function bindStage(): Promise<Stage> {
  const server: RealServer = await startServer('bind', { zones: { 'story.test': startText } });
  const [spec] = server.keys;
  if (spec === undefined) throw new Error('BIND has no key');
  const target = { address: server.address, port: server.port, key: new TsigKey(spec), zone };
  const read = async () => contentsOf(await server.axfr(zone));
  return { target, isBind: true, read, close: () => server.close() };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'story-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stages = [
  { where: 'the embedded server', open: embeddedStage, isHere: true },
  { where: 'BIND', open: bindStage, isHere: requireServers('bind').available },
];

for (const teller of tellers) {
  const isHere = teller.isHere();
  for (const { where, open, isHere: stands } of stages) {
    describe.skipIf(!isHere || !stands)(`updates of ${teller.name} on ${where}`, () => {
      it.concurrent('have the RCODE and leave the zone that RFC 2136 says', {
        timeout: 120_000,
      }, async () => {
        const stage = await open();
        const telling = teller.start(stage.target, folder);
        try {
          let { lines, serial } = await stage.read();
          for (const step of story) {
            const {
              rule,
              script,
              rcode = 'NOERROR',
              bind,
              gone = [],
              come = [],
              serial: moved,
            } = step;
            const said = await telling.tell(script.map(inZone));
            const verdict = stage.isBind && bind !== undefined ? bind.rcode : rcode;
            expect({ rule, rcode: said }).toEqual({ rule, rcode: verdict });
            const absent = new Set(gone.map(inZone));
            lines = [...lines.filter((line) => !absent.has(line)), ...come.map(inZone)].sort();
            serial = moved ?? serial + Number(gone.length + come.length > 0);
            // BIND's zone takes a while to read; what should not have changed it shows at the next read.
            const isQuiet = gone.length + come.length === 0 && moved === undefined;
            if (stage.isBind && isQuiet && step !== story.at(-1)) continue;
            expect({ rule, ...(await stage.read()) }).toEqual({ rule, lines, serial });
          }
        } finally {
          telling.close();
          await stage.close();
        }
      });
    });
  }
}
