/**
 * The rule that no server of this kit is ever reachable from another machine. Every configuration
 * takes its listening address through here.
 */

/** The address itself. @throws Error where it is neither `127.0.0.1` nor `::1`. */
export function loopback(address: string): string {
  if (address !== '127.0.0.1' && address !== '::1') {
    throw new Error(`test servers listen on loopback only, not on ${JSON.stringify(address)}`);
  }
  return address;
}
