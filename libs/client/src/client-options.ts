import type { Actor, MutationDefinition } from '#sync/client';
import type { Clock } from './clock.ts';
import type { DescribeRow } from './outcomes/words.ts';
import type { Upcaster } from './queue/upcast.ts';
import type { ClientStorage } from './storage/storage.ts';
import type { Tabs } from './sync/tabs.ts';
import type { TokenSource } from './wire/exchange.ts';
import type { Transport } from './wire/transport.ts';

export interface ClientOptions {
  /** Who is signed in: `sub` and `roles` of their token. Each person has a queue and views of their own. */
  readonly person: Actor;
  readonly storage: ClientStorage;
  /** Usually `fetchTransport({ baseUrl })`. */
  readonly transport: Transport;
  /** Asked at each sending. Null: not signed in, so nothing goes out and everything is kept. */
  readonly token: TokenSource;
  /** What this app can do: `ridesMutations` and the like. Those of sync are always there. */
  readonly mutations: readonly MutationDefinition[];
  /** Raise it when arguments of mutations change their form, and register upcasters for what older apps left. */
  readonly schemaVersion?: string;
  readonly upcasters?: Readonly<Record<string, Upcaster>>;
  /** In a browser: `browserTabs(name)`. */
  readonly tabs?: Tabs;
  /** Says in words what a row is, for conflicts. */
  readonly describeRow?: DescribeRow;
  readonly clock?: Clock;
  /** Time between two looks at the server when nothing else asks for one, in milliseconds; `CLIENT_LIMITS.lookEveryMs` without it. */
  readonly lookEveryMs?: number;
  /** Fresh ids, each a UUID. React Native without `crypto.getRandomValues` must bring its own. */
  readonly newId?: () => string;
  /** Hears of what must not happen, such as a storage that broke. */
  readonly onError?: (error: unknown) => void;
}
