import { randomInt } from 'node:crypto';
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

// Below the ports that systems give to outgoing connections (Linux: from 32768, others: from 49152), and above the usual servers: what is
// free now is not taken by somebody's next connection before it is listened on.
const [FIRST, LAST] = [20_000, 32_000];
const TRIES = 100;

/**
 * A port of the loopback address that nobody listens on at this moment.
 *
 * @throws Error when none of 100 is free
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${FIRST} to ${LAST} of this machine is free`);
}
