import type { FastifyInstance } from 'fastify';
import { isOwnHost } from '../http/own-host.ts';
import { platformProblem } from '../http/platform-problems.ts';

/**
 * Answers under no name but its own, those of this machine, and addresses. Where everybody can be anybody, a web page must
 * not reach the server by a name of its own that it lets point here (DNS rebinding).
 */
export function refuseUnknownHosts(fastify: FastifyInstance, publicUrl: string): void {
  const own = [new URL(publicUrl).hostname];
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(isOwnHost(request.host, own) ? undefined : platformProblem('host_unknown'));
  });
}
