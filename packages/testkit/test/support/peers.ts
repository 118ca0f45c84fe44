/** Plain servers and clients for the tests of the proxy: they know nothing of DNS. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Peer extends AsyncDisposable {
  /** `host:port`. */
  readonly server: string;
  readonly port: number;
  /** What came, by connection, or by datagram. */
  readonly got: Uint8Array[];
}

/** A TCP server that says `reply` when a connection has brought `after` octets. */
export async function tcpPeer(reply: Uint8Array, after: number): Promise<Peer> {
  const got: Uint8Array[] = [];
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const number = got.push(new Uint8Array()) - 1;
    open.add(socket.on('close', () => open.delete(socket)));
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('data', (octets) => {
      const before = got[number] ?? new Uint8Array();
      const all = Uint8Array.from([...before, ...octets]);
      got[number] = all;
      if (before.length < after && all.length >= after) socket.write(reply);
    });
  }).listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    got,
    port: address.port,
    server: `127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** A UDP server that answers each datagram with the same octets and `!` behind them. */
export async function udpPeer(): Promise<Peer> {
  const got: Uint8Array[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (datagram, { port, address }) => {
    got.push(Uint8Array.from(datagram));
    socket.send(Buffer.concat([datagram, Buffer.from('!')]), port, address);
  });
  socket.bind({ address: '127.0.0.1', port: 0 });
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    got,
    port,
    server: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

export interface Ending {
  readonly received: Uint8Array;
  /** `end`, or the code of the error that ended the connection. */
  readonly by: string;
}

/** Sends octets over a new connection and reads until it ends. */
export async function tcpTalk(port: number, octets: Uint8Array): Promise<Ending> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const parts: Buffer[] = [];
  let by = 'end';
  socket.on('error', (error: NodeJS.ErrnoException) => {
    by = error.code ?? 'unknown';
  });
  socket.on('data', (part) => void parts.push(part));
  socket.write(octets);
  await new Promise((resolve) => socket.once('close', resolve));
  return { received: Uint8Array.from(Buffer.concat(parts)), by };
}

/** Sends octets over a new connection and resolves with its first so many octets of reply. */
export async function tcpAsk(port: number, octets: Uint8Array, length: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.write(octets);
  await received(socket, length);
  return socket;
}

/** Resolves when so many octets have come. */
export async function received(socket: Socket, length: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for (let count = 0; count < length; ) {
    const [part] = (await once(socket, 'data')) as [Buffer];
    parts.push(part);
    count += part.length;
  }
  return Uint8Array.from(Buffer.concat(parts));
}

export interface Datagram {
  readonly text: string;
  readonly port: number;
}

/** A UDP client that keeps what comes. */
export async function udpClient(): Promise<
  AsyncDisposable & {
    readonly socket: UdpSocket;
    readonly heard: Datagram[];
    send(text: string, port: number): void;
    /** Resolves when so many have come since the beginning. */
    hear(count: number): Promise<Datagram[]>;
  }
> {
  const socket = createSocket('udp4').bind({ address: '127.0.0.1', port: 0 });
  const heard: Datagram[] = [];
  socket.on('message', (datagram, { port }) => heard.push({ text: String(datagram), port }));
  await once(socket, 'listening');
  return {
    socket,
    heard,
    send: (text, port) => socket.send(text, port, '127.0.0.1'),
    async hear(count) {
      while (heard.length < count) await once(socket, 'message');
      return heard;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
