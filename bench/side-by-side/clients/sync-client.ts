import type { Intent } from '../intents.ts';

/** What the measurement asks of every client. */
export interface SyncClient {
  /** Keeps everything on the device. Nothing is sent: there is no network. */
  queue(intents: readonly Intent[]): Promise<void>;
  /** There is a network from now on. Resolves when nothing waits and the client calls itself in sync. */
  drain(): Promise<void>;
  /** The platform says that the network is back, after it was away during the drain. */
  backOnline(): void;
  /** What a request carries, as ids; an emergency is `SOS`. Nothing for requests that bring no mutation. */
  carriedBy(path: string, body: string): readonly string[];
}

/** The id of the call for help in what a request carries. */
export const SOS = 'SOS';

/** What a client is opened with. */
export interface ClientSetup {
  /** The near end of the link. */
  readonly url: string;
  /** Names the run: who the person is, and what the store of the run is called. */
  readonly run: string;
  readonly token: string;
  /** Called after every request that brought mutations and was answered. */
  readonly onAnswered: (listener: () => void) => void;
}

/** Opens a client. */
export type OpenClient = (setup: ClientSetup) => Promise<SyncClient>;
