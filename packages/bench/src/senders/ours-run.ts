/**
 * Sends updates with the client, in a process of its own. It is told by lines on its standard input,
 * as the peers are, and ends with it. Its connections are kept from one turn to the next.
 *
 * Run: node ours-run.js
 */

import { createInterface } from 'node:readline';
import { DnsClient, TsigKey, Update } from 'zonewright';
import { hostOf, type SendRequest, type SendRun, sendRunOf } from './send-turn.ts';

const clients = new Map<string, DnsClient>();

/** With no option about the server; `verify` is off, as no peer verifies. */
function clientOf({ host, port, transport, key }: SendRequest): DnsClient {
  const server = `${host}:${port}`;
  const known = clients.get(`${transport} ${server}`);
  if (known !== undefined) return known;
  const client = new DnsClient({ server, transport, key: new TsigKey(key), verify: false });
  clients.set(`${transport} ${server}`, client);
  return client;
}

async function sendOne(client: DnsClient, zone: string, number: number): Promise<void> {
  const [owner, address] = hostOf(number);
  await client.update(zone).insert(owner, 300, 'A', address).send();
}

async function sendEach(client: DnsClient, request: SendRequest): Promise<Float64Array> {
  const { zone, from, records, inFlight } = request;
  const latenciesUs = new Float64Array(records);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < records) {
      const index = next++;
      const started = performance.now();
      await sendOne(client, zone, from + index);
      latenciesUs[index] = (performance.now() - started) * 1000;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return latenciesUs;
}

async function sendAll(client: DnsClient, request: SendRequest): Promise<void> {
  const { zone, from, records, inFlight } = request;
  function* updates(): Generator<Update> {
    for (let number = from; number < from + records; number++) {
      const [owner, address] = hostOf(number);
      yield new Update(zone).insert(owner, 300, 'A', address);
    }
  }
  let done = 0;
  for await (const { ok } of client.sendAll(updates(), { concurrency: inFlight })) {
    if (ok) done += 1;
  }
  if (done !== records) throw new Error(`${done} of ${records} updates were done`);
}

async function load(client: DnsClient, { zone, from, records }: SendRequest): Promise<void> {
  function* all() {
    for (let number = from; number < from + records; number++) {
      const [name, data] = hostOf(number);
      yield { name, ttl: 300, type: 'A', data } as const;
    }
  }
  await client.load(zone, all());
}

async function send(request: SendRequest): Promise<SendRun> {
  const client = clientOf(request);
  const started = { wall: performance.now(), cpu: process.cpuUsage() };
  if (request.how === 'load') {
    await load(client, request);
    return sendRunOf(request, started, undefined);
  }
  if (request.how === 'sendAll') {
    await sendAll(client, request);
    return sendRunOf(request, started, undefined);
  }
  return sendRunOf(request, started, await sendEach(client, request));
}

for await (const line of createInterface({ input: process.stdin })) {
  // What the benchmark asks for, and nothing else writes to this process.
  const { send: request } = JSON.parse(line) as { readonly send: SendRequest };
  process.stdout.write(`${JSON.stringify(await send(request))}\n`);
}
await Promise.all([...clients.values()].map((client) => client.close()));
