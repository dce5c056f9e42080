import type { BimrideClient } from '../bimride-client.ts';

interface Target {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}
interface Page {
  readonly window: Target;
  readonly document: Target & { readonly visibilityState: string };
}

/** Tells the client when the page comes to the foreground and when the browser is online again. Returns how to stop. */
export function followBrowser(client: Pick<BimrideClient, 'trigger'>, page: Page = globalThis as never): () => void {
  const { window, document } = page;
  const online = (): void => client.trigger('online');
  const visible = (): void => {
    if (document.visibilityState === 'visible') client.trigger('foreground');
  };
  window.addEventListener('online', online);
  document.addEventListener('visibilitychange', visible);
  return () => {
    window.removeEventListener('online', online);
    document.removeEventListener('visibilitychange', visible);
  };
}
