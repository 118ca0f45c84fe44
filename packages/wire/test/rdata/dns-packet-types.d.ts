/** The part of dns-packet 5.6.1 that is asked as an oracle; the package brings no types. */
declare module 'dns-packet' {
  interface RecordCodec {
    /** The rdata behind its 16-bit length, in a Buffer. */
    encode(data: unknown): Uint8Array;
    /** Reads the rdata whose 16-bit length stands at `offset` of a Buffer. */
    decode(buffer: Uint8Array, offset: number): unknown;
  }
  interface DnsPacket {
    record(type: string): RecordCodec;
    encode(message: unknown): Uint8Array;
    decode(buffer: Uint8Array): { readonly answers: readonly { readonly data: unknown }[] };
  }
  const packet: DnsPacket;
  export default packet;
}
