// Transfers through the sockets: a reader that does not read, and the programs of other people.
import { createServer, type DnsServer } from '@zonewright/server';
import { decodeMessage } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Notifier } from '../../src/peers/notifier.ts';
import { requireProgram, run } from '../support/programs.ts';
import { query } from '../support/requests.ts';
import { framed, TcpClient } from '../support/tcp-client.ts';
import { key, zoneText } from '../support/zone.ts';

let server: DnsServer;
afterEach(() => server.close());

const addresses = (count: number) =>
  Array.from({ length: count }, (_, i) => `h${i} A 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}\n`);

async function start(count: number) {
  server = createServer({
    zones: { 'example.com': zoneText + addresses(count).join('') },
    keys: [key],
  });
  await server.listen();
  return server.address.port;
}

const signedAxfr = () =>
  key.sign(query('example.com.', 'AXFR'), { now: Math.floor(Date.now() / 1000) }).bytes;

describe('a reader that does not read', () => {
  it('gets no more than the sockets take, others are answered, and the rest when it reads', async () => {
    const port = await start(100_000);
    const slow = await TcpClient.connect(port);
    slow.socket.pause();
    await slow.write(framed(signedAxfr()));
    const other = await TcpClient.connect(port);
    // A message of the transfer leaves in each turn, until the sockets take no more.
    for (let asked = 0; asked < 100; asked++) await other.ask(query('www.example.com.', 'A'));
    // What the server has made is bounded: what waits in this process's sockets is that.
    const before = process.memoryUsage().arrayBuffers;
    for (let asked = 0; asked < 20; asked++) await other.ask(query('www.example.com.', 'A'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_048_576);
    slow.socket.resume();
    let records = 0;
    let octets = 0;
    while (records <= server.zone('example.com').size) {
      const message = await slow.next();
      octets += message.length;
      // ANCOUNT (RFC 1035 section 4.1.1).
      records += ((message[6] as number) << 8) | (message[7] as number);
    }
    expect(records).toBe(server.zone('example.com').size + 1);
    expect(octets).toBeGreaterThan(1_500_000);
    slow.destroy();
    other.destroy();
  });

  it('requests behind a transfer are answered behind it, in order', async () => {
    const port = await start(5_000);
    const client = await TcpClient.connect(port);
    await client.write(framed(signedAxfr(), query('www.example.com.', 'A', { id: 77 })));
    const ids: number[] = [];
    while (ids.at(-1) !== 77) {
      const message = await client.next();
      ids.push(((message[0] as number) << 8) | (message[1] as number));
    }
    expect(ids.length).toBeGreaterThan(2);
    expect(new Set(ids.slice(0, -1))).toEqual(new Set([0x1234]));
    client.destroy();
  });
});

it('a change while the server closes is in the transfer that is asked for behind it', async () => {
  const zone = Zone.parse('example.com', zoneText);
  server = createServer({ zones: { 'example.com': zone }, keys: [key], notify: '127.0.0.1:9' });
  await server.listen();
  const change = (from: number) => {
    const text = zone.toString().replace(` ${from} 3600`, ` ${from + 1} 3600`);
    zone.replace(Zone.parse('example.com', text));
  };
  const held = zone.soa;
  change(7);
  const client = await TcpClient.connect(server.address.port);
  // Connections are closed behind what tells other servers.
  let goOn: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const closing = vi.spyOn(Notifier.prototype, 'close').mockReturnValue(told);
  const closed = server.close();
  change(8);
  const now = Math.floor(Date.now() / 1000);
  const asked = key.sign(query('example.com.', 'IXFR', { authorities: [held] }), { now });
  const message = decodeMessage(await client.ask(asked.bytes));
  const answers = message.opcode === 'UPDATE' ? [] : message.answers;
  const serials = answers.map((record) => record.type === 'SOA' && record.data.serial);
  expect(serials).toEqual([9, 7, 8, 8, 9, 9]);
  closing.mockRestore();
  goOn();
  await closed;
  client.destroy();
});

/** What the programs say where something is not as it should be. */
const odd = /warn|(?<!NO)error|fail|could not|couldn't/i;

const programs = [
  ['dig', 'bind9-dnsutils', ['+noidnin', '+nomultiline']],
  ['kdig', 'knot-dnsutils', []],
] as const;

for (const [program, debianPackage, extra] of programs) {
  describe.skipIf(!requireProgram(program, debianPackage))(`${program}`, () => {
    const secret = `${key.algorithm}:${key.name.slice(0, -1)}:${key.revealSecret()}`;
    const ask = (type: string, ...options: readonly string[]) =>
      run(program, [
        ...['@127.0.0.1', '-p', String(server.address.port), '-y', secret, ...extra, ...options],
        ...['example.com', type],
      ]);
    const recordsOf = (output: string) =>
      output.split('\n').filter((line) => /^[^;\s]/.test(line) && !/\tTSIG\t/.test(line));

    it('transfers the zone in many signed messages, and finds nothing odd', async () => {
      await start(5_000);
      const { code, output } = await ask('AXFR');
      expect(code).toBe(0);
      expect(output).not.toMatch(odd);
      const records = recordsOf(output);
      const zone = Zone.parse('example.com', records.slice(0, -1).join('\n'));
      expect(zone.toString()).toBe(server.zone('example.com').toString());
    });

    it('transfers what changed, over TCP and UDP', async () => {
      await start(10);
      const zone = server.zone('example.com');
      const { soa } = zone;
      const fresh = Zone.parse('example.com', zone.toString().replace(' 7 3600', ' 8 3600')).soa;
      const [gone] = zone.rrset('h3.example.com', 'A')?.data ?? [];
      const removed = [...zone.records()].filter(({ name }) => name === 'h3.example.com.');
      zone.apply({ from: 7, to: 8, removed: [soa, ...removed], added: [fresh] });
      for (const transport of ['+tcp', '+notcp']) {
        const { code, output } = await ask('IXFR=7', transport);
        expect(code).toBe(0);
        expect(output).not.toMatch(odd);
        const fields = recordsOf(output).map((line) => line.split(/\s+/));
        expect(
          fields.map(([name, , , type, ...data]) => [name, type, data[type === 'SOA' ? 2 : 0]]),
        ).toEqual([
          ['example.com.', 'SOA', '8'],
          ['example.com.', 'SOA', '7'],
          ['h3.example.com.', 'A', gone],
          ['example.com.', 'SOA', '8'],
          ['example.com.', 'SOA', '8'],
        ]);
      }
    });
  });
}
