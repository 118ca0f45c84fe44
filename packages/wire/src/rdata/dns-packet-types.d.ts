/**
 * The part of dns-packet that is called here. The published types describe its Buffers as something
 * else, so this says what 5.6.1 does.
 */
declare module 'dns-packet' {
  interface RecordCodec {
    /** The rdata behind its 16-bit length, in a Buffer. */
    encode(data: unknown): Uint8Array;
    /** Reads the rdata whose 16-bit length stands at `offset` of a Buffer. */
    decode(buffer: Uint8Array, offset: number): unknown;
  }
  interface DnsPacket {
    record(type: string): RecordCodec;
  }
  const packet: DnsPacket;
  export default packet;
}
