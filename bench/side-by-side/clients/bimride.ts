/**
 * Ours: the package as it is published, over the real server. Its queue is in memory, as everybody's here; nothing is set that an app
 * would not set.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Client from '#client';
import type * as Rides from '#rides/client';
import type { MutationDefinition } from '#sync/client';
import type { Intent } from '../intents.ts';
import { REPOSITORY } from '../places.ts';
import { sos } from '../sos.ts';
import type { ClientSetup, SyncClient } from './sync-client.ts';
import { carriedByPush } from './wire-push.ts';

/** By the package's own `exports`: a package may ask for itself by name. */
const resolveInside = createRequire(join(REPOSITORY, 'dist/client-package/app.js')).resolve;

async function published<T>(door: string): Promise<T> {
  const loaded: unknown = await import(pathToFileURL(resolveInside(door)).href);
  return loaded as T;
}

export async function open({ url, run, token }: ClientSetup): Promise<SyncClient> {
  const { fetchTransport, MemoryStorage, openClient } = await published<typeof Client>('@bimride/client');
  const { ridesMutations, book, cancel } = await published<typeof Rides>('@bimride/client/rides');
  const client = await openClient({
    person: { subject: run, roles: ['rider'] },
    storage: new MemoryStorage(),
    transport: fetchTransport({ baseUrl: url }),
    token: async () => token,
    mutations: [...ridesMutations, sos],
  });
  const definitions: Readonly<Record<Intent['name'], MutationDefinition>> = {
    'rides.book': book,
    'rides.cancel': cancel,
    'bench.sos': sos,
  };
  const confirmations: Promise<unknown>[] = [];
  return {
    queue: async (intents) => {
      for (const { name, args } of intents) {
        const saved = await client.mutate(definitions[name], args);
        confirmations.push(saved.confirmed());
      }
    },
    drain: async () => {
      client.start();
      await Promise.all(confirmations);
    },
    backOnline: () => client.trigger('online'),
    carriedBy: (path, body) => (path === '/v1/sync/push' ? carriedByPush(body) : []),
  };
}
