/** The keys that sign the pages of tariff and map. Kept, so that fares can be quoted without a network from the second start on. */
import type { BookJwks } from '@bimride/client/pricing';
import Storage from 'expo-sqlite/kv-store';
import { CONFIGURATION } from '../core/configuration.ts';

const NAME = 'book-keys';
const TIMEOUT_MS = 3_000;

/** Those that are kept, at once; others come with the next start. None before the first contact: an app that is built for one server may as well carry them. */
export async function keptBookKeys(): Promise<BookJwks> {
  const kept = await Storage.getItem(NAME);
  const fresh = fetchKeys()
    .then(async (text) => {
      if (text !== null) await Storage.setItem(NAME, text);
      return text;
    })
    .catch(() => null);
  const text = kept ?? (await fresh);
  return text === null ? { keys: [] } : (JSON.parse(text) as BookJwks);
}

async function fetchKeys(): Promise<string | null> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(`${CONFIGURATION.baseUrl}/v1/book/jwks.json`, { signal: giveUp.signal });
    return answer.ok ? JSON.stringify(await answer.json()) : null;
  } finally {
    clearTimeout(timer);
  }
}
