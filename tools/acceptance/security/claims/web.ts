import { notHere, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

const NO_COOKIES = 'The API sets no cookie; those of the embedded issuer are never in production.';
const NO_GRAPHQL = 'There is no GraphQL.';
const NO_WEBSOCKET = 'There is no WebSocket; pokes are server-sent events under the same access check.';
const NO_COOKIE_SPEC =
  `${spec.PLATFORM} › says of every public answer what it is and what it may do in a browser, and sets no cookie` as const;

/** ASVS V3. */
export const WEB: Chapter = {
  name: 'V3 Web frontend',
  claims: [
    shown(
      'V3.2.1',
      'A browser does not take an answer for something else',
      NO_COOKIE_SPEC,
      `${spec.HTTP} › carries the security headers: %s`,
    ),
    shown(
      'V3.2.2',
      'Text is put into pages as text',
      `${spec.PAGE} › shows text as text, in an attribute too`,
      `${spec.RECEIPT_PAGE} › shows every text as text, whatever is in it: the page has the same tags`,
    ),
    notHere(
      'V3.3.1',
      'Cookies are Secure and named so',
      NO_COOKIES,
      NO_COOKIE_SPEC,
      `${spec.ISSUER} › refuses to exist in production`,
    ),
    notHere(
      'V3.3.2',
      'Cookies have the right SameSite',
      NO_COOKIES,
      NO_COOKIE_SPEC,
      `${spec.SIGN_IN} › keeps its cookies from scripts and other sites`,
    ),
    notHere('V3.3.3', 'Cookies belong to one host', NO_COOKIES, NO_COOKIE_SPEC),
    notHere(
      'V3.3.4',
      'Scripts cannot read session cookies',
      NO_COOKIES,
      NO_COOKIE_SPEC,
      `${spec.SIGN_IN} › keeps its cookies from scripts and other sites`,
    ),
    shown(
      'V3.4.1',
      'HSTS for a year, on every answer, for subdomains too',
      `${spec.HTTP} › carries the security headers: %s`,
      `${spec.HTTP} › carries them to what is not HTTP, too`,
    ),
    shown(
      'V3.4.2',
      'CORS lets in named origins alone',
      `${spec.PLATFORM} › lets only the pages in that it was told of`,
      `${spec.CONFIG} › refuse %s=%s › *`,
    ),
    shown(
      'V3.4.3',
      'A content security policy is on every answer',
      NO_COOKIE_SPEC,
      `${spec.HTTP} › carries the security headers: %s`,
    ),
    shown(
      'V3.4.4',
      'nosniff is on every answer',
      NO_COOKIE_SPEC,
      `${spec.HTTP} › carries them to what is not HTTP, too`,
    ),
    shown('V3.4.5', 'No address leaks by Referer', NO_COOKIE_SPEC, `${spec.HTTP} › carries the security headers: %s`),
    shown('V3.4.6', 'Nothing can be framed', NO_COOKIE_SPEC, `${spec.HTTP} › carries the security headers: %s`),
    shown(
      'V3.5.1',
      'Another site cannot act in one’s name',
      `${spec.TOKEN} › takes a token from the header only`,
      NO_COOKIE_SPEC,
    ),
    shown(
      'V3.5.2',
      'What a preflight guards cannot be had without one',
      `${spec.TOKEN} › takes a token from the header only`,
      `${spec.HTTP} › is refused as %s: %# › application/x-www-form-urlencoded`,
    ),
    shown(
      'V3.5.3',
      'What changes something is not a GET',
      `${spec.MATRIX} › grants what was reviewed, and nothing else`,
    ),
    notHere(
      'V3.5.4',
      'Separate applications have separate hosts',
      'There is one application; what its host shares with others is the operator’s.',
    ),
    notHere('V3.5.5', 'Messages between windows are checked', 'No page of ours listens to any.'),
    shown(
      'V3.7.1',
      'No outdated technology runs in the browser',
      `${spec.PLATFORM} › come from this server alone: page, scripts and styles`,
    ),
    shown('V3.7.2', 'A browser is sent to known places alone', `${spec.SIGN_IN} › sends nobody to %s`),
  ],
};

/** ASVS V4. */
export const API: Chapter = {
  name: 'V4 API and web service',
  claims: [
    shown('V4.1.1', 'The content type is right, with its charset', NO_COOKIE_SPEC),
    notHere(
      'V4.1.2',
      'No API call is led from HTTP to HTTPS',
      'The server redirects no call; whatever ends TLS in front of it is the operator’s.',
    ),
    shown(
      'V4.1.3',
      'Headers of proxies cannot be forged',
      `${spec.TRUSTED_PROXIES} › not at %s`,
      `${spec.TRUSTED_PROXIES} › by its address is not believed unless a trusted proxy says it`,
      `${spec.TRUSTED_PROXIES} › by %s is replaced by a name of ours, each time another, unless a trusted proxy says it`,
    ),
    shown('V4.2.1', 'Where a message ends is never in doubt', `${spec.HTTP} › what is not HTTP`),
    notHere('V4.3.1', 'GraphQL queries are bounded', NO_GRAPHQL),
    notHere('V4.3.2', 'GraphQL introspection is off', NO_GRAPHQL),
    notHere('V4.4.1', 'WebSockets run over TLS', NO_WEBSOCKET),
    notHere('V4.4.2', 'WebSockets check the origin', NO_WEBSOCKET),
    notHere('V4.4.3', 'WebSockets have tokens of their own', NO_WEBSOCKET, `${spec.POKE} › ends with its token`),
    notHere('V4.4.4', 'Those come by the session that is signed in', NO_WEBSOCKET),
  ],
};

const NO_UPLOADS = 'No file is taken: bodies are JSON.';
const NO_DOWNLOADS = 'No file is served but four of the API page, by fixed names.';

/** ASVS V5. */
export const FILES: Chapter = {
  name: 'V5 File handling',
  claims: [
    notHere('V5.1.1', 'Uploads are described', NO_UPLOADS),
    notHere(
      'V5.2.1',
      'Files have a size that can be borne',
      NO_UPLOADS,
      `${spec.HTTP} › is taken up to the limit of bytes and refused above it, announced or not`,
    ),
    notHere(
      'V5.2.2',
      'Files are what they say',
      NO_UPLOADS,
      `${spec.HTTP} › is refused as %s: %# › media_type_unsupported`,
    ),
    notHere(
      'V5.2.3',
      'Archives are weighed before they are unpacked',
      NO_UPLOADS,
      `${spec.HTTP} › is not inflated beyond the limit: a bomb of %s`,
    ),
    notHere('V5.3.1', 'Uploaded files are not run', NO_UPLOADS),
    shown(
      'V5.3.2',
      'Paths are not made of input',
      `${spec.SECRETS} › are never anywhere else: %j`,
      `${spec.MATRIX} › grants what was reviewed, and nothing else`,
    ),
    notHere('V5.4.1', 'Names of files are ours', NO_DOWNLOADS),
    notHere('V5.4.2', 'Names of files are encoded', NO_DOWNLOADS),
    notHere('V5.4.3', 'Files are scanned', NO_UPLOADS),
  ],
};
