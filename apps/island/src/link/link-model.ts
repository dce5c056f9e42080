/** The mobile link of every phone: the one under which the drain of a queue is to be judged. The way down is assumed. */
export const LINK = {
  rttMs: 200,
  uplinkKbitPerSecond: 256,
  downlinkKbitPerSecond: 1_024,
  /** What the headers of a request and of an answer take, in bytes. */
  headerBytes: 700,
  /** Time that the server has for a request before the clock waits for it. */
  serverMs: 150,
  /** The same for a pull, which no figure depends on: phones see what is new up to so much later than they could. */
  pullServerMs: 1_000,
  /** How soon a phone notices that there is no network at all. */
  noNetworkMs: 20,
} as const;

export const ONE_WAY_MS = LINK.rttMs / 2;
const BITS_PER_BYTE = 8;

/** How long so many bytes take on the way to the server, in milliseconds. */
export function uploadMs(bytes: number): number {
  return Math.ceil((bytes * BITS_PER_BYTE) / LINK.uplinkKbitPerSecond);
}

/** How long so many bytes take on the way to the phone, in milliseconds. */
export function downloadMs(bytes: number): number {
  return Math.ceil(((bytes + LINK.headerBytes) * BITS_PER_BYTE) / LINK.downlinkKbitPerSecond);
}
