import { zoneTemplate } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { planZone } from '../src/zone-plan.ts';

const keys = ['one', 'two'].map((name) => ({ name, algorithm: 'hmac-sha256', secret: 'YWJj' }));

describe('planZone', () => {
  it('fills in the template and all keys', () => {
    expect(planZone('knot', 'Example.TEST.', {}, keys, 3)).toEqual({
      name: 'example.test',
      text: `${zoneTemplate('example.test')}\n`,
      file: 'zone-3.db',
      updateKeys: ['one', 'two'],
      transferKeys: ['one', 'two'],
      secondaries: [],
    });
  });

  it('takes a text in place of options, and the root', () => {
    const { name, text } = planZone('nsd', '.', '. SOA . . 1 1 1 1 1', keys, 1);
    expect([name, text]).toEqual(['.', '. SOA . . 1 1 1 1 1\n']);
  });

  it('refuses a zone name that would break out of a configuration', () => {
    for (const name of ['', 'a b', 'a"b', "a'b", 'a;b', 'a{b', 'a}b', 'a]b', 'a\nb', 'a#b']) {
      expect(() => planZone('bind', name, {}, keys, 1)).toThrow('cannot stand in');
    }
  });

  it('refuses a key that the server does not have', () => {
    const options = { updateKeys: ['three'] };
    expect(() => planZone('bind', 'a.test', options, keys, 1)).toThrow('no key is named three');
  });

  it("refuses BIND's own options for other servers, and policy beside updateKeys", () => {
    const policy = 'grant one zonesub ANY;';
    expect(() => planZone('knot', 'a.test', { policy }, keys, 1)).toThrow(
      'policy: for bind, not for knot',
    );
    expect(() => planZone('nsd', 'a.test', { options: '' }, keys, 1)).toThrow('for bind');
    const both = { policy, updateKeys: ['one'] };
    expect(() => planZone('bind', 'a.test', both, keys, 1)).toThrow('either policy or updateKeys');
  });

  it('plans a secondary: no text, and the first of its transfer keys', () => {
    const options = { primary: '127.0.0.1:5300', forwardUpdates: true, transferKeys: ['two'] };
    expect(planZone('bind', 'a.test', options, keys, 1)).toEqual({
      name: 'a.test',
      file: 'zone-1.db',
      updateKeys: ['one', 'two'],
      transferKeys: ['two'],
      secondaries: [],
      upstream: {
        server: { address: '127.0.0.1', port: 5300 },
        key: 'two',
        forwardUpdates: true,
      },
    });
  });

  it('refuses a secondary that cannot be', () => {
    const primary = '127.0.0.1:5300';
    expect(() => planZone('powerdns', 'a.test', { primary }, keys, 1)).toThrow(
      'primary: for bind, knot, nsd',
    );
    for (const extra of [{ text: 'x' }, { policy: 'x' }]) {
      const both = { primary, ...extra };
      expect(() => planZone('bind', 'a.test', both, keys, 1)).toThrow('from the primary');
    }
    const keyless = { primary, transferKeys: [] };
    expect(() => planZone('bind', 'a.test', keyless, keys, 1)).toThrow('needs a key');
    const forwardUpdates = true;
    expect(() => planZone('bind', 'a.test', { forwardUpdates }, keys, 1)).toThrow(
      'secondary alone',
    );
    for (const [server, sentence] of [
      ['192.0.2.1:53', 'on loopback only'],
      ['127.0.0.1 port 53', 'is no address and port'],
    ] as const) {
      for (const options of [{ primary: server }, { secondaries: [server] }]) {
        expect(() => planZone('bind', 'a.test', options, keys, 1)).toThrow(sentence);
      }
    }
  });
});
