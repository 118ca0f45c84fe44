import { expect, it } from 'vitest';
import { formatHostPort, parseHostPort } from '../src/host-port.ts';

it.each([
  ['127.0.0.1:53', { address: '127.0.0.1', port: 53 }],
  ['[::1]:65535', { address: '::1', port: 65535 }],
])('%s is an address and a port, both ways', (text, hostPort) => {
  expect(parseHostPort(text)).toEqual(hostPort);
  expect(formatHostPort(hostPort)).toBe(text);
});

it.each(['', '127.0.0.1', '127.0.0.1:0', '127.0.0.1:65536', '::1:53', '127.0.0.1:5x'])(
  '"%s" is none',
  (text) => {
    expect(() => parseHostPort(text)).toThrow('is no address and port');
  },
);

it.each(['192.0.2.1:53', '[2001:db8::1]:53', 'localhost:53', ':53'])('"%s" is too far', (text) => {
  expect(() => parseHostPort(text)).toThrow('on loopback only');
});
