/** Signing out while something waits: never silently. Pure but for what it is given. */
import type { BimrideClient } from '@bimride/client';

/** How long a person looks at a spinner, in milliseconds. */
const SEND_FIRST_DEADLINE_MS = 15_000;

export type SigningOut =
  /** Nothing waits, or the person knows: go. */
  | { readonly done: true }
  /** So many acts have not reached Bimride. Ask the person. */
  | { readonly done: false; readonly waiting: number };

/**
 * Sends first. What cannot be sent now is the person's to decide: to stay signed in, or to go all the same (`leaveWaiting`). Then it
 * stays on this phone under their name, and goes out when they sign in here again; nobody else's token ever carries it.
 */
export async function beforeSignOut(
  client: Pick<BimrideClient, 'drainOnce' | 'queue'>,
  { leaveWaiting }: { readonly leaveWaiting: boolean },
): Promise<SigningOut> {
  if (client.queue().waiting > 0) await client.drainOnce({ deadlineMs: SEND_FIRST_DEADLINE_MS });
  const { waiting } = client.queue();
  return waiting === 0 || leaveWaiting ? { done: true } : { done: false, waiting };
}
