import { describe, expect, it } from 'vitest';
import { drivers } from '../src/drivers.ts';
import { defaultKey } from '../src/key-spec.ts';
import { loopback } from '../src/loopback.ts';
import { reservePorts } from '../src/reserve-ports.ts';
import type { ServerPlan } from '../src/server-driver.ts';
import { planZone } from '../src/zone-plan.ts';

const kinds = ['bind', 'knot', 'powerdns', 'nsd'] as const;
const strangers = [
  '0.0.0.0',
  '::',
  '*',
  '192.0.2.1',
  '127.0.0.2',
  '::ffff:127.0.0.1',
  '',
  'localhost',
];

function plan(kind: (typeof kinds)[number], address: string): ServerPlan {
  return {
    folder: '/tmp/somewhere',
    address,
    port: 20000,
    controlPort: 20002,
    tlsPort: 20003,
    zones: [planZone(kind, 'example.test', {}, [defaultKey], 1)],
    keys: [defaultKey],
    reader: { ...defaultKey, name: 'testkit-reader' },
  };
}

// In each configuration, every statement that opens a socket, and the addresses in it.
const listenStatements: Readonly<Record<(typeof kinds)[number], RegExp>> = {
  bind: /^\s*(?:listen-on(?:-v6)?|controls)\b.*$/gm,
  knot: /^\s*listen:.*@.*$/gm,
  powerdns: /^(?:local-address|local-ipv6|query-local-address|webserver-address)=.*$/gm,
  nsd: /^\s*(?:ip-address|control-interface|interface):.*$/gm,
};

const expected: Readonly<Record<(typeof kinds)[number], (address: string) => string[]>> = {
  bind: (address) => [
    `listen-on port 20000 { ${address === '::1' ? 'none' : address}; };`,
    `listen-on-v6 port 20000 { ${address === '::1' ? address : 'none'}; };`,
    'controls { inet 127.0.0.1 port 20002 allow { 127.0.0.1; } keys { "rndc"; }; };',
  ],
  knot: (address) => [`listen: "${address}@20000"`],
  powerdns: (address) => [`local-address=${address}`],
  nsd: (address) => [`ip-address: ${address}@20000`],
};

describe.each(kinds)('the configuration of %s', (kind) => {
  it.each(['127.0.0.1', '::1'])('listens on %s and nowhere else', (address) => {
    const text = Object.values(drivers[kind].files(plan(kind, address))).join('\n');
    const statements = (text.match(listenStatements[kind]) ?? []).map((line) => line.trim());
    expect(statements).toEqual(expected[kind](address));
  });

  it.each(strangers)('cannot be made to listen on "%s"', (address) => {
    expect(() => drivers[kind].files(plan(kind, address))).toThrow('on loopback only');
  });
});

it.each(['127.0.0.1', '::1'])('BIND takes TLS on %s and nowhere else', (address) => {
  const tls = { cert: '/tmp/cert.pem', key: '/tmp/cert.key' };
  const text = drivers.bind.files({ ...plan('bind', address), tls })['named.conf'] ?? '';
  const family = address === '::1' ? 'listen-on-v6' : 'listen-on';
  const statements = text.match(/^.*\btls\b.*\{.*$/gm)?.map((line) => line.trim());
  expect(statements).toEqual([
    'tls "testkit" { cert-file "/tmp/cert.pem"; key-file "/tmp/cert.key"; };',
    `${family} port 20003 tls "testkit" { ${address}; };`,
  ]);
});

it.each(strangers)('ports are not reserved on "%s"', async (address) => {
  expect(() => loopback(address)).toThrow('on loopback only');
  await expect(reservePorts(address)).rejects.toThrow('on loopback only');
});
