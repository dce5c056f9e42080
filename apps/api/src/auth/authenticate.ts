import type { FastifyReply, FastifyRequest } from 'fastify';
import passport from 'passport';
import { ACCESS_TOKEN, AccessTokenStrategy, type Challenge } from './access-token.strategy.ts';
import type { Principal } from './principal.ts';
import type { TokenRules } from './verify-token.ts';

/** Who is calling, or the challenge to answer with. Rejects with `IdentityUnavailable`. */
export type Authenticate = (
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<{ principal: Principal } | { challenge: Challenge }>;

type Run = (request: FastifyRequest, reply: FastifyReply, next: (error: unknown) => void) => void;

/**
 * Runs the passport strategy on a request. A passport of its own for each application: the shared one of the package
 * would let the last application started in a process verify the tokens of all of them.
 */
export function createAuthenticate(rules: TokenRules): Authenticate {
  const authenticator = new passport.Authenticator();
  authenticator.use(ACCESS_TOKEN, new AccessTokenStrategy(rules));
  return (request, reply) =>
    new Promise((resolve, reject) => {
      const settle = (error: unknown, principal?: Principal | false, challenge?: Challenge): void => {
        if (principal) resolve({ principal });
        else if (challenge) resolve({ challenge });
        else reject(error instanceof Error ? error : new Error('passport gave no verdict', { cause: error }));
      };
      const run = authenticator.authenticate(ACCESS_TOKEN, { session: false }, settle) as Run;
      run(request, reply, reject);
    });
}
