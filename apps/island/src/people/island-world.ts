import type { BookReader } from '#pricing/client';
import type { RoadMap } from '#routing/client';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { HttpSender } from '../link/http-sender.ts';
import type { Coverage } from '../world/coverage.ts';
import type { Place } from '../world/places.ts';
import type { PhoneStorage } from './phone-storage.ts';
import type { Street } from './street.ts';

/** What everybody on the island shares. */
export interface IslandWorld {
  readonly clock: VirtualClock;
  readonly coverage: Coverage;
  readonly sender: HttpSender;
  readonly places: readonly Place[];
  readonly roads: RoadMap;
  readonly book: BookReader;
  readonly street: Street;
  /** Share of rides in which a phone goes off and on again. */
  readonly rebootShare: number;
  /** Share of exchanges that die half-way on every phone; null: as drawn for each. */
  readonly halfOpenShare: number | null;
  /** An access token, good or just expired. */
  token(person: { readonly subject: string; readonly role: string }, state: 'good' | 'expired'): string;
  /** The storage of a phone over its disk. */
  readonly storageOf: (subject: string, disk: Map<string, string>, isFull: () => boolean) => PhoneStorage;
  /** Hears of what must not happen. */
  readonly onError: (error: unknown) => void;
}
