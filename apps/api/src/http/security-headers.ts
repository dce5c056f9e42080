const HSTS_SECONDS = 31_536_000;

const ALWAYS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

// Answers of the API are data: a browser that is tricked into showing one must not run or load anything.
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
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
