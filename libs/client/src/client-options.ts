import type { Actor, CredentialCode, Json, MutationDefinition, OfflineAct } from '#sync/client';
import type { UpdateProgress } from './after-update.ts';
import type { Clock } from './clock.ts';
import type { TellOutcome } from './outcomes/item.ts';
import type { Upcaster } from './queue/upcast.ts';
import type { ClientStorage } from './storage/storage.ts';
import type { Tabs } from './sync/tabs.ts';
import type { TokenSource } from './wire/token.ts';
import type { Transport } from './wire/transport.ts';

/** What is done without contact: roles and priority of the mutation, and cash with what was taken before. */
export interface ActWithoutContact extends OfflineAct {
  readonly name: string;
  readonly args: Json;
}

export interface ClientOptions {
  /** Who is signed in: `sub` and `roles` of their token. Each person has a queue and views of their own. */
  readonly person: Actor;
  readonly storage: ClientStorage;
  /** Usually `fetchTransport({ baseUrl })`. */
  readonly transport: Transport;
  /**
   * Asked at each sending, and given 15 s. Null: not signed in, so nothing goes out and everything is kept. A token that does
   * not name its person (one that is no JSON Web Token) goes out only as `{ token, subject }`.
   */
  readonly token: TokenSource;
  /** What this app can do: `ridesMutations` and the like. `sync.acknowledgeOutcome` is always there. */
  readonly mutations: readonly MutationDefinition[];
  /** Raise it when arguments of mutations change their form, and register upcasters for what older apps left. */
  readonly schemaVersion?: string;
  readonly upcasters?: Readonly<Record<string, Upcaster>>;
  /** Hears how far an update is where much waits, to show it. */
  readonly onUpdate?: (progress: UpdateProgress) => void;
  /**
   * Asks for this install's offline credential, before anything is pushed once it is due, and keeps it: `client.credential()`.
   * Of a driver: from then on what is made beyond its terms is held for staff.
   */
  readonly keepCredential?: boolean;
  /**
   * Whether this device may do so without contact, such as `mayAct` of `@bimride/client/sync` with its verified credential.
   * Without it, as the credential says that `keepCredential` keeps.
   * Nothing is refused by it: it is told with the mutation. Not asked about emergencies, nor while there is contact.
   */
  readonly mayActOffline?: (act: ActWithoutContact, nowMs: number) => CredentialCode | null;
  /** In a browser: `browserTabs(name)`. */
  readonly tabs?: Tabs;
  /** In which words the inbox speaks: `tell(english)` or `tell(spanish)` of `@bimride/client/words`. Without it, plain English and no next step. */
  readonly words?: TellOutcome;
  readonly clock?: Clock;
  /** Time between two looks at the server when nothing else asks for one, in milliseconds; `CLIENT_LIMITS.lookEveryMs` without it. */
  readonly lookEveryMs?: number;
  /** How long positions and the like (stream `telemetry`) wait for more, in milliseconds; `CLIENT_LIMITS.telemetryEveryMs` without it. */
  readonly telemetryEveryMs?: number;
  /** Fresh ids, each a UUID. React Native without `crypto.getRandomValues` must bring its own. */
  readonly newId?: () => string;
  /** Hears of what must not happen, such as a storage that broke. */
  readonly onError?: (error: unknown) => void;
}
