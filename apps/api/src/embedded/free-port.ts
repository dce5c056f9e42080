import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** True when nobody listens on this port of the loopback address. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once('error', () => answer(false));
    probe.listen(port, LOOPBACK, () => probe.close(() => answer(true)));
  });
}

/** A port of the loopback address that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((answer, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, LOOPBACK, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => answer(port));
    });
  });
}
