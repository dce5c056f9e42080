/** Hooks for React and React Native. React itself is the app's own. */
import { useCallback, useSyncExternalStore } from 'react';
import type { RowKind } from '#sync/client';
import type { BimrideClient } from './bimride-client.ts';
import type { InboxItem } from './outcomes/item.ts';
import type { QueueInspection } from './queue/inspect.ts';
import type { ClientStatus } from './sync/drainer.ts';
import { prefixOf, type Rows, type ShownRow } from './views/shown.ts';

/** All rows of a kind, or whose key begins so, as their person sees them; renders again when one of them changes. */
export function useView<Row>(client: BimrideClient, kind: RowKind<Row>): readonly ShownRow<Row>[];
export function useView<T>(client: BimrideClient, prefix: string): readonly ShownRow<T>[];
export function useView(client: BimrideClient, rows: Rows): readonly ShownRow[] {
  const prefix = prefixOf(rows);
  const subscribe = useCallback((listener: () => void) => client.watch(prefix, listener), [client, prefix]);
  const read = useCallback(() => client.scan(prefix), [client, prefix]);
  return useSyncExternalStore(subscribe, read, read);
}

/** One row of a kind as its person sees it, or undefined; renders again when it changes. */
export function useRow<Row>(client: BimrideClient, kind: RowKind<Row>, id: string): Row | undefined {
  const subscribe = useCallback(
    (listener: () => void) => client.watch(prefixOf(kind) + id, listener),
    [client, kind, id],
  );
  const read = useCallback(() => client.get(kind, id), [client, kind, id]);
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
