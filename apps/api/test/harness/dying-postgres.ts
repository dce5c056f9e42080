import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A server that greets like PostgreSQL and ends the connection in the same breath, as one does that is going away. */
export interface DyingPostgres {
  readonly url: string;
  close(): Promise<void>;
}

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const GOING_AWAY = message('E', Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0'));

/** Starts it on a free loopback port. Close it at the end. */
export async function startDyingPostgres(): Promise<DyingPostgres> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    // One packet: a client reads the greeting and the goodbye without a pause in between.
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, GOING_AWAY])));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgresql://nobody:none@127.0.0.1:${port}/none`,
    close: () => new Promise((closed) => void server.close(() => closed())),
  };
}
