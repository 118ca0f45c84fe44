// What a stranger writes: it imports every entry point that is published, and tells what it saw.
import { createServer } from '@zonewright/server';
import { createAnswerer } from '@zonewright/server/answer';
import { testZone } from '@zonewright/server/test';
import { decodeMessage, encodeMessage, type Message, TsigKey as WireKey } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import {
  DnsClient,
  type DnsClientOptions,
  isDnsError,
  RefusedError,
  TsigKey,
  Update,
  type UpdateResult,
  YxDomainError,
} from 'zonewright';

const seen: Record<string, unknown> = {};

const key = TsigKey.generate('ddns-key');
const text = '@ 60 SOA ns1 hostmaster 7 3600 600 86400 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1';
const server = createServer({ zones: { 'example.com': text }, keys: [key] });
await server.listen({ port: 0 });
const options: DnsClientOptions = { server: `127.0.0.1:${server.address.port}`, key };

for (const transport of ['tcp', 'udp'] as const) {
  await using dns = new DnsClient({ ...options, transport });
  const update = dns
    .update('example.com')
    .nameNotUsed(transport)
    .insert(transport, 300, 'A', '192.0.2.1')
    .insert(transport, 300, 'SVCB', { priority: 1, target: 'svc.example.net.' });
  const result: UpdateResult = await update.send();
  const again = await update.trySend();
  seen[transport] = [
    result.transport,
    result.authenticated,
    result.rrsets.map((rrset) => rrset.state),
    again.ok ? again.result.rcode : again.error instanceof YxDomainError && again.error.applied,
  ];
}

server.freeze('example.com');
const dns = new DnsClient(options);
try {
  await dns.update('example.com').removeName('tcp').send();
} catch (error) {
  seen['refused'] = [isDnsError(error), error instanceof RefusedError];
}
const types = new Set<string>();
for await (const record of dns.transfer('example.com')) types.add(record.type);
seen['transfer'] = [...types].sort();
await dns.close();
await server.close();

await using rig = await testZone();
seen['testZone'] = (
  await rig.client.update(rig.zone).insert('a', 60, 'A', '192.0.2.2').send()
).rcode;

const answerer = createAnswerer({ zones: [Zone.parse('example.com', text)] });
const question = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
const query = encodeMessage({ id: 1, opcode: 'QUERY', questions: [question] });
const reply = answerer.answer(query, { now: 1_700_000_000, transport: 'udp' });
const message: Message | undefined = reply && decodeMessage(reply);
seen['answer'] = [message?.rcode, new Update('bücher.example').zone];

// Of RFC 2202 section 2 and RFC 4231 section 4.3, made by what wire loads for it.
const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
seen['macs'] = ['hmac-md5', 'hmac-sha256'].map((algorithm) => {
  const wireKey = new WireKey({ name: 'jefe', algorithm, secret: octets('Jefe') });
  return [...wireKey.mac(octets('what do ya want for nothing?'))].slice(0, 4);
});

console.log(JSON.stringify(seen));
