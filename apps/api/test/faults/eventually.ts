const PAUSE_MS = 5;

/** Gives the event loop, and whoever is waited for, a moment. */
export function breathe(ms = PAUSE_MS): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}

/** Looks again and again until there is something to see. @throws Error when it does not come to that in time. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 30_000,
): Promise<T> {
  const endMs = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > endMs) throw new Error(`it did not come to this in time: ${what}`);
    await breathe();
  }
}
