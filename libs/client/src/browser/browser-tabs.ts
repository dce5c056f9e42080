import type { TabMessage, TabReason, Tabs } from '../sync/tabs.ts';

interface BrowserLocks {
  request<T>(
    name: string,
    options: { readonly ifAvailable?: true; readonly signal?: AbortSignal },
    work: (lock: unknown) => Promise<T>,
  ): Promise<T>;
}
interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}
interface Platform {
  readonly navigator: { readonly locks: BrowserLocks };
  readonly BroadcastChannel: new (name: string) => Channel;
}

const REASONS: ReadonlySet<unknown> = new Set<TabReason>([
  'changed',
  'looked',
  'drain',
  'pokes_arrive',
  'pokes_stop',
  'emergency',
  'forgotten',
]);
/** A tab with an earlier release of the app says a word, and not what changed. */
const UNTOLD = { from: null, to: null, places: null };

function messageIn(data: unknown): TabMessage | null {
  const message = typeof data === 'string' ? { why: 'changed' as const, news: UNTOLD } : (data as TabMessage | null);
  return REASONS.has(message?.why) ? message : null;
}

/**
 * Tabs of one origin over one storage: Web Locks say who drains, a BroadcastChannel tells of changes. One name for each
 * storage and person, such as `bimride/rider-17`. The lock of a tab that dies is free at once.
 */
export function browserTabs(name: string, platform: Platform = globalThis as never): Tabs {
  const channel = new platform.BroadcastChannel(name);
  return {
    shared: true,
    exclusively: (work) =>
      platform.navigator.locks.request(name, { ifAvailable: true }, async (lock) => (lock ? work() : undefined)),
    lead: (work, stop) =>
      platform.navigator.locks.request(`${name}/leader`, { signal: stop }, work).catch((error: unknown) => {
        // Whoever waits for their turn and is stopped has led nothing.
        if (!stop.aborted) throw error;
      }),
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel, not a window: it stays in its origin
    post: (message) => channel.postMessage(message),
    listen: (listener) => {
      channel.addEventListener('message', ({ data }) => {
        const message = messageIn(data);
        if (message) listener(message);
      });
    },
    close: () => channel.close(),
  };
}
