/**
 * One client, one run, in a process of its own: started by `run-client.ts`, not by people. It queues without a network, says so, and drains
 * when told that there is one.
 */
import { open as openBimride } from './clients/bimride.ts';
import { open as openReplicache } from './clients/replicache.ts';
import { open as openRxdb } from './clients/rxdb.ts';
import type { OpenClient } from './clients/sync-client.ts';
import { open as openTanstack } from './clients/tanstack.ts';
import { open as openWatermelondb } from './clients/watermelondb.ts';
import type { ClientName } from './plan.ts';
import { Recorder } from './recorder.ts';
import type { FromClient, Order, ToClient } from './run-client.ts';

const OPEN: Readonly<Record<ClientName, OpenClient>> = {
  bimride: openBimride,
  replicache: openReplicache,
  rxdb: openRxdb,
  watermelondb: openWatermelondb,
  tanstack: openTanstack,
};

function tell(message: FromClient): void {
  process.send?.(message);
}

async function main({ client: name, url, run, token, intents }: Order): Promise<void> {
  const expected = intents.filter((intent) => intent.name !== 'bench.sos').length;
  const recorder = new Recorder(globalThis.fetch, expected);
  globalThis.fetch = recorder.fetch;
  // The first request loads what later ones find loaded: no client pays for that.
  await fetch('data:,');
  const client = await OPEN[name]({ url, run, token, onAnswered: (listener) => recorder.onAnswered(listener) });
  await client.queue(intents);
  const drain = async (): Promise<void> => {
    recorder.begin(client);
    const beganAtMs = performance.now();
    await client.drain();
    tell({ kind: 'drained', inSyncAtMs: performance.now() - beganAtMs, recording: recorder.recording });
  };
  process.on('message', ({ kind }: ToClient) => {
    if (kind === 'network') void drain();
    if (kind === 'back') client.backOnline();
    if (kind === 'stop') tell({ kind: 'drained', inSyncAtMs: null, recording: recorder.recording });
  });
  tell({ kind: 'queued' });
}

// A parent that is gone can never end this process.
process.on('disconnect', () => process.exit(1));
process.once('message', (order: Order) => void main(order));
