import type { FastifyInstance } from 'fastify';
import type { AuthSettings } from './auth/auth.module.ts';
import { localKeys, remoteKeys, type IssuerKeys, type RemoteIssuerKeys } from './auth/issuer-keys.ts';
import type { Config } from './config.ts';
import type { DataSource } from './data-source.ts';
import { IdentityStore } from './identity/identity.store.ts';
import { refuseUnknownHosts } from './identity/known-hosts.ts';
import { ISSUER_PATH, mountIdentityProvider } from './identity/mount.ts';
import { createSigningKey, parseSigningKey, publicJwks } from './identity/signing-key.ts';
import type { FaultLog } from './observe/fault-log.ts';
import type { Secrets } from './secrets.ts';

type SigningKey = ReturnType<typeof parseSigningKey>;

/** Whose tokens this server accepts. */
export interface TokenIssuer {
  /** Exact `iss` of its tokens. */
  readonly url: string;
  /** Present when it is the embedded one. */
  readonly signingKey: SigningKey | undefined;
}

/** The issuer the settings name, or else our own on this server. */
export async function tokenIssuer(config: Config, publicUrl: string, secrets: Secrets): Promise<TokenIssuer> {
  if (config.oidcIssuer !== undefined) return { url: config.oidcIssuer, signingKey: undefined };
  const signingKey = parseSigningKey(await secrets.getOrMake('oidc-signing-key', createSigningKey));
  return { url: `${publicUrl}${ISSUER_PATH}`, signingKey };
}

/** How tokens are checked, and which routes of plugins need none. */
export function authSettings(
  config: Config,
  { url, signingKey }: TokenIssuer,
): Omit<AuthSettings, 'permissions' | 'keys'> & { readonly keys: IssuerKeys | RemoteIssuerKeys } {
  // The preflight route of CORS stands at every address.
  const preflight = config.corsOrigins.length > 0 ? ['*'] : [];
  return {
    issuer: url,
    audience: config.oidcAudience,
    tokenType: config.oidcTokenType,
    rolesClaim: config.oidcRolesClaim,
    limits: config.requestLimits,
    keys: signingKey === undefined ? remoteKeys(url) : localKeys(publicJwks(signingKey)),
    publicPaths: preflight,
  };
}

/** Mounts the embedded identity provider if tokens come from it. Call it before the server listens. */
export async function mountIdentity(
  fastify: FastifyInstance,
  { url, signingKey }: TokenIssuer,
  parts: {
    readonly config: Config;
    readonly secrets: Secrets;
    readonly dataSource: DataSource;
    readonly faults: FaultLog;
  },
): Promise<void> {
  if (signingKey === undefined) return;
  const { config, secrets, dataSource, faults } = parts;
  refuseUnknownHosts(fastify, url);
  mountIdentityProvider(fastify, {
    issuer: url,
    audience: config.oidcAudience,
    production: config.environment === 'production',
    store: new IdentityStore(dataSource),
    signingKey,
    cookieKeys: [await secrets.get('oidc-cookie-key')],
    onError: (cause) => faults.report({ about: 'the embedded identity provider', cause }),
  });
}
