// Where the pairs of docs/coming-from run: each half on a server of its own, all with the same zone
// and the same key. BIND, unless what is shown is something that BIND does not do when it is asked to.
import { createServer } from '@zonewright/server';
import { startServer } from '@zonewright/testkit';
import { DnsClient, TsigKey } from 'zonewright';

const zoneText = `$ORIGIN example.com.
$TTL 300
@     IN SOA  ns1 hostmaster 1 3600 600 86400 300
@     IN NS   ns1
ns1   IN A    127.0.0.1
mail  IN A    192.0.2.25
mail  IN AAAA 2001:db8::25
old   IN TXT  "to be removed"
old   IN A    192.0.2.99
ftp   IN CNAME ns1
`;
const spec = { name: 'ddns-key', algorithm: 'hmac-sha256', secret: 'c2VjcmV0' };
const key = new TsigKey(spec);

async function bind() {
  return startServer('bind', { zones: { 'example.com': zoneText }, keys: [spec] });
}

async function frozen() {
  const server = await bind();
  await server.freeze('example.com');
  return server;
}

async function embedded(options, faults) {
  const server = createServer({ zones: { 'example.com': zoneText }, keys: [key], ...options });
  if (faults !== undefined) server.faults = faults;
  const { address, port } = await server.listen();
  return { address, port, close: () => server.close() };
}

/** Carries out the first update, and loses the answer to it. */
function loseFirstAnswer() {
  let lost = false;
  return ({ message }) => {
    if (lost || message.opcode !== 'UPDATE') return undefined;
    lost = true;
    return { drop: 'reply' };
  };
}

/** By the word that stands in the fence. Each gives `{ address, port, close() }`. */
export const stages = {
  bind,
  /** BIND after `rndc freeze`. */
  frozen,
  /** A server whose clock is a quarter of an hour ahead. */
  ahead: () => embedded({ clock: () => Date.now() / 1_000 + 900 }),
  /** Somebody answers NOERROR, unsigned, to updates that the server does not get to see. */
  forged: () =>
    embedded({}, ({ message }) =>
      message.opcode === 'UPDATE' ? { rcode: 'NOERROR', mac: 'none' } : undefined,
    ),
  /** A network that loses an answer. */
  lost: () => embedded({}, loseFirstAnswer()),
};

/** What the zone holds: a line for each record, sorted, the SOA without its serial. */
export async function contentsOf({ address, port }) {
  const dns = new DnsClient({ server: `${address}:${port}`, key });
  try {
    const lines = [];
    for await (const { name, ttl, type, data } of dns.transfer('example.com')) {
      const fields = type === 'SOA' ? { ...data, serial: 0 } : data;
      lines.push(`${name} ${ttl} ${type} ${JSON.stringify(fields)}`);
    }
    return lines.sort();
  } finally {
    await dns.close();
  }
}
