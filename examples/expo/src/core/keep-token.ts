/** Keeps an access token at hand. Pure but for what it is given. */
import type { TokenSource } from '@bimride/client';
import { SignInOver, type Granted } from './session.ts';

/** A token that expires sooner, in milliseconds, is not worth a request: it may be refused on the way. */
const FRESH_MS_MIN = 30_000;

export interface TokenParts {
  readonly refreshToken: string;
  /** Just after signing in there is one. */
  readonly granted?: Granted | undefined;
  /** Asks the issuer. @throws SignInOver when it says no; any other error when it could not be asked */
  readonly refresh: (refreshToken: string) => Promise<Granted>;
  /** Keeps the new refresh token; the old one may be worth nothing from now on. */
  readonly save: (refreshToken: string) => Promise<void>;
  readonly nowMs: () => number;
}

/**
 * The `token` of `openClient`. One refresh at a time, whoever asks: an issuer that sees a refresh token twice takes it for
 * stolen, and ends the session.
 */
export function keepToken({ refresh, save, nowMs, ...parts }: TokenParts): TokenSource {
  let { granted, refreshToken } = parts;
  let refreshing: Promise<string | null> | null = null;

  const renew = async (): Promise<string | null> => {
    try {
      granted = await refresh(refreshToken);
    } catch (error) {
      // Null tells the client `signed_out`: it sends nothing, and keeps everything. Any other error is a network that is not there.
      if (error instanceof SignInOver) return null;
      throw error;
    }
    ({ refreshToken } = granted);
    await save(refreshToken);
    return granted.accessToken;
  };

  return async ({ rejected }) => {
    const isFresh = granted !== undefined && granted.expiresAtMs - nowMs() > FRESH_MS_MIN;
    if (isFresh && granted?.accessToken !== rejected) return granted?.accessToken ?? null;
    refreshing ??= renew().finally(() => (refreshing = null));
    return refreshing;
  };
}
