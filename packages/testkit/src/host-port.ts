/**
 * A server's address as a suite writes it and as `RealServer.server` says it: `127.0.0.1:53`, or
 * `[::1]:53`. On loopback only, so that no test ever sends to another machine.
 */
import { loopback } from './loopback.ts';

export interface HostPort {
  readonly address: string;
  readonly port: number;
}

/** @throws Error where it is no port of 127.0.0.1 or ::1. */
export function parseHostPort(text: string): HostPort {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  const port = Number(digits);
  if (address === undefined || port < 1 || port > 65535) {
    throw new Error(`${JSON.stringify(text)} is no address and port, such as 127.0.0.1:53`);
  }
  return { address: loopback(address), port };
}

/** @returns `127.0.0.1:53`, an IPv6 address in brackets */
export function formatHostPort({ address, port }: HostPort): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
