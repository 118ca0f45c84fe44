/** An error of the system in words that say more than its own, by which its `code` stays what it is. */

/** The same error, with another message. */
export function reworded(cause: Error, message: string): Error {
  const { code } = cause as NodeJS.ErrnoException;
  return Object.assign(new Error(message, { cause }), { code });
}

/** Says of an EINVAL that an address which is of one link alone lacks the interface (RFC 4007 section 11). */
export function sayLink(cause: Error, ...addresses: readonly (string | undefined)[]): Error {
  if ((cause as NodeJS.ErrnoException).code !== 'EINVAL') return cause;
  const bare = addresses.find((one) => one !== undefined && /^fe[89ab][^%]*$/i.test(one));
  if (bare === undefined) return cause;
  const rule = `the link-local address ${bare} needs its interface, as in ${bare}%eth0`;
  return reworded(cause, `${cause.message}: ${rule}`);
}
