import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

/**
 * Where the keys that sign access tokens come from: the issuer's published set, or a set at hand.
 * The token's own header only ever selects among these by `kid`; `jku`, `x5u` and `jwk` in it are never looked at.
 */
export type IssuerKeys = JWTVerifyGetKey;

/** The issuer could not be asked for its keys, so nothing can be said about a token: neither yes nor no. */
export class IdentityUnavailable extends Error {
  override readonly name = 'IdentityUnavailable';
  constructor(cause: unknown) {
    super('the signing keys of the token issuer cannot be fetched', { cause });
  }
}

/** Limits of talking to the issuer. */
export const ISSUER_LIMITS = {
  /** One request to the issuer may take this long. */
  timeoutMs: 5_000,
  /** An unknown `kid` asks the issuer again at most this often, however many such tokens arrive. */
  cooldownMs: 30_000,
  /** Keys are asked for again when they are this old. */
  cacheMaxAgeMs: 10 * 60_000,
  /** After a failed request the issuer is left alone for this long. */
  failurePauseMs: 2_000,
  /** Known keys serve this long while the issuer cannot be reached: its outage is not ours. */
  staleMaxAgeMs: 24 * 60 * 60_000,
};

export type IssuerLimits = typeof ISSUER_LIMITS;

/** Keys at hand, for an issuer in the same process. */
export const localKeys = (jwks: JSONWebKeySet): IssuerKeys => createLocalJWKSet(jwks);

/**
 * Keys of any OpenID Connect issuer: found by discovery on first use, cached, asked for again when a token names an
 * unknown key. Rejects with `IdentityUnavailable` if the issuer does not answer properly and no keys are known.
 */
export function remoteKeys(issuer: string, limits: IssuerLimits = ISSUER_LIMITS): RemoteIssuerKeys {
  const keys = new RemoteKeys(issuer, limits);
  return Object.assign<IssuerKeys, Pick<RemoteIssuerKeys, 'check'>>((...query) => keys.find(...query), {
    check: () => keys.check(),
  });
}

/** Keys that have to be fetched. */
export type RemoteIssuerKeys = IssuerKeys & {
  /** Whether tokens can be checked now. @throws IdentityUnavailable when the issuer does not answer and no keys are known */
  check(): Promise<void>;
};

type RemoteSet = ReturnType<typeof createRemoteJWKSet>;
type KeyQuery = Parameters<IssuerKeys>;
type Key = Awaited<ReturnType<IssuerKeys>>;

class RemoteKeys {
  private readonly issuer: string;
  private readonly limits: IssuerLimits;
  private published: Promise<RemoteSet> | undefined;
  private publishedGoodAtMs = 0;
  private known: { keys: IssuerKeys; atMs: number } | undefined;
  private failure: { cause: unknown; atMs: number } | undefined;

  constructor(issuer: string, limits: IssuerLimits) {
    this.issuer = issuer;
    this.limits = limits;
  }

  async find(...query: KeyQuery): Promise<Key> {
    const { failure } = this;
    if (failure && Date.now() < failure.atMs + this.limits.failurePauseMs) return this.findKnown(query, failure.cause);
    try {
      return await this.findPublished(query);
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      await this.fallBack(error);
      return this.findKnown(query, error);
    }
  }

  async check(): Promise<void> {
    const { failure, limits } = this;
    if (this.isKnown) return;
    if (failure && Date.now() < failure.atMs + limits.failurePauseMs) throw new IdentityUnavailable(failure.cause);
    try {
      this.published ??= discoverKeys(this.issuer, limits);
      const published = await this.published;
      await published.reload();
      this.publishedGoodAtMs = Date.now();
      this.failure = undefined;
    } catch (error) {
      await this.fallBack(error);
      throw new IdentityUnavailable(error);
    }
  }

  /** Whether keys are known that may still serve. */
  private get isKnown(): boolean {
    const atMs = Math.max(this.publishedGoodAtMs, this.known?.atMs ?? 0);
    return atMs > 0 && Date.now() <= atMs + this.limits.staleMaxAgeMs;
  }

  private async findPublished(query: KeyQuery): Promise<Key> {
    this.published ??= discoverKeys(this.issuer, this.limits);
    const published = await this.published;
    const key = await published(...query);
    this.publishedGoodAtMs = Date.now();
    this.failure = undefined;
    return key;
  }

  /** Keeps the keys known so far, and discovers anew next time: the issuer may have moved them. */
  private async fallBack(cause: unknown): Promise<void> {
    const published = await this.published?.catch(() => undefined);
    const jwks = published?.jwks();
    if (jwks) this.known = { keys: createLocalJWKSet(jwks), atMs: this.publishedGoodAtMs };
    this.published = undefined;
    this.failure = { cause, atMs: Date.now() };
  }

  /** The issuer is silent: keys known from before answer, and a key they lack may be a new one, so "don't know". */
  private async findKnown(query: KeyQuery, cause: unknown): Promise<Key> {
    const { known, limits } = this;
    if (!known || Date.now() > known.atMs + limits.staleMaxAgeMs) throw new IdentityUnavailable(cause);
    return Promise.resolve(known.keys(...query)).catch(() => {
      throw new IdentityUnavailable(cause);
    });
  }
}

/** Errors that say "this token names no key of the issuer", as opposed to "the issuer cannot be asked". */
const isAboutTheToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

async function discoverKeys(issuer: string, limits: IssuerLimits): Promise<RemoteSet> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(limits.timeoutMs) });
  if (!response.ok) throw new Error(`discovery of the issuer answered ${response.status}`);
  const found = discoveryDocument.parse(await response.json());
  if (found.issuer !== issuer) throw new Error('discovery of the issuer names another issuer');
  return createRemoteJWKSet(new URL(found.jwks_uri), {
    timeoutDuration: limits.timeoutMs,
    cooldownDuration: limits.cooldownMs,
    cacheMaxAge: limits.cacheMaxAgeMs,
  });
}
