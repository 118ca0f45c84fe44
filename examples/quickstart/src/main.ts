/**
 * The main job from end to end: a signed update is applied and read back, and no refusal passes as
 * success. Without settings it runs on the embedded server; with ZONEWRIGHT_SERVER, ZONEWRIGHT_ZONE
 * and ZONEWRIGHT_KEY against a real one.
 */

import { randomUUID } from 'node:crypto';
import {
  BadSigError,
  DnsClient,
  RefusedError,
  TsigError,
  TsigKey,
  YxDomainError,
} from 'zonewright';
import { readAddresses } from './read-back.ts';
import { refused, say, shown, step } from './say.ts';
import { openStage } from './stage.ts';

const stage = await openStage();
const { server, zone, key } = stage;
const dns = new DnsClient({ server, key });
const host = `quickstart-${randomUUID().slice(0, 8)}`;

try {
  step(`A signed update of ${zone}, on the condition that ${host} is not in use`);
  say(".nameNotUsed(host).insert(host, 300, 'A', '192.0.2.1', '192.0.2.2').send()");
  const create = dns
    .update(zone)
    .nameNotUsed(host)
    .insert(host, 300, 'A', '192.0.2.1', '192.0.2.2');
  const result = await create.send();
  shown(result);

  try {
    say(`read back: ${host} A ${(await readAddresses(server, `${host}.${zone}`)).join(', ')}`);

    step('The same again: the condition does not hold any more');
    await refused(YxDomainError, () => create.send());

    step('A frozen zone: the case that passes as success elsewhere');
    if (stage.freeze === undefined || stage.thaw === undefined) {
      say(
        'set ZONEWRIGHT_FREEZE and ZONEWRIGHT_THAW to commands such as "rndc freeze example.com"',
      );
    } else {
      const change = dns.update(zone).replaceRRset(host, 60, 'A', '192.0.2.9');
      try {
        await stage.freeze();
        await refused(RefusedError, () => change.send());
      } finally {
        await stage.thaw();
      }
      say('thawed; the same update once more:');
      shown(await change.send());
    }

    step('A key with the right name and a wrong secret');
    const wrongKey = new TsigKey({ name: key.name, algorithm: key.algorithm, secret: 'd3Jvbmc=' });
    const stranger = new DnsClient({ server, key: wrongKey });
    try {
      // PowerDNS says REFUSED to a bad signature and nothing more.
      const expected = stage.isEmbedded ? BadSigError : [TsigError, RefusedError];
      await refused(expected, () => stranger.update(zone).removeName(host).send());
    } finally {
      await stranger.close();
    }
  } finally {
    step('Cleaning up');
    shown(await dns.update(zone).removeName(host).send());
  }
} finally {
  await dns.close();
  await stage.close();
}
