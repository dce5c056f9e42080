import { describe, expect, it } from '@jest/globals';
import { fetchTransport } from './fetch-transport.ts';
import { readPullReply } from './read-reply.ts';

const ASKED = 'https://api.bimride.example/v1/sync/pull';
const ANSWER = {
  cookie: { order: 1, scopes: 's' },
  lastMutationIDChanges: {},
  patch: [],
  more: false,
  scopes: {},
};

/** A platform that follows redirects whatever it is told, and says so by the address of the answer at most. */
async function readFrom(url: string) {
  const response = new Response(JSON.stringify(ANSWER), { headers: { 'content-type': 'application/json' } });
  Object.defineProperty(response, 'url', { value: url });
  const transport = fetchTransport({ baseUrl: 'https://api.bimride.example', fetch: async () => response, gzip: null });
  const signal = new AbortController().signal;
  return readPullReply(await transport.post({ path: '/v1/sync/pull', body: '{}', token: 't', signal }), 0);
}

describe('an answer from another address than the one asked', () => {
  it.each<readonly [string, string, string]>([
    ['is a portal, even if it looks like ours', 'https://wifi.hotel.example/v1/sync/pull', 'none'],
    ['is a portal also where only the path differs', 'https://api.bimride.example/login', 'none'],
    ['is ours when it is the same', ASKED, 'answer'],
    ['is judged by its form where the platform does not tell', '', 'answer'],
  ])('%s', async (_name, url, kind) => {
    expect(await readFrom(url)).toMatchObject({ kind });
  });
});
