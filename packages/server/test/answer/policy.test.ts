import {
  createAnswerer,
  type Grant,
  type Policy,
  type PolicyRequest,
} from '@zonewright/server/answer';
import {
  decodeMessage,
  type Rcode,
  type RequestVerdict,
  TsigKey,
  type UpdateRecord,
} from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { describe, expect, it, vi } from 'vitest';
import { checkPolicy, mayTransfer } from '../../src/answer/policy.ts';
import { addition, query, type UpdateInput, update } from '../support/requests.ts';
import { key, now, wrongKey, zoneText } from '../support/zone.ts';

const other = TsigKey.parse('hmac-sha256:second-key:c2Vjb25k');

/** A server with two zones, and two keys, of which `key` is named `test-key`. */
function serve(policy: Policy | undefined, onError = vi.fn<(error: unknown) => void>()) {
  const zones = [Zone.parse('example.com', zoneText), Zone.parse('example.net', zoneText)];
  const answerer = createAnswerer({ zones, keys: [key, other], policy, onError });
  const ask = (request: Uint8Array, signer?: TsigKey, from = '192.0.2.7:4000') => {
    const signed = signer?.sign(request, { now });
    const options = { now, transport: 'udp', from } as const;
    const reply = answerer.answer(signed?.bytes ?? request, options) as Uint8Array;
    if (signed !== undefined && signer !== wrongKey) {
      // What was well signed is answered so, refused or not.
      expect(signed.judge(reply, { now }).status).toBe('verified');
    }
    return decodeMessage(reply).rcode;
  };
  const send = (more: Partial<UpdateInput>, signer?: TsigKey, from?: string): Rcode =>
    ask(update(more), signer, from);
  return { ask, send, onError, zone: answerer.zone('example.com') };
}

const updates = [addition()];
const grant = (one: Grant): Policy => ({ grants: [one] });
const elsewhere = { name: 'example.net.', type: 'SOA', class: 'IN' } as const;
const deletion = (name: string): UpdateRecord[] => [{ name, type: 'ANY', class: 'ANY', ttl: 0 }];

describe('without a policy', () => {
  it('every key may update, nobody without one, and everybody may ask', () => {
    const { ask, send } = serve(undefined);
    expect(send({ updates }, key)).toBe('NOERROR');
    expect(send({ updates }, other)).toBe('NOERROR');
    expect(send({ updates })).toBe('REFUSED');
    expect(ask(query('www.example.com.', 'A'))).toBe('NOERROR');
  });
});

describe('a policy of rules (RFC 2136 section 3.3)', () => {
  it('refuses what no rule fits, signed, and leaves the zone as it was', () => {
    const { send, zone } = serve(grant({ key: 'test-key', name: 'other', zone: 'example.com' }));
    expect(send({ updates }, key)).toBe('REFUSED');
    expect(zone.serial).toBe(7);
  });

  it('is asked before the prerequisites, which would tell what the zone holds', () => {
    const { send } = serve(grant({ key: 'second-key' }));
    const prerequisites = deletion('absent.example.com.');
    expect(send({ prerequisites, updates }, key)).toBe('REFUSED');
    expect(send({ prerequisites, updates }, other)).toBe('NXDOMAIN');
  });

  it('refuses an update whole for one record', () => {
    const { send, zone } = serve(
      grant({ key: 'test-key', zone: 'example.com', subdomain: 'new', types: ['A'] }),
    );
    const below = { ...addition(), name: 'x.new.example.com.' } as UpdateRecord;
    const beside = { ...addition(), name: 'xnew.example.com.' } as UpdateRecord;
    expect(send({ updates: [...updates, beside] }, key)).toBe('REFUSED');
    expect(zone.hasName('new.example.com.')).toBe(false);
    expect(send({ updates: [...updates, below] }, key)).toBe('NOERROR');
  });

  it('holds for its zones and its keys alone', () => {
    const { send } = serve({
      grants: [
        { key: 'TEST-key.', zone: 'Example.COM' },
        { key: ['second-key'], zone: ['example.net'] },
      ],
    });
    expect(send({ updates }, key)).toBe('NOERROR');
    expect(send({ updates }, other)).toBe('REFUSED');
    const there = [{ ...addition(), name: 'new.example.net.' } as UpdateRecord];
    expect(send({ zone: elsewhere, updates: there }, key)).toBe('REFUSED');
    expect(send({ zone: elsewhere, updates: there }, other)).toBe('NOERROR');
  });

  it('answers NOTZONE for an owner outside the zone, with a permission or without', () => {
    const outside = [{ ...addition(), name: 'new.example.org.' } as UpdateRecord];
    const { send } = serve(grant({ key: 'second-key' }));
    expect(send({ updates: outside }, key)).toBe('NOTZONE');
    expect(send({ updates: outside })).toBe('REFUSED');
  });

  it('takes no bad signature for anybody, and does not fall back to who has none', () => {
    const { send } = serve({ grants: [{ key: '*' }], unsigned: ['update'] });
    expect(send({ updates }, wrongKey)).toBe('NOTAUTH');
    expect(send({ updates })).toBe('NOERROR');
  });

  it('lets who has no key do what `unsigned` says, in every zone', () => {
    const { ask, send } = serve({ grants: [], unsigned: ['update'] });
    expect(send({ updates })).toBe('NOERROR');
    expect(ask(query('www.example.com.', 'A'))).toBe('REFUSED');
    expect(ask(query('www.example.com.', 'A'), key)).toBe('REFUSED');
  });

  it.each([
    ['192.0.2.0/24', '192.0.2.7:53', '192.0.3.7:53'],
    ['192.0.2.6/31', '192.0.2.7:53', '192.0.2.8:53'],
    ['192.0.2.7', '192.0.2.7:1', '192.0.2.6:1'],
    ['0.0.0.0/0', '255.255.255.255:1', '[::1]:1'],
    ['2001:db8::/32', '[2001:db8:1::1]:53', '[2001:db9::1]:53'],
    ['::1', '[::1]:53', '127.0.0.1:53'],
    ['fe80::/10', '[fe80::1%eth0]:53', '[2001:db8::1%eth0]:53'],
  ])('from %s: %s may, %s may not', (from, inside, outside) => {
    const { send } = serve(grant({ from }));
    expect(send({ updates }, undefined, outside)).toBe('REFUSED');
    expect(send({ updates }, undefined, '')).toBe('REFUSED');
    expect(send({ updates }, undefined, inside)).toBe('NOERROR');
    expect(send({ prerequisites: deletion('www.example.com.') }, undefined, inside)).toBe(
      'NOERROR',
    );
  });

  it('with a key and an address wants both', () => {
    const { send } = serve(grant({ key: 'test-key', from: '192.0.2.7' }));
    expect(send({ updates }, undefined, '192.0.2.7:1')).toBe('REFUSED');
    expect(send({ updates }, key, '192.0.2.8:1')).toBe('REFUSED');
    expect(send({ updates }, key, '192.0.2.7:1')).toBe('NOERROR');
  });

  it('can close a zone to those who ask', () => {
    const { ask } = serve({
      grants: [{ key: 'test-key', action: 'query', zone: 'example.com', subdomain: 'www' }],
      unsigned: [],
    });
    expect(ask(query('www.example.com.', 'A'), key)).toBe('NOERROR');
    expect(ask(query('www.example.com.', 'SOA'), key)).toBe('NOERROR');
    expect(ask(query('ns1.example.com.', 'A'), key)).toBe('REFUSED');
    expect(ask(query('www.example.com.', 'A'), other)).toBe('REFUSED');
    expect(ask(query('www.example.com.', 'A'))).toBe('REFUSED');
    expect(ask(query('www.example.net.', 'A'), key)).toBe('REFUSED');
  });

  it('does not take the right to do one thing for the right to do another', () => {
    const { send } = serve(grant({ key: '*', action: ['transfer', 'query'] }));
    expect(send({ updates }, key)).toBe('REFUSED');
  });
});

describe('transfers (RFC 5936 section 5)', () => {
  const zone = Zone.parse('example.com', zoneText);
  const scope = { keyNames: ['test-key.', 'second-key.'], zoneNames: new Set(['example.com.']) };
  const may = (policy: Policy | undefined, signer: TsigKey | undefined) => {
    const sign = () => new Uint8Array(0);
    const verdict: RequestVerdict =
      signer === undefined ? { status: 'unsigned' } : { status: 'verified', key: signer, sign };
    const message = decodeMessage(query('example.com.', 'AXFR'));
    const request = { message, verdict, transport: 'tcp', from: '127.0.0.1:1', now } as const;
    return mayTransfer(checkPolicy(policy, scope), request, zone);
  };

  it('need a key, and a right of it where there is a policy', () => {
    expect(may(undefined, key)).toBe(true);
    expect(may(undefined, undefined)).toBe(false);
    expect(may({ grants: [] }, key)).toBe(false);
    expect(may(grant({ key: 'test-key' }), key)).toBe(false);
    const policy = grant({ key: 'test-key', action: 'transfer' });
    expect(may(policy, key)).toBe(true);
    expect(may(policy, other)).toBe(false);
    expect(may(policy, undefined)).toBe(false);
    expect(may({ grants: [], unsigned: ['transfer'] }, undefined)).toBe(true);
  });
});

describe('a policy that is a function', () => {
  it('is asked about each request that is to be carried out', () => {
    const policy = vi.fn<(request: PolicyRequest) => boolean>(() => true);
    const { ask, send } = serve(policy);
    expect(send({ updates })).toBe('NOERROR');
    expect(send({ updates }, other)).toBe('NOERROR');
    expect(send({ updates }, wrongKey)).toBe('NOTAUTH');
    expect(ask(query('www.example.com.', 'A'))).toBe('NOERROR');
    const from = '192.0.2.7:4000';
    const common = { zone: 'example.com.', from, transport: 'udp' };
    expect(policy.mock.calls.map(([request]) => request)).toMatchObject([
      { ...common, action: 'update', keyName: undefined, message: { updates: [{}] } },
      { ...common, action: 'update', keyName: 'second-key.' },
      { ...common, action: 'query', message: { opcode: 'QUERY' } },
    ]);
  });

  it('refuses by saying no', () => {
    const { send, zone } = serve(() => false);
    expect(send({ updates }, key)).toBe('REFUSED');
    expect(zone.serial).toBe(7);
  });

  it.each([
    ['a promise', () => Promise.resolve(true)],
    ['nothing', () => undefined],
    ['1', () => 1],
  ])('lets nobody do anything by giving %s: SERVFAIL, and onError is told', (_, gives) => {
    const { send, onError, zone } = serve(gives as unknown as () => boolean);
    expect(send({ updates })).toBe('SERVFAIL');
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ option: 'policy' })]]);
    expect(zone.serial).toBe(7);
  });
});

describe('a rule with a slip is refused when the server is made, with its place', () => {
  const zone = 'example.com';
  it.each<[string, object]>([
    ['policy.grants[0]', {}],
    ['policy.grants[0].type', { key: '*', type: ['A'] }],
    ['policy.grants[0].key', { key: 'tset-key' }],
    ['policy.grants[0].key', { key: [] }],
    ['policy.grants[0].key', { key: '' }],
    ['policy.grants[0].key', { key: 'a..b' }],
    ['policy.grants[0].zone', { key: '*', zone: 'example.org' }],
    ['policy.grants[0].action', { key: '*', action: 'change' }],
    ['policy.grants[0].action', { key: '*', action: 'transfer', types: ['A'] }],
    ['policy.grants[0].action', { key: '*', action: ['update', 'transfer'], zone, name: 'www' }],
    ['policy.grants[0].name', { key: '*', name: 'www' }],
    ['policy.grants[0].name', { key: '*', zone, name: 'www.example.org.' }],
    ['policy.grants[0].wildcard', { key: '*', zone, wildcard: 'dyn' }],
    ['policy.grants[0]', { key: '*', zone, name: 'www', subdomain: 'dyn' }],
    ['policy.grants[0].self', { from: '127.0.0.1', self: true }],
    ['policy.grants[0].self', { key: '*', self: 'below' }],
    ['policy.grants[0].types', { key: '*', types: ['B'] }],
    ['policy.grants[0].types', { key: '*', types: ['NSEC3'] }],
    ['policy.grants[0].types', { key: '*', types: ['AXFR'] }],
    ['policy.grants[0].types', { key: '*', types: [] }],
    ['policy.grants[0].deny', { key: '*', deny: 'yes' }],
    ['policy.grants[0].from', { from: 'localhost' }],
    ['policy.grants[0].from', { from: '192.0.2.1/33' }],
    ['policy.grants[0].from', { from: '192.0.2.1/24' }],
    ['policy.grants[0].from', { from: '192.0.2.0/24/1' }],
    ['policy.grants[0].from', { from: '192.0.2.0/' }],
    ['policy.grants[0].from', { from: '2001:db8::/129' }],
  ])('%s: %o', (option, rule) => {
    expect(() => serve(grant(rule as Grant))).toThrow(
      expect.objectContaining({ name: 'InvalidOptionError', option }),
    );
  });

  it.each([
    ['policy', 'allow'],
    ['policy', {}],
    ['policy.unsinged', { grants: [], unsinged: [] }],
    ['policy.unsigned', { grants: [], unsigned: 'update' }],
    ['policy.unsigned', { grants: [], unsigned: ['axfr'] }],
  ])('%s: %o', (option, policy) => {
    expect(() => serve(policy as Policy)).toThrow(
      expect.objectContaining({ name: 'InvalidOptionError', option }),
    );
  });
});

describe('readOnly', () => {
  const send = (readOnly: boolean | readonly string[], zoneName: string, thaws = false) => {
    const zones = [Zone.parse('example.com', zoneText), Zone.parse('example.net', zoneText)];
    const answerer = createAnswerer({ zones, keys: [key], readOnly });
    if (thaws) answerer.thaw(zoneName);
    const zone = { name: zoneName, type: 'SOA', class: 'IN' } as const;
    const name = `new.${zoneName}`;
    const request = update({ zone, updates: [{ ...addition(), name } as UpdateRecord] });
    const options = { now, transport: 'tcp' } as const;
    const reply = answerer.answer(key.sign(request, { now }).bytes, options) as Uint8Array;
    return decodeMessage(reply).rcode;
  };

  it('refuses updates of all zones, or of those named, and cannot be thawed', () => {
    expect(send(false, 'example.com.')).toBe('NOERROR');
    expect(send(true, 'example.com.')).toBe('REFUSED');
    expect(send(['EXAMPLE.com'], 'example.com.')).toBe('REFUSED');
    expect(send(['example.com'], 'example.com.', true)).toBe('REFUSED');
    expect(send(['example.com'], 'example.net.')).toBe('NOERROR');
  });

  it.each([['yes'], [['example.org']], [[7]]])('%o is refused', (readOnly) => {
    expect(() => send(readOnly as unknown as boolean, 'example.com.')).toThrow(
      expect.objectContaining({ name: 'InvalidOptionError', option: 'readOnly' }),
    );
  });
});
