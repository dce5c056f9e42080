/** Hooks for React and React Native. React itself is the app's own. */
import { use, useCallback, useRef, useSyncExternalStore } from 'react';
import type { RowKind } from '#sync/client';
import type { BimrideClient } from './bimride-client.ts';
import type { InboxItem } from './outcomes/item.ts';
import type { QueueInspection } from './queue/inspect.ts';
import type { ClientStatus } from './sync/drainer.ts';
import { kept } from './views/same.ts';
import { prefixOf, type Rows, type ShownRow } from './views/shown.ts';

/**
 * All rows of a kind, or whose key begins so, as their person sees them; renders again when one of them changes. The other rows stay the
 * same objects, so that `memo` of a component that shows one holds.
 */
export function useView<Row>(client: BimrideClient, kind: RowKind<Row>): readonly ShownRow<Row>[];
export function useView<T>(client: BimrideClient, prefix: string): readonly ShownRow<T>[];
export function useView(client: BimrideClient, rows: Rows): readonly ShownRow[] {
  return useQuery(client, rows as string, (all: readonly ShownRow[]) => all);
}

/**
 * What a selector makes of the rows of a kind, or whose key begins so: some of them, how many, one number. Renders again only when that
 * says something else.
 */
export function useQuery<Row, T>(
  client: BimrideClient,
  kind: RowKind<Row>,
  select: (rows: readonly ShownRow<Row>[]) => T,
): T;
export function useQuery<Row, T>(
  client: BimrideClient,
  prefix: string,
  select: (rows: readonly ShownRow<Row>[]) => T,
): T;
export function useQuery<T>(client: BimrideClient, rows: Rows, select: (rows: readonly ShownRow[]) => T): T {
  const prefix = prefixOf(rows);
  const subscribe = useCallback((listener: () => void) => client.watch(prefix, listener), [client, prefix]);
  return useSelected(subscribe, () => client.scan(prefix), select);
}

/** As `useQuery`; suspends until the first rows are here, or the first look has come to nothing. */
export function useSuspenseQuery<Row, T>(
  client: BimrideClient,
  kind: RowKind<Row>,
  select: (rows: readonly ShownRow<Row>[]) => T,
): T {
  const looking = client.firstLook();
  if (looking) use(looking);
  return useQuery(client, kind, select);
}

/** One row of a kind as its person sees it, or undefined; renders again when it changes. */
export function useRow<Row>(client: BimrideClient, kind: RowKind<Row>, id: string): Row | undefined {
  const key = prefixOf(kind) + id;
  const subscribe = useCallback((listener: () => void) => client.watch(key, listener), [client, key]);
  const read = (): Row | undefined => client.get<Row>(key);
  return useSyncExternalStore(subscribe, read, read);
}

/** What waits on this device; renders again when that changes. */
export function useQueue(client: BimrideClient): QueueInspection {
  return useSelected(useAll(client), () => client.queue(), same);
}

/** How the device stands with the server, or what a selector makes of it: `useStatus(client, ({ hindrance }) => hindrance)`. */
export function useStatus(client: BimrideClient): ClientStatus;
export function useStatus<T>(client: BimrideClient, select: (status: ClientStatus) => T): T;
export function useStatus(client: BimrideClient, select: (status: ClientStatus) => unknown = same): unknown {
  return useSelected(useAll(client), () => client.status(), select);
}

/** `useQueue` and `useStatus` in one. */
export function useOutbox(client: BimrideClient): { readonly queue: QueueInspection; readonly status: ClientStatus } {
  return { queue: useQueue(client), status: useStatus(client) };
}

/** Outcomes the person must hear of, and how to say that they have. */
export function useOutcomes(client: BimrideClient): {
  readonly outcomes: readonly InboxItem[];
  readonly acknowledge: (item: InboxItem) => Promise<void>;
} {
  const outcomes = useSelected(useAll(client), () => client.inbox(), same);
  const acknowledge = useCallback((item: InboxItem) => client.acknowledge(item), [client]);
  return { outcomes, acknowledge };
}

type Subscribe = (listener: () => void) => () => void;

const same = <T>(value: T): T => value;

function useAll(client: BimrideClient): Subscribe {
  return useCallback((listener) => client.watchAll(listener), [client]);
}

/** What a selector makes of what is read: made again only when one of them moves, and the former object where it says the same. */
function useSelected<S, T>(subscribe: Subscribe, read: () => S, select: (source: S) => T): T {
  const last = useRef<{ readonly source: S; readonly select: (source: S) => T; readonly value: T }>(null);
  const readSelected = (): T => {
    const source = read();
    const was = last.current;
    if (was && was.source === source && was.select === select) return was.value;
    const value = was ? kept(was.value, select(source)) : select(source);
    last.current = { source, select, value };
    return value;
  };
  return useSyncExternalStore(subscribe, readSelected, readSelected);
}
