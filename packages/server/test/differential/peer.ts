/**
 * A real server, asked message by message over one TCP connection: updates, questions and transfers,
 * signed. What is compared is what it says in octets, which the corpora hold our decoding to.
 */

import type { RealServer } from '@zonewright/testkit';
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageInput,
  type QueryMessage,
  type ResourceRecord,
  signRequest,
  TsigKey,
} from '@zonewright/wire';
import { framed, TcpClient } from '../support/tcp-client.ts';

/** The key of a real server as ours. */
export function keyOf({ keys: [spec] }: Pick<RealServer, 'keys'>): TsigKey {
  if (spec === undefined) throw new Error('the server has no key');
  return new TsigKey(spec);
}

export class Peer {
  readonly #client: TcpClient;
  readonly #key: TsigKey;

  static async connect(server: RealServer): Promise<Peer> {
    return new Peer(await TcpClient.connect(server.port, server.address), keyOf(server));
  }

  private constructor(client: TcpClient, key: TsigKey) {
    this.#client = client;
    this.#key = key;
  }

  /** Sends one message and gives what comes back. */
  async ask(message: MessageInput): Promise<Message> {
    return decodeMessage(await this.#client.ask(this.#signed(message)));
  }

  /** All records of a zone, the closing SOA left out (RFC 5936). */
  async transfer(zone: string): Promise<ResourceRecord[]> {
    const question = { name: zone, type: 'AXFR', class: 'IN' } as const;
    await this.#client.write(framed(this.#signed({ opcode: 'QUERY', questions: [question] })));
    const records: ResourceRecord[] = [];
    while (records.length < 2 || records.at(-1)?.type !== 'SOA') {
      const { rcode, answers } = decodeMessage(await this.#client.next()) as QueryMessage;
      if (rcode !== 'NOERROR') throw new Error(`the transfer of ${zone} got ${rcode}`);
      records.push(...answers);
    }
    return records.slice(0, -1);
  }

  close(): void {
    this.#client.destroy();
  }

  #signed(message: MessageInput): Uint8Array {
    const now = Math.floor(Date.now() / 1000);
    return signRequest(encodeMessage(message), this.#key, { now, fudge: 300 }).bytes;
  }
}
