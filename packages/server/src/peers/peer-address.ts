/** The addresses of other servers, as the options `notify` and `primaries` have them. */

import { isIP, isIPv4, isIPv6 } from 'node:net';
import { InvalidNameError, InvalidOptionError, parseName } from '@zonewright/wire';

/** Another server. */
export interface PeerAddress {
  /** A host name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, an IPv6 address in brackets. */
  readonly label: string;
}

const defaultPort = 53;

/**
 * Reads one address or a list of them: `host`, `host:port`, `192.0.2.1`, `[2001:db8::1]:53`.
 *
 * @throws {InvalidOptionError}
 */
export function parsePeers(option: string, given: unknown): readonly PeerAddress[] {
  const texts: readonly unknown[] = Array.isArray(given) ? given : [given];
  return texts.map((text) => parsePeer(option, text));
}

function parsePeer(option: string, text: unknown): PeerAddress {
  const refuse = (): never => {
    throw new InvalidOptionError(option, text, "'host:port' or '[2001:db8::1]:53' is needed");
  };
  if (typeof text !== 'string') return refuse();
  if (isIPv6(text)) return peer(text, defaultPort);
  const match = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:[\]\s]+))(?::(?<port>\d{1,5}))?$/.exec(
    text,
  );
  const { bracketed, plain = '', port = String(defaultPort) } = match?.groups ?? {};
  if (match === null || Number(port) < 1 || Number(port) > 65_535) return refuse();
  if (bracketed !== undefined) return isIPv6(bracketed) ? peer(bracketed, Number(port)) : refuse();
  return isHost(plain) ? peer(plain, Number(port)) : refuse();
}

function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  // Digits and dots alone are an address that was mistyped.
  if (/^[\d.]+$/.test(text)) return isIPv4(text);
  try {
    return /^[\w.-]+$/.test(parseName(text)) && text !== '.';
  } catch (error) {
    if (error instanceof InvalidNameError) return false;
    throw error;
  }
}

function peer(host: string, port: number): PeerAddress {
  return { host, port, label: `${isIPv6(host) ? `[${host}]` : host}:${port}` };
}
