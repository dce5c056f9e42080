const HSTS_SECONDS = 31_536_000;

/** What answers to programs carry, too: their type is not to be guessed, and nobody on the way keeps them. */
export const NEITHER_GUESSED_NOR_KEPT = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' } as const;

const ALWAYS: Readonly<Record<string, string>> = {
  ...NEITHER_GUESSED_NOR_KEPT,
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

// Answers of the API are data: a browser that is tricked into showing one must not run, load or send anything. The last three do
// not follow from the first.
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
// Swagger UI styles itself inline and draws its icons from data: URLs; its scripts are files of this server.
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The headers that every answer carries unless its route says otherwise. Pages set a Content-Security-Policy of their own. */
export function securityHeaders(url: string, production: boolean): Readonly<Record<string, string>> {
  return {
    ...ALWAYS,
    'Content-Security-Policy': url.startsWith('/docs') ? DOCS_POLICY : DATA_POLICY,
    ...(production ? { 'Strict-Transport-Security': `max-age=${HSTS_SECONDS}; includeSubDomains` } : {}),
  };
}
