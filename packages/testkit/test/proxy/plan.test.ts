import type { Plan } from '@zonewright/testkit';
import { expect, it } from 'vitest';
import { checkPlan } from '../../src/proxy/plan.ts';

it.each<readonly ['tcp' | 'udp', Plan, string]>([
  ['tcp', { cutRequestAfter: -1 }, 'cutRequestAfter is -1, no count'],
  ['udp', { cutReplyAfter: 1.5 }, 'cutReplyAfter is 1.5, no count'],
  ['udp', { duplicateReply: Number.NaN }, 'duplicateReply is NaN, no count'],
  ['tcp', { delayReplyMs: -1 }, 'delayReplyMs is -1'],
  ['tcp', { segment: 0 }, 'segment is 0'],
  ['udp', { segment: 1 }, 'segment is not for udp'],
  ['udp', { cutReplyAfter: 1, reset: true }, 'reset is not for udp'],
  ['tcp', { injectBefore: [] }, 'injectBefore is not for tcp'],
  ['tcp', { fromOtherPort: [] }, 'fromOtherPort is not for tcp'],
  ['tcp', { duplicateRequest: 1 }, 'duplicateRequest is not for tcp'],
  ['tcp', { reset: true }, 'nothing is cut'],
  ['udp', { dropRequest: true, cutRequestAfter: 1 }, 'either dropRequest or cutRequestAfter'],
  ['tcp', { dropReply: true, cutReplyAfter: 1 }, 'either dropReply or cutReplyAfter'],
])('a plan that cannot be done is refused: %s %o', (transport, plan, sentence) => {
  expect(() => checkPlan(plan, transport)).toThrow(sentence);
});

it('a plan that can be done is taken', () => {
  const plan: Plan = { cutReplyAfter: 0, reset: true, segment: 1, delayReplyMs: 5 };
  expect(checkPlan(plan, 'tcp')).toBe(plan);
});
