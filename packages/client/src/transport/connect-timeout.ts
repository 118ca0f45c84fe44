/** What a connection is given up for; it never reaches a caller. */
export class ConnectTimeout extends Error {
  override readonly name: string = 'ConnectTimeout';
}
