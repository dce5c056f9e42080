/**
 * Several tabs (or processes) over one storage: each may add to the queue, one at a time drains it.
 */
import type { News } from '../device/news.ts';
import type { DrainReport } from './drain-report.ts';

/** Why one tab speaks to the others. */
export type TabReason =
  /** The storage holds something new. */
  | 'changed'
  /** It has drained, with this report: nobody else needs to look for a while. */
  | 'looked'
  /** Something new waits: whoever drains, go on. */
  | 'drain'
  /** The server's pokes arrive in another tab, which looks for all; or no more. */
  | 'pokes_arrive'
  | 'pokes_stop'
  /** A new emergency waits. */
  | 'emergency'
  /** Its person signed out: everything was taken away. */
  | 'forgotten';

/** What one tab tells the others: plain data, so that it may be posted. */
export interface TabMessage {
  readonly why: TabReason;
  /** What changed in the storage, of `changed`. */
  readonly news?: News;
  readonly report?: DrainReport;
}

export interface Tabs {
  /** Runs the work while no other tab does; undefined at once when another one is at it. */
  exclusively<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Runs the work in one tab at a time, which leads until it ends or dies; the others wait their turn. */
  lead?(work: () => Promise<void>, stop: AbortSignal): Promise<void>;
  post(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): void;
  close(): void;
  /** Others may change the storage: it is read again before each drain. */
  readonly shared: boolean;
}

/** Nobody else has the storage open: a phone's app, a Node process. */
export function soleTab(): Tabs {
  return {
    exclusively: (work) => work(),
    post: () => undefined,
    listen: () => undefined,
    close: () => undefined,
    shared: false,
  };
}
