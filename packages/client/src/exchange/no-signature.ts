/** Why nothing was sent: who signs has given no signature in time. */
export class NoSignature extends Error {
  override readonly name: string = 'NoSignature';
}
