import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ClientSetup } from './sync-client.ts';

const compress = promisify(gzip);
/** As ours: smaller bodies gain nothing. */
const GZIP_BYTES_MIN = 1_024;

/**
 * Asks the document server, as the app of a client does that leaves requests to it: with the same token, and compressed like ours. An answer
 * that is none is thrown, so that the client tries again by its own rules.
 */
export async function ask(
  { url, run, token }: ClientSetup,
  path: string,
  sending?: { readonly body: object; readonly headers?: Readonly<Record<string, string>> },
): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', ...sending?.headers };
  const response = await fetch(`${url}/${run}/${path}`, {
    ...(sending ? await encoded(JSON.stringify(sending.body), headers) : { headers }),
    signal: AbortSignal.timeout(60_000),
  });
  if (!response.ok) throw new Error(`answered ${response.statusText}`);
  return response.json();
}

async function encoded(text: string, more: Readonly<Record<string, string>>) {
  const headers = { 'content-type': 'application/json', ...more };
  if (text.length < GZIP_BYTES_MIN) return { method: 'POST', headers, body: text };
  return { method: 'POST', headers: { ...headers, 'content-encoding': 'gzip' }, body: await compress(text) };
}
