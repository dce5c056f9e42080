/** The issuer: signing in by a code and PKCE (RFC 7636, RFC 8252), refreshing, signing out. */
import {
  AuthRequest,
  exchangeCodeAsync,
  fetchDiscoveryAsync,
  Prompt,
  refreshAsync,
  revokeAsync,
  TokenError,
  TokenTypeHint,
  type DiscoveryDocument,
  type TokenResponse,
} from 'expo-auth-session';
import { CONFIGURATION } from '../core/configuration.ts';
import { SignInOver, type Granted } from '../core/session.ts';

const { issuer, clientId, redirectUri } = CONFIGURATION;
const SCOPES = ['openid', 'profile', 'offline_access'];

let discovered: Promise<DiscoveryDocument> | null = null;

// Not kept when it fails: the next one asks again.
const discovery = (): Promise<DiscoveryDocument> =>
  (discovered ??= fetchDiscoveryAsync(issuer).catch((error: unknown) => {
    discovered = null;
    throw error;
  }));

/** Opens the issuer's page in the system's browser. Null: the person closed it. @throws when there is no network */
export async function signIn(): Promise<Granted | null> {
  const endpoints = await discovery();
  // `offline_access` asks for a refresh token, for which OpenID Connect wants the consent to be asked for.
  const prompt = [Prompt.Login, Prompt.Consent];
  const request = new AuthRequest({ clientId, redirectUri, scopes: SCOPES, prompt, usePKCE: true });
  const answer = await request.promptAsync(endpoints);
  if (answer.type !== 'success') return null;
  const { code = '' } = answer.params;
  const extraParams = { code_verifier: request.codeVerifier ?? '' };
  return granted(await exchangeCodeAsync({ clientId, redirectUri, code, extraParams }, endpoints));
}

/** Other tokens. @throws SignInOver when the issuer says no, and any other error when it cannot be asked */
export async function refresh(refreshToken: string): Promise<Granted> {
  try {
    return granted(await refreshAsync({ clientId, refreshToken }, await discovery()), refreshToken);
  } catch (error) {
    if (error instanceof TokenError && error.code === 'invalid_grant') throw new SignInOver(error.message);
    throw error;
  }
}

/** Takes the refresh token back. Without a network it stays good until it expires: this phone has forgotten it. */
export async function signOutAtIssuer(refreshToken: string): Promise<void> {
  const endpoints = await discovery();
  await revokeAsync({ clientId, token: refreshToken, tokenTypeHint: TokenTypeHint.RefreshToken }, endpoints);
}

function granted(response: TokenResponse, before = ''): Granted {
  const { accessToken, refreshToken = before, expiresIn = 0 } = response;
  return { accessToken, refreshToken, expiresAtMs: Date.now() + expiresIn * 1_000 };
}
