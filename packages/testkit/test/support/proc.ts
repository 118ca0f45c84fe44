/** What the kernel says, in /proc, of a server's processes and of the sockets they listen on. */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** Processes of a group that have not ended. A zombie has: only its parent has yet to hear. */
export async function processesOfGroup(group: number): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'latin1').catch(() => '');
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(pgrp) === group && state !== 'Z') found.push(Number(entry));
  }
  return found;
}

async function socketInodes(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(
    names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  );
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/**
 * The local ends of all Internet sockets of a group that wait for strangers: TCP ones that listen
 * and UDP ones that are not connected. Addresses are in the kernel's hexadecimal.
 */
export async function openSockets(group: number): Promise<string[]> {
  const pids = await processesOfGroup(group);
  const inodes = new Set((await Promise.all(pids.map(socketInodes))).flat());
  const found: string[] = [];
  for (const [table, waiting] of [
    ['tcp', '0A'],
    ['tcp6', '0A'],
    ['udp', '07'],
    ['udp6', '07'],
  ] as const) {
    const rows = (await readFile(`/proc/net/${table}`, 'latin1')).trim().split('\n').slice(1);
    for (const row of rows) {
      const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
      const [address, port = ''] = local.split(':');
      if (state === waiting && inodes.has(inode)) {
        found.push(`${table} ${address} ${Number.parseInt(port, 16)}`);
      }
    }
  }
  return [...new Set(found)].sort();
}

/** 127.0.0.1 and ::1 as they stand in /proc/net on a little-endian machine. */
export const loopbackHex = ['0100007F', '00000000000000000000000001000000'] as const;
