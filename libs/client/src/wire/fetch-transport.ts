import { CLIENT_LIMITS } from '../limits.ts';
import type { Transport, TransportReply, TransportRequest } from './transport.ts';

export interface FetchTransportOptions {
  /** Address of the server, such as `https://api.bimride.example`. */
  readonly baseUrl: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Compresses a body; null leaves it as it is. Without it, what the platform has (React Native has nothing). */
  readonly gzip?: ((text: string) => Promise<Uint8Array<ArrayBuffer>>) | null;
  /** Told once, when something on the way takes from bodies the word that they are compressed: they go uncompressed from then on. */
  readonly onCompressionLost?: () => void;
}

/** The server over HTTP, with bodies compressed where the platform can, and the way to the server bears it. */
export function fetchTransport(options: FetchTransportOptions): Transport {
  let gzip = options.gzip === undefined ? platformGzip() : options.gzip;
  const send = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const post = async (request: TransportRequest, pack: Gzip | null): Promise<TransportReply> => {
    const { headers, body } = await encoded(request, pack);
    const url = new URL(request.path, options.baseUrl).href;
    // A redirect is never ours: it is a captive portal, and following it would hand it the token.
    const init = {
      method: 'POST',
      headers,
      body,
      signal: request.signal,
      redirect: 'manual',
      cache: 'no-store',
    } as const;
    return replyOf(await send(url, init), url);
  };
  return {
    post: async (request) => {
      const reply = await post(request, gzip);
      if (!gzip || !isPacked(request) || !isUnreadable(reply)) return reply;
      const plain = await post(request, null);
      if (isUnreadable(plain)) return plain;
      gzip = null;
      options.onCompressionLost?.();
      return plain;
    },
  };
}

const isPacked = ({ body }: TransportRequest): boolean => body.length >= CLIENT_LIMITS.gzipBytesMin;

/** What the server says of a body that is not JSON, or in a coding that it does not know. */
const UNREADABLE = /"code": ?"(?:text_not_unicode|json_malformed|body_malformed|content_coding_unsupported)"/;

/** Whether the server could not read the body at all. We write JSON: if it did not arrive, something on the way spoilt it. */
function isUnreadable({ status, text }: TransportReply): boolean {
  return (status === 400 || status === 415) && UNREADABLE.test(text);
}

type Gzip = (text: string) => Promise<Uint8Array<ArrayBuffer>>;

async function encoded(request: TransportRequest, gzip: Gzip | null) {
  const { body, token } = request;
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` };
  if (!gzip || !isPacked(request)) return { headers, body };
  return { headers: { ...headers, 'content-encoding': 'gzip' }, body: await gzip(body) };
}

async function replyOf(response: Response, asked: string): Promise<TransportReply> {
  // React Native follows redirects whatever it is told; there only the address tells, and not in each of its versions.
  const cameFromElsewhere = Boolean(response.url) && response.url !== asked;
  const isRedirect =
    cameFromElsewhere ||
    response.redirected ||
    response.type === 'opaqueredirect' ||
    (response.status >= 300 && response.status < 400);
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    retryAfter: response.headers.get('retry-after'),
    redirected: isRedirect,
    text: await response.text(),
  };
}

function platformGzip(): Gzip | null {
  if (typeof CompressionStream === 'undefined') return null;
  return async (text) => {
    const compressed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
    return new Uint8Array(await new Response(compressed).arrayBuffer());
  };
}
