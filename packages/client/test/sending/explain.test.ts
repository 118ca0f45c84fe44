/** Which prerequisite failed: the RCODE names none. */

import { expect, test } from 'vitest';
import { InvalidOptionError, PrerequisiteError, RefusedError } from '../../src/index.ts';
import { outcomeOf, startGround, zone } from './embedded.ts';

test('those that fail are told, as they were given, and nothing is changed by asking', async () => {
  await using ground = await startGround();
  const dns = ground.client();
  const error = await outcomeOf(
    dns
      .update(zone)
      .rrsetUsed('ns1', 'A')
      .used('shared', 'A', '192.0.2.7', '192.0.2.8')
      .rrsetUsed('nobody', 'MX')
      .used('ns1', 'A', '192.0.2.53')
      .insert('www', 60, 'A', '192.0.2.1')
      .send(),
  );
  if (!(error instanceof PrerequisiteError)) throw new Error('no PrerequisiteError');
  expect(error.prerequisites).toHaveLength(4);
  const before = ground.requests('UPDATE').length;
  expect(await dns.explain(error)).toEqual([
    { method: 'used', name: 'shared.example.com.', type: 'A', data: ['192.0.2.7', '192.0.2.8'] },
    { method: 'rrsetUsed', name: 'nobody.example.com.', type: 'MX' },
  ]);
  expect(ground.requests('UPDATE').length - before).toBe(4);
  expect(ground.requests('QUERY')).toEqual([]);
  expect(ground.server.zone(zone).serial).toBe(1);
});

test.each([
  ['nameUsed', 'nobody', 'NXDOMAIN'],
  ['nameNotUsed', 'ns1', 'YXDOMAIN'],
] as const)('%s is asked for by its own form', async (method, name, code) => {
  await using ground = await startGround();
  const dns = ground.client();
  const error = await outcomeOf(dns.update(zone)[method](name).send());
  expect(error).toMatchObject({ code });
  expect(await dns.explain(error as PrerequisiteError)).toEqual([
    { method, name: `${name}.example.com.` },
  ]);
});

test('rrsetNotUsed is asked for by its own form', async () => {
  await using ground = await startGround();
  const dns = ground.client();
  const error = await outcomeOf(dns.update(zone).rrsetNotUsed('ns1', 'A').send());
  expect(await dns.explain(error as PrerequisiteError)).toEqual([
    { method: 'rrsetNotUsed', name: 'ns1.example.com.', type: 'A' },
  ]);
});

test('all hold by now: nothing is told', async () => {
  await using ground = await startGround();
  const dns = ground.client();
  const error = await outcomeOf(dns.update(zone).nameUsed('late').send());
  await dns.update(zone).insert('late', 60, 'A', '192.0.2.1').send();
  expect(await dns.explain(error as PrerequisiteError)).toEqual([]);
});

test('another verdict on the question is thrown', async () => {
  await using ground = await startGround();
  const dns = ground.client();
  const error = await outcomeOf(dns.update(zone).nameUsed('nobody').send());
  ground.server.freeze(zone);
  expect(await outcomeOf(dns.explain(error as PrerequisiteError))).toBeInstanceOf(RefusedError);
});

test('what is no PrerequisiteError is refused', async () => {
  await using ground = await startGround();
  const dns = ground.client();
  expect(await outcomeOf(dns.explain(new Error('x') as never))).toBeInstanceOf(InvalidOptionError);
});
