import type { JWK } from 'jose';
import { type Configuration, Provider, type ResourceServer } from 'oidc-provider';
import { publicClients } from './clients.ts';
import type { IdentityStore } from './identity.store.ts';
import { pageHeaders } from '../http/page.ts';
import { findPerson } from './people.ts';
import { recordAdapters } from './record-adapter.ts';
import { STORE_RETRY_AFTER_SECONDS, tellingTrouble } from './store-trouble.ts';
import { errorPage } from './sign-in-page.ts';
import { SIGNING_ALGORITHM } from './signing-key.ts';

/** What the embedded issuer is built from. */
export interface ProviderSettings {
  /** Issuer identifier and address: the public URL of this server and the path it is mounted at. */
  readonly issuer: string;
  /** `aud` of its access tokens. */
  readonly audience: string;
  /** Private key, see `createSigningKey`. */
  readonly signingKey: JWK;
  /** Secrets that sign its cookies; the first signs, all verify. */
  readonly cookieKeys: readonly string[];
  readonly store: IdentityStore;
  /** Hears of a database in trouble. */
  readonly onError?: (error: Error) => void;
  /** Clock in milliseconds since 1970 for grace periods and expiry of stored records. */
  readonly now: () => number;
}

/** The one API its access tokens are for. Applications need not name it. */
export const API_RESOURCE = 'urn:bimride:api';

/** Life of what the issuer hands out, in seconds. */
export const LIFETIMES_SECONDS = {
  accessToken: 15 * 60,
  authorizationCode: 60,
  idToken: 15 * 60,
  /** A phone that stays off for a fortnight's holiday, and then some, is still signed in. */
  refreshToken: 30 * 24 * 3600,
  grant: 180 * 24 * 3600,
  /** How long somebody may look at the sign-in page. */
  interaction: 3600,
  session: 14 * 24 * 3600,
} as const;

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/;

/** The address, below the issuer's, of the page on which a person signs in. */
export const interactionPath = (issuer: string, uid: string): string =>
  `${new URL(issuer).pathname}/interaction/${uid}`;

/** Builds the embedded issuer. Its requests are served by `provider.callback()`. */
export function createProvider(settings: ProviderSettings): Provider {
  const provider = new Provider(settings.issuer, configuration(settings));
  // behind a proxy that ends TLS, the issuer's own address says what the outside looks like
  provider.proxy = new URL(settings.issuer).protocol === 'https:';
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.status === 503) ctx.set('Retry-After', String(STORE_RETRY_AFTER_SECONDS));
  });
  return provider;
}

function configuration(settings: ProviderSettings): Configuration {
  return {
    adapter: (kind) => tellingTrouble(recordAdapters(settings.store, settings.now)(kind), settings.onError),
    clients: publicClients(settings.issuer),
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
    clientBasedCORS: (_ctx, origin) => LOOPBACK_ORIGIN.test(origin) || origin === new URL(settings.issuer).origin,
    jwks: { keys: [{ ...settings.signingKey, alg: SIGNING_ALGORITHM, use: 'sig' }] },
    enabledJWA: { idTokenSigningAlgValues: [SIGNING_ALGORITHM] },
    cookies: { keys: [...settings.cookieKeys] },
    interactions: { url: (_ctx, interaction) => interactionPath(settings.issuer, interaction.uid) },
    renderError: (ctx, out) => {
      ctx.set(pageHeaders({}));
      ctx.body = errorPage(out);
    },
    ...identityOf(settings),
    ...tokenRules(),
  };
}

function identityOf(settings: ProviderSettings): Configuration {
  const roles = (accountId: string): readonly string[] => findPerson(accountId)?.roles ?? [];
  return {
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'roles'] },
    // the name belongs into the id token: these access tokens are for the API, not for a userinfo endpoint
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => {
      const person = findPerson(sub);
      if (!person) return undefined;
      const { id, name } = person;
      return { accountId: id, claims: () => ({ sub: id, name, roles: [...person.roles] }) };
    },
    extraTokenClaims: (_ctx, token) => ('accountId' in token ? { roles: [...roles(token.accountId)] } : undefined),
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      dPoP: { enabled: false },
      // Signing out. All clients are public: who asks to take back another one's token is not told whether there is one.
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API_RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => apiResource(settings.audience),
      },
    },
  };
}

const apiResource = (audience: string): ResourceServer => ({
  audience,
  scope: '',
  accessTokenFormat: 'jwt',
  accessTokenTTL: LIFETIMES_SECONDS.accessToken,
  jwt: { sign: { alg: SIGNING_ALGORITHM } },
});

function tokenRules(): Configuration {
  return {
    pkce: { required: () => true },
    // all applications are our own: each may stay signed in, and signing out of the browser signs no phone out
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: LIFETIMES_SECONDS.accessToken,
      AuthorizationCode: LIFETIMES_SECONDS.authorizationCode,
      IdToken: LIFETIMES_SECONDS.idToken,
      RefreshToken: LIFETIMES_SECONDS.refreshToken,
      Grant: LIFETIMES_SECONDS.grant,
      Interaction: LIFETIMES_SECONDS.interaction,
      Session: LIFETIMES_SECONDS.session,
    },
  };
}

/** Says on behalf of a person that the application may act for them; our own applications need not ask. */
export async function grantTo(provider: Provider, accountId: string, clientId: string): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope('openid profile offline_access');
  return grant.save();
}
