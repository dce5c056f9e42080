import type { ClientMetadata } from 'oidc-provider';

/** Where the sign-in page of this server lives; it is also where the issuer sends its users back to. */
export const SIGN_IN_PATH = '/sign-in';

/** The page's own client. */
export const WEB_CLIENT_ID = 'bimride-web';

/** Where Swagger UI is sent back to. */
export const DOCS_REDIRECT_PATH = '/docs/oauth2-redirect.html';

const OWN_PAGES = [SIGN_IN_PATH, DOCS_REDIRECT_PATH];
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1']);
const LOOPBACK_CALLBACKS = ['http://localhost/callback', 'http://127.0.0.1/callback'];

/**
 * The applications of this product. All are public: an app in people's hands keeps no secret, so PKCE protects the code.
 * `native` is what makes loopback addresses match on any port (RFC 8252 §7.3), which local web development needs too.
 */
export function publicClients(issuer: string): ClientMetadata[] {
  const loopbackPages = [...LOOPBACK_HOSTS].flatMap((host) => OWN_PAGES.map((path) => `http://${host}${path}`));
  const web = [...ownPages(issuer), ...loopbackPages, ...LOOPBACK_CALLBACKS, 'http://localhost/'];
  return [
    publicClient(WEB_CLIENT_ID, 'Bimride on the web', web),
    publicClient('bimride-mobile', 'Bimride on the phone', ['com.bimride.app:/callback', ...LOOPBACK_CALLBACKS]),
    publicClient('bimride-cli', 'Bimride command line', LOOPBACK_CALLBACKS),
  ];
}

/** Other than on loopback, browsers do the cryptography of PKCE over https only, so no other address is any use. */
function ownPages(issuer: string): string[] {
  const pages = OWN_PAGES.map((path) => new URL(path, issuer));
  return pages
    .filter(({ protocol, hostname }) => protocol === 'https:' || LOOPBACK_HOSTS.has(hostname))
    .map(({ href }) => href);
}

const publicClient = (id: string, name: string, redirectUris: string[]): ClientMetadata => ({
  client_id: id,
  client_name: name,
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: [...new Set(redirectUris)],
});
