/** What it was measured on, and the versions of all that took part. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { installed } from '@zonewright/testkit';
import { type Peer, PeerProcess } from '../peers.ts';
import { findScriptPrograms } from '../senders/script-sender.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${systemName()}, ${platform()} ${release()}, ${arch()}`,
  };
}

function systemName(): string {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    return /^PRETTY_NAME="?(.*?)"?$/m.exec(text)?.[1] ?? 'unknown system';
  } catch {
    return 'unknown system';
  }
}

export async function versionsOf(peers: readonly Peer[]): Promise<Record<string, string>> {
  const versions: Record<string, string> = { Node: process.versions.node, ...serverVersions() };
  for (const { name, command } of peers) {
    if (command === undefined) continue;
    const peer = new PeerProcess(command);
    versions[name] = String(await peer.ask({ version: true }));
    peer.end();
  }
  for (const { program, version } of findScriptPrograms()) {
    if (version !== undefined) versions[program] = version;
  }
  const dig = /DiG ([\d.]+)/.exec(spawnSync('dig', ['-v'], { encoding: 'utf8' }).stderr ?? '')?.[1];
  if (dig !== undefined) versions['dig'] = dig;
  return versions;
}

function serverVersions(): Record<string, string> {
  const servers = [
    ['BIND', 'bind', 'named', '-v'],
    ['Knot DNS', 'knot', 'knotd', '--version'],
    ['PowerDNS', 'powerdns', 'pdns_server', '--version'],
  ] as const;
  const found = servers.flatMap(([name, kind, program, argument]) => {
    if (!installed(kind)) return [];
    // PowerDNS tells it on standard error, and Debian keeps servers out of a user's PATH.
    const { stdout } = spawnSync('/bin/sh', ['-c', `${program} ${argument} 2>&1`], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin` },
    });
    const version = /\b\d+\.\d+\.\d+\b/.exec(stdout)?.[0];
    return version === undefined ? [] : [[name, version] as const];
  });
  return Object.fromEntries(found);
}
