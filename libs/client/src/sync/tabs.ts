/**
 * Several tabs (or processes) over one storage: each may add to the queue, one at a time drains it.
 */
export type TabMessage =
  /** The storage holds something new. */
  | 'changed'
  /** Something new waits: whoever drains, go on. */
  | 'drain'
  /** A new emergency waits. */
  | 'emergency'
  /** Its person signed out: everything was taken away. */
  | 'forgotten';

export interface Tabs {
  /** Runs the work while no other tab does; undefined at once when another one is at it. */
  exclusively<T>(work: () => Promise<T>): Promise<T | undefined>;
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
