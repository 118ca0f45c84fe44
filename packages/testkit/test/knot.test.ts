import { requireServers } from '@zonewright/testkit';
import { describe } from 'vitest';
import { freezeRules, serverRules, updateRules } from './support/server-rules.ts';

const { available, reason = '' } = requireServers('knot');

describe.skipIf(!available)(`Knot ${reason}`, () => {
  const server = serverRules('knot', /^3\.\d+\.\d+$/);
  updateRules('knot', server, 'NOTAUTH');
  freezeRules(server);
});
