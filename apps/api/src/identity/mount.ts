import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { JWK } from 'jose';
import type { Provider } from 'oidc-provider';
import { SIGN_IN_ROUTE } from '../auth/access.ts';
import { SIGN_IN_PATH } from './clients.ts';
import type { IdentityStore } from './identity.store.ts';
import { addInteractionRoutes } from './interaction-routes.ts';
import { landingPage, landingScript } from './landing-page.ts';
import { pageHeaders } from '../http/page.ts';
import { createProvider } from './provider.ts';

/** Path of the embedded issuer on the public URL. */
export const ISSUER_PATH = '/oidc';

/** What the embedded issuer needs of its surroundings. */
export interface IdentityOptions {
  /** Public URL of this server followed by `ISSUER_PATH`. */
  readonly issuer: string;
  readonly audience: string;
  /** True throws: everybody can be anybody here, by design. */
  readonly production: boolean;
  readonly store: IdentityStore;
  /** Private key, see `createSigningKey` and `parseSigningKey`. */
  readonly signingKey: JWK;
  readonly cookieKeys: readonly string[];
  /** Hears of defects and database trouble inside the issuer. */
  readonly onError?: (error: Error) => void;
  /** Clock in milliseconds since 1970; tests move it. */
  readonly now?: () => number;
}

/**
 * Mounts the embedded OAuth2/OpenID Connect issuer and its sign-in page. Call it before the server listens.
 * What has expired is dropped by the job `retention`. Throws in production: there, `OIDC_ISSUER` names a real one.
 */
export function mountIdentityProvider(fastify: FastifyInstance, options: IdentityOptions): void {
  if (options.production) throw new Error('the embedded identity provider never runs in production; set OIDC_ISSUER');
  const { now = Date.now } = options;
  const provider = createProvider({ ...options, now });
  provider.on('server_error', (_ctx, error) => options.onError?.(error));
  fastify.register(async (scope) => addProviderRoutes(scope, provider));
  fastify.register(async (scope) => addInteractionRoutes(scope, provider, options.issuer));
  addLandingPage(fastify);
}

/**
 * For the provider's own pages, which only ever submit themselves on; it adds the hash of that script by itself. No
 * `form-action`: where the form leads in the end is the application that waits.
 */
const PROVIDER_PAGE_POLICY = "default-src 'none'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'";

const METHODS: HTTPMethods[] = ['GET', 'POST', 'OPTIONS'];

function addProviderRoutes(scope: FastifyInstance, provider: Provider): void {
  // the provider reads request bodies itself, so nothing here may touch them
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const serve = provider.callback();
  scope.route({
    method: METHODS,
    url: `${ISSUER_PATH}/*`,
    config: SIGN_IN_ROUTE,
    handler: async (request, reply) => {
      reply.hijack();
      reply.raw.setHeader('Content-Security-Policy', PROVIDER_PAGE_POLICY);
      // the provider routes below its mount point, and finds the mount point by comparing with `originalUrl`
      const url = request.raw.url ?? '';
      Object.assign(request.raw, { originalUrl: url, url: url.slice(ISSUER_PATH.length) });
      await serve(request.raw, reply.raw);
    },
  });
}

function addLandingPage(fastify: FastifyInstance): void {
  const script = landingScript(ISSUER_PATH);
  const html = landingPage(script);
  const headers = pageHeaders({ script });
  fastify.get(SIGN_IN_PATH, { config: SIGN_IN_ROUTE }, (_request, reply) => reply.headers(headers).send(html));
}
