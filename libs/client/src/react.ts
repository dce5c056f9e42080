/** Hooks for React and React Native. React itself is the app's own. */
import { useCallback, useSyncExternalStore } from 'react';
import type { BimrideClient, ClientStatus } from './bimride-client.ts';
import type { InboxItem } from './outcomes/inbox.ts';
import type { QueueInspection } from './queue/inspect.ts';
import type { ShownRow } from './views/shown.ts';

/** All rows whose key begins so, as their person sees them; renders again when one of them changes. */
export function useView<T>(client: BimrideClient, prefix: string): readonly ShownRow<T>[] {
  const subscribe = useCallback((listener: () => void) => client.watch(prefix, listener), [client, prefix]);
  const read = useCallback(() => client.scan<T>(prefix), [client, prefix]);
  return useSyncExternalStore(subscribe, read, read);
}

/** What waits on this device, and how the device stands with the server. */
export function useOutbox(client: BimrideClient): { readonly queue: QueueInspection; readonly status: ClientStatus } {
  const subscribe = useCallback((listener: () => void) => client.watchAll(listener), [client]);
  const readQueue = useCallback(() => client.queue(), [client]);
  const readStatus = useCallback(() => client.status(), [client]);
  const queue = useSyncExternalStore(subscribe, readQueue, readQueue);
  const status = useSyncExternalStore(subscribe, readStatus, readStatus);
  return { queue, status };
}

/** Outcomes the person must hear of, and how to say that they have. */
export function useOutcomes(client: BimrideClient): {
  readonly outcomes: readonly InboxItem[];
  readonly acknowledge: (item: InboxItem) => Promise<void>;
} {
  const subscribe = useCallback((listener: () => void) => client.watchAll(listener), [client]);
  const read = useCallback(() => client.inbox(), [client]);
  const acknowledge = useCallback((item: InboxItem) => client.acknowledge(item), [client]);
  return { outcomes: useSyncExternalStore(subscribe, read, read), acknowledge };
}
