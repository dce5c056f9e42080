import type { IncomingMessage } from 'node:http';
import type { PlatformProblemCode } from './platform-problems.ts';

/** Headers that say one thing. Of several Node believes the first and says nothing, a proxy before us perhaps another one. */
const SAID_ONCE = ['host', 'authorization', 'content-type', 'content-encoding'] as const;

/**
 * What is wrong with a request's headers as they came, or null: one that says one thing comes twice, an HTTP/1.1 request does
 * not say for which host it is (RFC 9112, section 3.2), or something is expected that we do not do (RFC 9110, section 10.1.1).
 */
export function headerFault(
  request: Pick<IncomingMessage, 'rawHeaders' | 'headers' | 'httpVersion'>,
): PlatformProblemCode | null {
  const { headers, httpVersion, rawHeaders } = request;
  const counts = new Map<string, number>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (SAID_ONCE.some((name) => (counts.get(name) ?? 0) > 1)) return 'header_repeated';
  if (httpVersion === '1.1' && !counts.has('host')) return 'request_malformed';
  const { expect } = headers;
  return expect === undefined || expect.toLowerCase() === '100-continue' ? null : 'expectation_failed';
}
