import { InvalidOptionError } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { parsePeers } from '../../src/peers/peer-address.ts';

describe('parsePeers', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', 53, '192.0.2.1:53'],
    ['192.0.2.1:5300', '192.0.2.1', 5300, '192.0.2.1:5300'],
    ['2001:db8::1', '2001:db8::1', 53, '[2001:db8::1]:53'],
    ['[2001:db8::1]:1', '2001:db8::1', 1, '[2001:db8::1]:1'],
    ['ns1.example.com', 'ns1.example.com', 53, 'ns1.example.com:53'],
    ['localhost:65535', 'localhost', 65_535, 'localhost:65535'],
  ])('%s', (text, host, port, label) => {
    expect(parsePeers('notify', text)).toEqual([{ host, port, label }]);
    expect(parsePeers('notify', [text, text]).length).toBe(2);
  });

  it.each([
    ...['', ':53', 'a b', 'ns1:0', 'ns1:65536', 'ns1:x', 'ns1:', '[192.0.2.1]:53', '[::1', '1.2.3'],
    ...['a..b:53', '.', 53, null, undefined, { host: 'ns1' }],
  ])('%o is none', (text) => {
    expect(() => parsePeers('primaries', [text])).toThrow(InvalidOptionError);
  });
});
