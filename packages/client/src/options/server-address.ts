/** The address of a server as people write it: `host`, `host:port`, `192.0.2.1`, `[2001:db8::1]:53`. */

import { isIPv4, isIPv6 as matchesIPv6 } from 'node:net';
import { InvalidNameError, InvalidOptionError, parseName } from '@zonewright/wire';

/** A server to talk to. */
export interface ServerAddress {
  /** A host name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, an IPv6 address in brackets: how results and errors name the server. */
  readonly label: string;
}

/**
 * Reads a server's address.
 *
 * @param defaultPort where the text has none
 * @throws {InvalidOptionError}
 */
export function parseServer(text: unknown, defaultPort: number): ServerAddress {
  const refuse = (rule: string): never => {
    // As from an environment variable that is missing.
    throw new InvalidOptionError(
      'server',
      text,
      text === undefined ? `it is undefined; ${rule}` : rule,
    );
  };
  if (typeof text !== 'string' || text === '') {
    return refuse("'host', 'host:port', '192.0.2.1' or '[2001:db8::1]:53' is needed");
  }
  if (text.includes('://')) return refuse('it is a URL; a host is needed, and `transport` for TLS');
  if (isIPv6(text)) return address(text, defaultPort);
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(text);
  if (match === null)
    return refuse('it is no host and port; an IPv6 address with a port has brackets');
  const [, bracketed, plain, portText] = match;
  let port = defaultPort;
  if (portText !== undefined) {
    port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
    if (port < 1 || port > 65_535) refuse('its port is no integer from 1 to 65535');
  }
  if (bracketed !== undefined) {
    return isIPv6(bracketed) ? address(bracketed, port) : refuse('brackets hold an IPv6 address');
  }
  return address(checkHost(plain ?? '', refuse), port);
}

function checkHost(host: string, refuse: (rule: string) => never): string {
  if (/^[\d.]+$/.test(host) && !isIPv4(host)) {
    return refuse('it is neither an IPv4 address nor a host name');
  }
  try {
    const name = parseName(host);
    if (host === '' || name === '.' || !/^[\w.-]+$/.test(name)) return refuse('it is no host name');
    return host.endsWith('.') ? name : name.slice(0, -1);
  } catch (error) {
    if (error instanceof InvalidNameError) return refuse(`its host is no name: ${error.rule}`);
    throw error;
  }
}

/** Asks Node of what has two colons: it builds its pattern when first asked, in 2 ms and 1.3 MB. */
function isIPv6(text: string): boolean {
  return /:.*:/s.test(text) && matchesIPv6(text);
}

function address(host: string, port: number): ServerAddress {
  return { host, port, label: `${isIPv6(host) ? `[${host}]` : host}:${port}` };
}
