/** Sends updates by BIND's nsupdate (bind9-dnsutils), which shares no code with this project. */
import type { RealServer } from '@zonewright/testkit';
import { runProgram } from '../../src/run-program.ts';

/**
 * One update message over TCP, signed where a key is named.
 *
 * @returns the rcode's mnemonic
 * @throws Error where nsupdate tells of no rcode
 */
export async function nsupdate(
  server: Pick<RealServer, 'address' | 'port' | 'keyFile'>,
  zone: string,
  lines: readonly string[],
  keyName?: string,
): Promise<string> {
  const { address, port } = server;
  const key = keyName === undefined ? [] : ['-k', server.keyFile(keyName)];
  const input = [`server ${address} ${port}`, `zone ${zone}`, ...lines, 'send', ''].join('\n');
  const { code, stdout, stderr } = await runProgram('nsupdate', ['-v', '-t', '10', ...key], {
    input,
    timeoutMs: 15_000,
  });
  if (code === 0) return 'NOERROR';
  const rcode = /^update failed: ([A-Z]+)/m.exec(stderr)?.[1];
  if (rcode === undefined) throw new Error(`nsupdate: exit code ${code}\n${stdout}${stderr}`);
  return rcode;
}
