/**
 * Replicache 15.3, unmodified, over the real server, with its own settings. Its app has to ask for the pull; ours here does so as soon as
 * a push is answered, which is as early as any poke could make it.
 */
import { Replicache, type ReadonlyJSONValue, type WriteTransaction } from 'replicache';
import { carriedByPush } from './wire-push.ts';
import type { ClientSetup, SyncClient } from './sync-client.ts';

/** Longer than any run: nothing is pushed until there is a network. */
const NOT_BEFORE_ASKED_MS = 3_600_000;
const LOOK_EVERY_MS = 2;

export async function open({ url, run, token, onAnswered }: ClientSetup): Promise<SyncClient> {
  const mutator = (tx: WriteTransaction, args: ReadonlyJSONValue) => tx.set(`intent/${keyOf(args)}`, args);
  const rep = new Replicache({
    name: run,
    kvStore: 'mem',
    auth: `Bearer ${token}`,
    schemaVersion: '1',
    pushDelay: NOT_BEFORE_ASKED_MS,
    logSinks: [],
    mutators: { 'rides.book': mutator, 'rides.cancel': mutator, 'bench.sos': mutator },
  });
  onAnswered(() => void rep.pull({ now: true }).catch(() => undefined));
  return {
    queue: async (intents) => {
      for (const { name, args } of intents) await rep.mutate[name](args);
    },
    drain: async () => {
      rep.pushURL = `${url}/v1/sync/push`;
      rep.pullURL = `${url}/v1/sync/pull`;
      void rep.push({ now: true }).catch(() => undefined);
      await pendingIsOver(rep);
    },
    backOnline: () => void rep.push({ now: true }).catch(() => undefined),
    carriedBy: (path, body) => (path === '/v1/sync/push' ? carriedByPush(body) : []),
  };
}

async function pendingIsOver(rep: Pick<Replicache, 'experimentalPendingMutations'>): Promise<void> {
  while ((await rep.experimentalPendingMutations()).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function keyOf(args: ReadonlyJSONValue): string {
  const { rideId, sosId } = args as { readonly rideId?: string; readonly sosId?: string };
  return rideId ?? sosId ?? '';
}
