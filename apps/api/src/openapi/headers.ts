/** Headers of answers, as the API document names them once for all routes. */
import type { DocumentSchema } from './schemas.ts';

interface DocumentHeader {
  readonly description: string;
  readonly schema: DocumentSchema;
}

const text = { type: 'string' } as const;

/** Under `components.headers`; the key is the header's name. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Names the request. The log has it too, and a problem names it as its `instance`',
    schema: { type: 'string', format: 'uuid' },
  },
  'Retry-After': { description: 'Seconds to wait before asking again', schema: { type: 'integer', minimum: 0 } },
  'WWW-Authenticate': { description: 'What is wrong with the token, or missing (RFC 6750)', schema: text },
  Location: { description: 'Where the new thing is', schema: { type: 'string', format: 'uri-reference' } },
  ETag: { description: 'Send it as `If-None-Match` to be told 304 while nothing changed', schema: text },
  'Cache-Control': { description: 'How long it may be kept', schema: text },
  Vary: { description: 'By which headers of the request the answer differs', schema: text },
} as const satisfies Readonly<Record<string, DocumentHeader>>;

export type HeaderName = keyof typeof HEADERS;

/** References to headers, as an answer lists them. */
export const headerRefs = (names: readonly HeaderName[]): Readonly<Record<string, { readonly $ref: string }>> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
